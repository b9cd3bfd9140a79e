package recording_test

import (
	archive "archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

const attachedHAR = `{"log": {"creator": {"name": "Playwright"}, "entries": [{"request": {"method": "POST", "url": "https://a.example/", "postData": {"mimeType": "application/json", "_file": "in.json"}},
  "response": {"status": 200, "content": {"size": -1, "mimeType": "application/json", "_file": "%"}}}]}}`

// zipOf returns a zip file.
func zipOf(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	w := archive.NewWriter(&b)
	for name, text := range files {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.String()
}

// Playwright writes bodies to files, beside the HAR file or into the same zip file. Files at other
// places are not read, even if the recording names them.
func TestAttachedBodiesAreRead(t *testing.T) {
	t.Parallel()
	har := func(file string) string { return strings.Replace(attachedHAR, "%", file, 1) }
	dir := write(t, map[string]string{
		"har/a.har": har("out.json"), "har/in.json": `{"a":1}`, "har/out.json": `{"b":2}`,
		"outside.json": "{}", "har/b.har": har("../outside.json"), "har/c.har": har("link.json"), "har/d.har": har("dir"), "har/dir/x": "",
		"har/e.har.zip": zipOf(t, map[string]string{"har.har": har("out.json"), "in.json": `{"a":1}`, "out.json": `{"b":2}`}),
		"har/f.zip":     zipOf(t, map[string]string{"x/har.har": har("../out.json"), "x/in.json": `{"a":1}`}),
		"har/g.zip":     zipOf(t, map[string]string{"trace.network": "{}"}),
	})
	require.NoError(t, os.Symlink("../outside.json", filepath.Join(dir, "har", "link.json")))
	exchanges, err := recording.Load(filepath.Join(dir, "har"))
	require.NoError(t, err)
	want := map[string]bool{"a.har": true, "b.har": false, "c.har": false, "d.har": false, "e.har.zip/har.har": true, "f.zip/x/har.har": false}
	require.Len(t, exchanges, len(want))
	for _, x := range exchanges {
		name := strings.TrimPrefix(x.Source.File, filepath.ToSlash(dir)+"/har/")
		isRead, ok := want[name]
		require.True(t, ok, name)
		assert.Equal(t, `{"a":1}`, string(x.Request.Body), name)
		assert.Equal(t, !isRead, x.Response.BodyOmitted, name)
		if isRead {
			assert.Equal(t, `{"b":2}`, string(x.Response.Body), name)
		}
	}
}

func TestZipFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	whole := zipOf(t, map[string]string{"a.har": harText})
	for name, tt := range map[string]struct{ text, want string }{
		"no HAR":  {zipOf(t, map[string]string{"a.txt": ""}), "a: the zip file holds no HAR file; unpack it and name the recordings in it"},
		"cut":     {whole[:len(whole)-10], "a: the file is damaged: its zip data can't be read; record it again or restore it"},
		"damaged": {strings.Replace(whole, whole[40:44], "\xff\xff\xff\xff", 1), "a/a.har: the file is damaged: its zip data can't be read; record it again or restore it"},
		"many":    {zipOf(t, map[string]string{"a.har": strings.Repeat("PK\x01\x02", 3)}) + strings.Repeat("PK\x01\x02", 50_001), "a: the zip file holds more than 50000 files; unpack it and name the recording in it"},
		"zip":     {zipOf(t, map[string]string{"a.har": whole}), "a/a.har:1:1: the file is not a HAR file: it is not JSON from there on; give a HAR 1.2 file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := drain(recording.Decode("a", strings.NewReader(tt.text)))
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestBodiesOfStubsAreReadFromTheirDirectory(t *testing.T) {
	t.Parallel()
	stub := func(file string) string {
		return `{"uuid": "a", "request": {"method": "GET", "url": "/a"}, "response": {"bodyFileName": "` + file + `"}}`
	}
	dir := write(t, map[string]string{
		"mappings/a.json": stub("a.json"), "mappings/b.json": stub("../secret.json"), "__files/a.json": `{"a":1}`, "secret.json": "[]",
	})
	exchanges, err := recording.Load(dir)
	require.NoError(t, err)
	require.Len(t, exchanges, 2)
	assert.Equal(t, `{"a":1}`, string(exchanges[0].Response.Body))
	assert.True(t, exchanges[1].Response.BodyOmitted)
}
