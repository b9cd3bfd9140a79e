package main

import (
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
