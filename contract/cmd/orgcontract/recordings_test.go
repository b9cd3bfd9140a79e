package main

import (
	"bytes"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

const undocumented = `{"request": {"method": "GET", "url": "https://example.com/api/organization", "headers": {"Authorization": "Bearer abc"}}, "response": {"status": 503, "headers": {"X-Polytomic-Version": "2025-09-18"}}}` + "\n"

// The length of recordings is counted while they are read. The test sets the count itself, so it
// needs no long recordings.
func TestEditsAreTriedWhereRecordingsCanBeReadTwiceAndAreNotLong(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(undocumented), 0o600))
	const found, long = "add the status 503", "the recordings are longer than 64 MiB; name fewer"
	for name, test := range map[string]struct {
		path    string
		suggest bool
		size    int
		want    string
	}{
		"a file":              {file, true, 0, found},
		"long files":          {file, true, maxTwice, long},
		"a file, not":         {file, false, 0, ""},
		"standard input":      {"-", true, 0, found},
		"long input":          {"-", true, maxTwice, long},
		"standard input, not": {"-", false, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := suggested(t, test.suggest, test.path, test.size, nil)
			for _, all := range []string{found, long} {
				if all == test.want {
					assert.Contains(t, text, all)
				} else {
					assert.NotContains(t, text, all)
				}
			}
		})
	}
}

// If a recording can't be read a second time, the report still has the findings.
func TestARecordingThatCannotBeReadAgain(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(undocumented), 0o600))
	text := suggested(t, true, file, 0, func() { require.NoError(t, os.Remove(file)) })
	assert.Contains(t, text, "response.status")
	assert.Contains(t, text, "the recordings could not be read a second time: "+filepath.ToSlash(file))
	assert.NotContains(t, text, "@@")
}

// suggested returns the text report about a recording. size is the number of bytes that were read
// before. It calls between after the first reading and before the second.
func suggested(t *testing.T, suggest bool, path string, size int, between func()) string {
	t.Helper()
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	r := report.New(c)
	in := newRecordings(t.Context(), destination.Streams{In: bytes.NewBufferString(undocumented)}, []string{path}, nil)
	in.size = size
	e := (&checkOptions{suggest: suggest}).newEdits(c, in, r)
	for checked, err := range c.CheckAll(in.read()) {
		require.NoError(t, err)
		r.Add(checked.Exchange, checked.Findings)
		e.add(checked)
	}
	if between != nil {
		between()
	}
	require.NoError(t, e.suggest(t.Context()))
	var text bytes.Buffer
	require.NoError(t, r.Write(output.Text, &text, report.Style{}))
	return text.String()
}

func TestWhatIsKeptOfLongInputIsLetGo(t *testing.T) {
	t.Parallel()
	in := newRecordings(t.Context(), destination.Streams{}, []string{"-"}, nil)
	x := &contract.Exchange{Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}, Body: make([]byte, maxTwice/2)}}
	in.add(x)
	assert.Len(t, in.kept, 1)
	in.add(x)
	assert.Empty(t, in.kept)
	in.add(x)
	assert.Empty(t, in.kept)
}
