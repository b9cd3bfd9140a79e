package flaw

import (
	"cmp"
	"slices"
	"strings"
)

// pathIndex finds the paths that some request matches together with another path. To compare each
// path with each other one would take long for thousands of paths.
type pathIndex struct {
	// shapes are the paths by where they have parameters.
	shapes map[string]*pathShape
	count  int
}

// pathShape is the paths that have parameters in the same segments.
type pathShape struct {
	// literal says which segments have no parameter.
	literal []bool
	all     []*template
	// by has the paths by their texts in some of the literal segments, for each choice of these
	// that was asked for.
	by []*pathsBy
}

type pathsBy struct {
	segments []int
	paths    map[string][]*template
}

// add adds a path. It returns those that were added before and that a request may match, too, in
// the order in which they were added.
func (x *pathIndex) add(t *template) []*template {
	literal := make([]bool, len(t.segments))
	key := make([]byte, len(t.segments))
	for i, segment := range t.segments {
		literal[i] = !strings.Contains(segment, "{")
		if key[i] = 'p'; literal[i] {
			key[i] = 'l'
		}
	}
	var found []*template
	for _, s := range x.shapes {
		if len(s.literal) == len(literal) {
			found = append(found, s.matching(t, literal)...)
		}
	}
	slices.SortFunc(found, func(a, b *template) int { return cmp.Compare(a.index, b.index) })
	if x.shapes == nil {
		x.shapes = map[string]*pathShape{}
	}
	s := x.shapes[string(key)]
	if s == nil {
		s = &pathShape{literal: literal}
		x.shapes[string(key)] = s
	}
	t.index = x.count
	x.count++
	s.all = append(s.all, t)
	for _, by := range s.by {
		by.add(t)
	}
	return found
}

// matching returns the paths of the shape that have the same texts where both have no parameter.
func (s *pathShape) matching(t *template, literal []bool) []*template {
	var common []int
	for i := range literal {
		if literal[i] && s.literal[i] {
			common = append(common, i)
		}
	}
	i := slices.IndexFunc(s.by, func(by *pathsBy) bool { return slices.Equal(by.segments, common) })
	if i < 0 {
		i = len(s.by)
		by := &pathsBy{segments: common, paths: map[string][]*template{}}
		s.by = append(s.by, by)
		for _, other := range s.all {
			by.add(other)
		}
	}
	return s.by[i].paths[s.by[i].key(t)]
}

func (by *pathsBy) add(t *template) { by.paths[by.key(t)] = append(by.paths[by.key(t)], t) }

func (by *pathsBy) key(t *template) string {
	texts := make([]string, len(by.segments))
	for i, segment := range by.segments {
		texts[i] = t.segments[segment]
	}
	return strings.Join(texts, "/")
}
