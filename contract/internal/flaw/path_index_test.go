package flaw

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// The index finds the same pairs, in the same order, as comparing each path with each other path.
func TestPathIndexFindsWhatComparisonsFind(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		segment := rapid.SampledFrom([]string{"a", "b", "{x}", "a.{y}"})
		var index pathIndex
		var before []*template
		for _, segments := range rapid.SliceOfN(rapid.SliceOfN(segment, 1, 4), 1, 40).Draw(t, "paths") {
			one := &template{text: "/" + strings.Join(segments, "/"), segments: segments}
			var want []string
			for _, other := range before {
				if mayMatchBoth(one, other) {
					want = append(want, other.text)
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
