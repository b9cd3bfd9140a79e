package selection_test

import (
	"errors"
	"fmt"
	"net/url"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// The exchanges may be split into several tallies, which are written as JSON, read back, and merged
// in any order. The result equals the tally of a single reading.
func TestTalliesMerge(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte("openapi: 3.0.3\ninfo: {title: A, version: '1'}\nservers: [{url: https://a.example}]\npaths: {}\n"))
	require.NoError(t, err)
	s, err := selection.New(c, selection.Options{IgnoreRules: []string{"request.path"}})
	require.NoError(t, err)
	add := func(tally *selection.Tally, file int) {
		exchanges := func(yield func(*contract.Exchange, error) bool) {
			for entry := range 4 {
				host := []string{"a.example", "b.example", fmt.Sprintf("c%d.example", file)}[entry%3]
				x := &contract.Exchange{
					Request: contract.Request{Method: "GET", URL: &url.URL{Scheme: "https", Host: host, Path: "/a"}},
					Source:  contract.Source{File: fmt.Sprintf("%d.har", file), Entry: entry},
				}
				if !yield(x, nil) {
					return
				}
			}
		}
		for x, err := range s.Exchanges(exchanges, tally) {
			require.NoError(t, err)
			s.Findings(contract.Checked{Exchange: x, Findings: c.Check(x)}, tally)
		}
		tally.Skip(recording.Skipped{File: fmt.Sprintf("%d.har", file), Entry: 9, Reason: recording.Cached})
		tally.Fail(fmt.Errorf("%d.har#10: it is cut off", file))
	}
	rapid.Check(t, func(t *rapid.T) {
		files := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6}).Draw(t, "files")
		var one, merged selection.Tally
		parts := make([]selection.Tally, 3)
		for i, file := range files {
			add(&one, i)
			add(&parts[rapid.IntRange(0, 2).Draw(t, "part")], file)
		}
		for _, i := range rapid.Permutation([]int{0, 1, 2}).Draw(t, "parts") {
			data, err := json.Marshal(&parts[i])
			require.NoError(t, err)
			var read selection.Tally
			require.NoError(t, json.Unmarshal(data, &read))
			merged.Merge(&read)
		}
		require.Equal(t, one, merged)
		require.True(t, one.IsSame(&merged))
	})
}

// The memory of a tally is limited. What it keeps doesn't depend on the order of the exchanges.
func TestTallyIsBounded(t *testing.T) {
	t.Parallel()
	var up, down selection.Tally
	for i := range 1005 {
		up.Fail(fmt.Errorf("%04d.har: it is cut off", i))
		down.Fail(fmt.Errorf("%04d.har: it is cut off", 1004-i))
	}
	assert.Equal(t, up, down)
	unread := up.Unread()
	require.Len(t, unread, 1001)
	assert.Equal(t, []string{"0999.har: it is cut off", "5 more recordings can't be read"}, unread[999:])
	assert.True(t, up.IsUnread(errors.New("1004.har: it is cut off")))
	up.Merge(&down)
	assert.Equal(t, "1010 more recordings can't be read", up.Unread()[1000])
	assert.False(t, up.IsComplete())
	assert.True(t, (&selection.Tally{}).IsEmpty())
}
