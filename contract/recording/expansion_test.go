package recording_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// A few bytes in each entry can name the same long file, so the entries of a short recording don't
// hold bodies without end.
func TestAShortFileDoesNotBecomeALongRecording(t *testing.T) {
	t.Parallel()
	directory := t.TempDir()
	body := filepath.Join(directory, "body.bin")
	require.NoError(t, os.WriteFile(body, nil, 0o600))
	require.NoError(t, os.Truncate(body, 60<<20))
	entry := `{"startedDateTime": "2026-11-20T10:00:00Z", "request": {"method": "GET", "url": "https://a.example/a", "headers": []},
		"response": {"status": 200, "headers": [], "content": {"mimeType": "text/plain", "_file": "body.bin"}}}`
	file := filepath.Join(directory, "a.har")
	require.NoError(t, os.WriteFile(file, []byte(`{"log": {"entries": [`+entry+strings.Repeat(","+entry, 99)+`]}}`), 0o600))
	read := 0
	var last error
	for x, err := range recording.Read(nil, file) {
		if last = err; err == nil {
			size := len(x.Response.Body) // Len would print the body.
			assert.Equal(t, 60<<20, size)
			read++
		}
	}
	require.EqualError(t, last, filepath.ToSlash(file)+"#8: the exchanges up to this one are more than 1000 times as long as the file; repeat less in it")
	assert.Equal(t, 8, read)
}
