package flaw

import (
	"cmp"
	"slices"
	"strings"
)

// pathIndex finds pairs of paths that the same request may match. It avoids comparing each path
// with each other path, because that takes long for thousands of paths.
type pathIndex struct {
	// shapes has the paths, grouped by the positions of their parameters.
	shapes map[string]*pathShape
	count  int
}

// pathShape has the paths whose parameters are in the same segments.
type pathShape struct {
	// literal says for each segment whether it has no parameter.
	literal []bool
	all     []*template
	// by has the paths by the texts in some of their literal segments. It is filled when such a
	// choice of segments is first needed.
	by []*pathsBy
}

type pathsBy struct {
	segments []int
	paths    map[string][]*template
}

// add adds a path. It returns the paths that were added before and that can match the same request,
// in the order in which they were added.
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

// matching returns the paths of the shape that have the same text in each segment in which neither
// path has a parameter.
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
