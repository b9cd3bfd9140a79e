package multimatch_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

func TestLeftmostPrefersWhatBeginsFirstAndIsLongest(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		texts []string
		in    string
		want  string
	}{
		"one":                       {[]string{"ab"}, "xabab", "1-3:0 3-5:0"},
		"none":                      {[]string{"ab"}, "xyz", ""},
		"longest":                   {[]string{"ab", "abc", "b"}, "abcab", "0-3:1 3-5:0"},
		"within a longer one":       {[]string{"b", "abc"}, "abcb", "0-3:1 3-4:0"},
		"what begins in one":        {[]string{"abc", "cde"}, "abcdef", "0-3:0 3-5:-1"},
		"what begins in one, again": {[]string{"abc", "cde", "de"}, "abcde", "0-3:0 3-5:-1"},
		"begins before":             {[]string{"cd", "abcde"}, "abcde", "0-5:1"},
		"begins before several":     {[]string{"abba", "b"}, "abba", "0-4:0"},
		"empty":                     {[]string{""}, "abc", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var set multimatch.Set
			for id, text := range tt.texts {
				set.Add(text, id)
			}
			var got []string
			for m := range set.Leftmost(tt.in) {
				got = append(got, fmt.Sprintf("%d-%d:%d", m.Start, m.End, m.ID))
			}
			assert.Equal(t, tt.want, strings.Join(got, " "))
		})
	}
}

// TestEveryOccurrenceIsCovered checks with random strings, added at random times, that the matches
// cover every occurrence of a string and no other byte.
func TestEveryOccurrenceIsCovered(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.StringMatching(`[ab]{1,5}`), 1, 8).Draw(t, "texts")
		in := rapid.StringMatching(`[abc]{0,40}`).Draw(t, "in")
		var set multimatch.Set
		for id, text := range texts {
			set.Add(text, id)
			for range set.All(in) { // A search builds the automata.
				break
			}
		}
		want, got := make([]bool, len(in)), make([]bool, len(in))
		for _, text := range texts {
			for i := range in {
				if strings.HasPrefix(in[i:], text) {
					for j := range text {
						want[i+j] = true
					}
				}
			}
		}
		end := 0
		for m := range set.Leftmost(in) {
			if m.Start < end || m.End <= m.Start {
				t.Fatalf("a match begins at %d, before the end of the last one at %d", m.Start, end)
			}
			end = m.End
			for i := m.Start; i < m.End; i++ {
				got[i] = true
			}
		}
		if !assert.ObjectsAreEqual(want, got) {
			t.Fatalf("%q in %q: want %v, got %v", texts, in, want, got)
		}
	})
}

// BenchmarkLeftmost shows that the time for each byte doesn't grow with the longest string. Matches
// wait until an earlier match of the longest string is impossible.
func BenchmarkLeftmost(b *testing.B) {
	text := strings.Repeat("token \n", 10_000)
	for _, longest := range []int{10, 1_000, 20_000} {
		b.Run(strconv.Itoa(longest), func(b *testing.B) {
			var set multimatch.Set
			set.Add("token", 0)
			set.Add(strings.Repeat("x", longest), 1)
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				for range set.Leftmost(text) {
					continue
				}
			}
		})
	}
}

// TestManyStringsWithOneBeginning checks that each of many strings is found that differ in one
// byte.
func TestManyStringsWithOneBeginning(t *testing.T) {
	t.Parallel()
	var set multimatch.Set
	for c := range 256 {
		set.Add("token "+string([]byte{byte(c)})+" end", c)
	}
	for c := range 256 {
		var found []int
		for match := range set.All("a token " + string([]byte{byte(c)}) + " end") {
			found = append(found, match.ID)
		}
		assert.Equal(t, []int{c}, found)
	}
}
