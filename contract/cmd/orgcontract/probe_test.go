package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
)

// A probe whose recording can't be written still reports what it found.
func TestProbeReportsWithoutItsRecording(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	document, gone := filepath.Join(dir, "bookshop.yaml"), filepath.Join(dir, "gone")
	require.NoError(t, os.WriteFile(document, bookshop.Document(), 0o600))
	require.NoError(t, os.Mkdir(gone, 0o700))
	shop := bookshop.New("title-empty")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, os.RemoveAll(gone)) // So the recording can't be moved to its place.
		shop.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	var stdout, stderr strings.Builder
	cmd := probeCommand()
	cmd.SetArgs([]string{
		"--spec", document, "--server", server.URL, "--header", "Authorization: Bearer " + bookshop.Token,
		"--max-requests", "50", "--out", filepath.Join(gone, "run.har"),
	})
	cmd.SetOut(&stdout)
	cmd.SetErr(&stderr)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	err := cmd.Execute()
	require.ErrorContains(t, err, "run.har")
	require.NotErrorIs(t, err, errFindings)
	assert.NotContains(t, err.Error(), "\n")
	assert.Contains(t, stdout.String(), "requests sent (seed 1)")
}

// The recording shows no credential, however short it is, whether the document declares it or not.
func TestProbeRecordsNoCredential(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	document, file := filepath.Join(dir, "things.yaml"), filepath.Join(dir, "run.har")
	require.NoError(t, os.WriteFile(document, []byte(`
openapi: 3.0.3
info: {title: Things, version: "1"}
security: [{session: []}, {key: []}, {}]
paths:
  /things:
    get:
      responses:
        "200": {description: Things., content: {application/json: {schema: {type: object}}}}
  /things/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: A thing., content: {application/json: {schema: {type: object}}}}
components:
  securitySchemes:
    session: {type: apiKey, in: cookie, name: sid}
    key: {type: apiKey, in: query, name: key}
`), 0o600))
	values := []string{"h3a", "h4ad", "q5e", "q6er", "c7k", "c8ke", "s1d", "k2y", "o3h", "o4q", "o5c", "Zy9"}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		assert.NoError(t, json.NewEncoder(w).Encode(map[string]any{"values": values, "you": r.URL.Query().Get("a"), "id": "h4ad"}))
	}))
	t.Cleanup(server.Close)
	cmd := probeCommand()
	cmd.SetArgs([]string{
		"--spec", document, "--server", server.URL, "--out", file, "--cases", "1", "--header", "Authorization: Bearer Zy9",
		"--header", "X-A: h3a", "--header", "X-A: h4ad", "--query", "a=q5e", "--query", "b=q6er", "--cookie", "a=c7k", "--cookie", "b=c8ke",
		"--cookie", "sid=s1d", "--query", "key=k2y", "--other-header", "X-A: o3h", "--other-query", "a=o4q", "--other-cookie", "sid=o5c",
	})
	cmd.SetOut(io.Discard)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	if err := cmd.Execute(); err != nil {
		require.ErrorIs(t, err, errFindings)
	}
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	for _, value := range values {
		assert.NotContains(t, string(text), value)
	}
}
