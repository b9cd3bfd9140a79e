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
	"github.com/orgcontract/polytomic-organizations/contract/report"
)

const undocumented = `{"request": {"method": "GET", "url": "https://example.com/api/organization", "headers": {"Authorization": "Bearer abc"}}, "response": {"status": 503, "headers": {"X-Polytomic-Version": "2025-09-18"}}}` + "\n"

// How long recordings are is a matter of what was seen of them, so that this takes no long ones.
func TestEditsAreTriedWhereRecordingsCanBeReadTwiceAndAreNotLong(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(undocumented), 0o600))
	for name, test := range map[string]struct {
		path, when string
		size       int
		want       string
	}{
		"a file":              {file, suggestShort, 0, "add the status 503"},
		"long files":          {file, suggestShort, maxTwice, "add --suggest=always"},
		"long files, always":  {file, suggestAlways, maxTwice, "add the status 503"},
		"never":               {file, suggestNever, 0, ""},
		"standard input":      {"-", suggestShort, 0, "add the status 503"},
		"long input":          {"-", suggestShort, maxTwice, "too long to be kept"},
		"long input, always":  {"-", suggestAlways, maxTwice, "too long to be kept"},
		"standard input, not": {"-", suggestNever, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := suggested(t, test.when, test.path, test.size)
			for _, all := range []string{"add the status 503", "add --suggest=always", "too long to be kept"} {
				if all == test.want {
					assert.Contains(t, text, all)
				} else {
					assert.NotContains(t, text, all)
				}
			}
		})
	}
}

// suggested returns the text of a report about recordings of which a number of bytes were seen already.
func suggested(t *testing.T, when, path string, size int) string {
	t.Helper()
	document := polytomic.OpenAPI()
	c, err := contract.Parse("openapi.yaml", document)
	require.NoError(t, err)
	r := report.New(c)
	in := newInput(bytes.NewBufferString(undocumented), []string{path})
	in.size = size
	e := (&checkOptions{suggest: when}).newEdits(c, "openapi.yaml", document, in, r)
	for checked, err := range c.CheckAll(in.read()) {
		require.NoError(t, err)
		r.Add(checked.Exchange, checked.Findings)
		e.add(checked)
	}
	require.NoError(t, e.suggest())
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text, report.Style{}))
	return text.String()
}

func TestWhatIsKeptOfLongInputIsLetGo(t *testing.T) {
	t.Parallel()
	in := newInput(nil, []string{"-"})
	x := &contract.Exchange{Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/"}, Body: make([]byte, maxTwice/2)}}
	in.add(x)
	assert.Len(t, in.kept, 1)
	in.add(x)
	assert.Empty(t, in.kept)
	in.add(x)
	assert.Empty(t, in.kept)
}
