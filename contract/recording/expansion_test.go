package recording_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// The content codings of all recordings of a run share one budget. Bodies that expand too much are
// omitted then, whichever format they are in, also if only the check undoes their coding.
func TestShortBodiesDoNotExpandWithoutEnd(t *testing.T) {
	t.Parallel()
	packed := packedZeros(t)
	entry := `{"startedDateTime": "2026-11-20T10:00:00Z", "request": {"method": "POST", "url": "https://a.example/a", "headers": [%s]%s}, "response": {"status": 200, "headers": [%s], "content": {%s}}}`
	coding, body := `{"name": "Content-Encoding", "value": "gzip"}`, `"mimeType": "text/plain", "encoding": "base64", "text": "`+packed+`"`
	for name, tt := range map[string]string{
		"responses.har": `{"log": {"entries": [` + fmt.Sprintf(entry, "", "", coding, body) + `]}}`,
		"requests.har":  `{"log": {"entries": [` + fmt.Sprintf(entry, coding, `, "postData": {`+body+`}`, "", "") + `]}}`,
		"lines.jsonl":   `{"provenance": "live", "request": {"method": "POST", "url": "https://a.example/a", "headers": {"Content-Encoding": "gzip"}, "bodyBase64": "` + packed + `"}, "response": {"status": 200}}`,
		"cassette.yaml": "http_interactions:\n- " + `{request: {method: post, uri: "https://a.example/a", body: null}, response: {status: {code: 200}, headers: {Content-Encoding: [gzip]}, body: {base64_string: ` + packed + `}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			directory := t.TempDir()
			for i := range 20 {
				require.NoError(t, os.WriteFile(filepath.Join(directory, strconv.Itoa(i)+name), []byte(tt), 0o600))
			}
			kept := 0
			for x, err := range recording.Read(nil, directory) {
				require.NoError(t, err)
				isOmitted := x.Request.BodyOmitted || x.Response.BodyOmitted
				assert.Equal(t, isOmitted, len(x.Request.Body)+len(x.Response.Body) == 0)
				if !isOmitted {
					kept++
				}
			}
			assert.Positive(t, kept)
			assert.Less(t, kept, 10)
		})
	}
}

// packedZeros returns 32 MiB of zeros in gzip and base64.
func packedZeros(t *testing.T) string {
	t.Helper()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write(make([]byte, 32<<20))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return base64.StdEncoding.EncodeToString(packed.Bytes())
}

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
