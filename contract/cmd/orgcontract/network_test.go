package main

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each command can read a document from a URL, with the files beside it.
func TestDocumentsFromTheNetwork(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.FileServer(http.Dir("../../testdata/library")))
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "found.jsonl")
	const found = `{"request": {"method": "GET", "url": "https://library.example/v1/books/7", "headers": {"X-Key": "k"}},
"response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": "{\"id\": 7, \"title\": \"A\"}"}}`
	require.NoError(t, os.WriteFile(file, bytes.ReplaceAll([]byte(found+"\n"), []byte(",\n"), []byte(", ")), 0o600))
	address := server.URL + "/openapi.yaml?token=s3cr3t"
	for name, test := range map[string]struct {
		arguments []string
		code      int
		want      string
	}{
		"check":    {[]string{"check", "--spec", address, file}, exitFindings, server.URL + "/schemas/book.yaml:8:5"},
		"coverage": {[]string{"coverage", "--spec", address, file}, exitHolds, server.URL + "/shared/common.yaml:18:9"},
		"mutate":   {[]string{"mutate", "--spec", address, file}, exitHolds, server.URL + "/schemas/people.json:6:34"},
		"diff":     {[]string{"diff", address, "../../testdata/library/openapi.yaml"}, exitHolds, "holds: nothing changed"},
		"watch":    {[]string{"watch", "--spec", "../../testdata/library/openapi.yaml", address}, exitHolds, "holds: 0 new"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			assert.Equal(t, test.code, run(test.arguments, &stdout, &stderr), stderr.String())
			assert.Contains(t, stdout.String(), test.want)
			assert.NotContains(t, stdout.String()+stderr.String(), "s3cr3t")
		})
	}
	for _, arguments := range [][]string{
		{"check", "--spec", server.URL + "/none.yaml?token=s3cr3t", file},
		{"record", "--spec", server.URL + "/none.yaml?token=s3cr3t", "--upstream", server.URL, "--out", filepath.Join(t.TempDir(), "a.har")},
	} {
		var stdout, stderr bytes.Buffer
		assert.Equal(t, exitFailed, run(arguments, &stdout, &stderr))
		assert.Equal(t, "orgcontract: "+server.URL+"/none.yaml: the server answers with 404, and 200 was expected; correct the URL\n", stderr.String())
	}
}

// The command watch doesn't read a published definition if its URL redirects to another host.
func TestWatchFollowsNoRedirectToAnotherHost(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.FileServer(http.Dir("../../testdata/library")))
	t.Cleanup(other.Close)
	server := httptest.NewServer(http.RedirectHandler(other.URL+"/openapi.yaml", http.StatusFound))
	t.Cleanup(server.Close)
	var stdout, stderr bytes.Buffer
	assert.Equal(t, exitFailed, run([]string{"watch", "--spec", "../../testdata/library/openapi.yaml", server.URL}, &stdout, &stderr))
	assert.Contains(t, stderr.String(), "it redirects to another host")
	assert.Empty(t, stdout.String())
}
