package flaw

import (
	"cmp"
	"slices"
	"strings"
)

// pathIndex finds pairs of paths that can match the same request. It doesn't compare every path
// with every other path, because that takes too long for thousands of paths.
type pathIndex struct {
	// shapes are the paths by shape. The key of a shape says which segments have parameters.
	// byLength has the same shapes by the number of segments.
	shapes   map[string]*pathShape
	byLength map[int][]*pathShape
	count    int
}

// maxShapes limits how many shapes with the same number of segments are compared. No real API has
// so many, but a hostile document may.
const maxShapes = 64

// pathShape has the paths that have parameters in the same segments.
type pathShape struct {
	// literal says for each segment whether it has no parameter.
	literal []bool
	all     []*template
	// by has the paths by the texts in selected literal segments, for each selection that was
	// needed. The key of a selection has a byte for each segment.
	by map[string]*pathsBy
}

// pathsBy has paths by the texts in some segments. If several paths have the same texts, it keeps
// the first path for each method.
type pathsBy struct {
	segments []int
	paths    map[string][]*template
}

// add adds a path. It returns the earlier paths that can match the same request, in the order in
// which they were added. It leaves out an earlier path if even earlier paths, with parameters in
// the same segments, have all of its methods.
func (x *pathIndex) add(t *template) []*template {
	literal := make([]bool, len(t.segments))
	for i, segment := range t.segments {
		literal[i] = !strings.Contains(segment, "{")
	}
	var found []*template
	for _, s := range x.byLength[len(literal)] {
		found = append(found, s.matching(t, literal)...)
	}
	slices.SortFunc(found, func(a, b *template) int { return cmp.Compare(a.index, b.index) })
	t.index = x.count
	x.count++
	if s := x.shape(literal); s != nil {
		s.all = append(s.all, t)
		for _, by := range s.by {
			by.add(t)
		}
	}
	return found
}

// shape returns the paths with parameters in the same segments. It returns nil if there are too
// many shapes.
func (x *pathIndex) shape(literal []bool) *pathShape {
	key := keyOf(literal)
	if s := x.shapes[key]; s != nil {
		return s
	}
	if len(x.byLength[len(literal)]) == maxShapes {
		return nil
	}
	if x.shapes == nil {
		x.shapes, x.byLength = map[string]*pathShape{}, map[int][]*pathShape{}
	}
	s := &pathShape{literal: literal, by: map[string]*pathsBy{}}
	x.shapes[key], x.byLength[len(literal)] = s, append(x.byLength[len(literal)], s)
	return s
}

func keyOf(chosen []bool) string {
	key := make([]byte, len(chosen))
	for i, is := range chosen {
		if is {
			key[i] = 1
		}
	}
	return string(key)
}

// matching returns the paths of the shape with the same texts in the segments that are literal in
// both.
func (s *pathShape) matching(t *template, literal []bool) []*template {
	common := make([]bool, len(literal))
	for i := range literal {
		common[i] = literal[i] && s.literal[i]
	}
	by := s.by[keyOf(common)]
	if by == nil {
		by = &pathsBy{paths: map[string][]*template{}}
		for i, is := range common {
			if is {
				by.segments = append(by.segments, i)
			}
		}
		s.by[keyOf(common)] = by
		for _, other := range s.all {
			by.add(other)
		}
	}
	return by.paths[by.key(t)]
}

func (by *pathsBy) add(t *template) {
	key := by.key(t)
	same := by.paths[key]
	isNew := func(method string) bool {
		return !slices.ContainsFunc(same, func(other *template) bool { return slices.Contains(other.methods, method) })
	}
	if slices.ContainsFunc(t.methods, isNew) {
		by.paths[key] = append(same, t)
	}
}

func (by *pathsBy) key(t *template) string {
	texts := make([]string, len(by.segments))
	for i, segment := range by.segments {
		texts[i] = t.segments[segment]
	}
	return strings.Join(texts, "/")
}
