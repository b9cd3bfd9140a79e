package flaw

import (
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The index finds the same path as a comparison with every other path: the first path for each
// method and each choice of segments with parameters.
func TestPathIndexFindsWhatComparisonsFind(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.SampledFrom([]string{"a", "b", "{x}", "a.{y}"})
		var index pathIndex
		var before []*template
		for _, segments := range rapid.SliceOfN(rapid.SliceOfN(segment, 1, 4), 1, 40).Draw(t, "paths") {
			method := rapid.SampledFrom([]string{"get", "put"}).Draw(t, "method")
			one := &template{text: "/" + strings.Join(segments, "/"), segments: segments, methods: []string{method}}
			var want []string
			known := map[string]bool{}
			for _, other := range before {
				shape := shapeOf(other)
				if mayMatchBoth(one, other) && !known[shape] {
					want, known[shape] = append(want, other.text), true
				}
			}
			var got []string
			for _, other := range index.add(one) {
				got = append(got, other.text)
			}
			require.Equal(t, want, got)
			before = append(before, one)
		}
	})
}

func mayMatchBoth(one, other *template) bool {
	if len(one.segments) != len(other.segments) {
		return false
	}
	for i, segment := range one.segments {
		if segment != other.segments[i] && !strings.Contains(segment+other.segments[i], "{") {
			return false
		}
	}
	return true
}

// shapeOf returns the positions of the parameters in a path, and its method.
func shapeOf(t *template) string {
	shape := []string{t.methods[0]}
	for _, segment := range t.segments {
		shape = append(shape, strconv.FormatBool(strings.Contains(segment, "{")))
	}
	return strings.Join(shape, " ")
}

// A document with more shapes of paths than any real API is read in time.
func TestPathIndexTakesManyShapes(t *testing.T) {
	t.Parallel()
	var index pathIndex
	for i := range 1 << 9 {
		one := &template{methods: []string{"get"}}
		for bit := range 9 {
			one.segments = append(one.segments, []string{"a", "{x}"}[i>>bit&1])
		}
		require.LessOrEqual(t, len(index.add(one)), 64)
	}
}
