package recording_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

const (
	harText      = `{"log": {"entries": [{"request": {"method": "GET", "url": "https://a.example/har"}, "response": {"status": 204}}]}}`
	linesText    = `{"request": {"method": "GET", "url": "https://a.example/lines"}, "response": {"status": 204}}` + "\n"
	cassetteText = "---\nversion: 2\ninteractions:\n- request: {method: GET, url: https://a.example/cassette}\n  response: {code: 204}\n"
)

// zip compresses a text with gzip.
func zip(text string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, text) // Writing to a buffer never fails.
	_ = w.Close()                  // Writing to a buffer never fails.
	return b.Bytes()
}

// write writes files to a new directory, and returns the directory.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	return dir
}

// drain returns the exchanges of a loop before its error, and the error.
func drain(all iter.Seq2[*contract.Exchange, error]) ([]*contract.Exchange, error) {
	var exchanges []*contract.Exchange
	for x, err := range all {
		if err != nil {
			return exchanges, err
		}
		exchanges = append(exchanges, x)
	}
	return exchanges, nil
}

func TestDecodeFindsFormatsByContent(t *testing.T) {
	t.Parallel()
	for path, text := range map[string]string{
		"/har": harText, "/lines": linesText, "/cassette": cassetteText,
	} {
		for how, data := range map[string][]byte{
			"plain":           []byte(text),
			"gzip":            zip(text),
			"byte order mark": []byte("\xef\xbb\xbf" + text),
			"white space":     []byte("\n\n" + text),
			"both":            zip("\xef\xbb\xbf" + text),
		} {
			exchanges, err := drain(recording.Decode("a.txt", bytes.NewReader(data)))
			require.NoError(t, err, "%s %s", path, how)
			require.Len(t, exchanges, 1, "%s %s", path, how)
			assert.Equal(t, path, exchanges[0].Request.URL.Path, how)
			assert.Equal(t, contract.Source{File: "a.txt"}, exchanges[0].Source, how)
		}
	}
}

func TestDecodeFindsFormatsWhateverComesFirst(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ data, path string }{
		"HAR after much else":     {`{"comment": "` + strings.Repeat("x", 100_000) + `", "log": {"pages": [{"entries": 1}], "entries": [{"request": {"method": "GET", "url": "https://a.example/har"}, "response": {"status": 204}}]}}`, "/har"},
		"long line":               {`{"provenance": "live", "request": {"method": "PUT", "url": "https://a.example/lines", "body": "` + strings.Repeat("x", 100_000) + `"}, "response": {"status": 204}}`, "/lines"},
		"cassette in JSON":        {`{"version": 1, "interactions": [{"request": {"method": "GET", "url": "https://a.example/cassette"}, "response": {"code": 204}}]}`, "/cassette"},
		"cassette after comments": {"# Recorded for a test.\n" + cassetteText, "/cassette"},
	} {
		exchanges, err := drain(recording.Decode("a", strings.NewReader(tt.data)))
		require.NoError(t, err, name)
		require.Len(t, exchanges, 1, name)
		assert.Equal(t, tt.path, exchanges[0].Request.URL.Path, name)
	}
}

func TestDecodeRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	const unknown = "a: the file is not a recording of a known format; give HAR, a cassette of VCR, a Postman collection, WireMock or Hoverfly stubs, Envoy traces, a gateway's JSON log or JSON lines"
	packed := string(zip(harText))
	for name, tt := range map[string]struct{ data, want string }{
		"nothing":            {"", "a: the file is empty; give HAR, a cassette of VCR, a Postman collection, WireMock or Hoverfly stubs, Envoy traces, a gateway's JSON log or JSON lines"},
		"nothing, packed":    {string(zip("\n")), "a: the file is empty; give HAR, a cassette of VCR, a Postman collection, WireMock or Hoverfly stubs, Envoy traces, a gateway's JSON log or JSON lines"},
		"page":               {"<!DOCTYPE html>", unknown},
		"other JSON":         {`{"openapi": "3.0.3"}`, unknown},
		"array":              {`["request"]`, unknown},
		"other YAML":         {"openapi: 3.0.3\npaths: {}\n", unknown},
		"bytes":              {"\x00\x01\x02", unknown},
		"UTF-16":             {"\xff\xfe{\x00", "a: the file is UTF-16; save it as UTF-8"},
		"truncated gzip":     {packed[:len(packed)-12], "a: the file is truncated: its gzip data ends in the middle; record it again or restore it"},
		"truncated head":     {packed[:5], "a: the file is truncated: its gzip data ends in the middle; record it again or restore it"},
		"damaged gzip":       {packed[:len(packed)-8] + "12345678", "a: the file is damaged: its gzip data can't be decompressed; record it again or restore it"},
		"gzip of another":    {"\x1f\x8b\xff\xff\xff\xff\xff\xff\xff\xff\xff", "a: the file is damaged: its gzip data can't be decompressed; record it again or restore it"},
		"truncated HAR":      {harText[:40], "a:1:41: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"truncated at first": {`{"lo`, "a:1:5: the file is truncated: its JSON ends in the middle; record it again or restore it"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges, err := drain(recording.Decode("a", strings.NewReader(tt.data)))
			require.EqualError(t, err, tt.want)
			assert.Empty(t, exchanges)
		})
	}
}

func TestDecodeReturnsErrorsOfReading(t *testing.T) {
	t.Parallel()
	const name = "a.har"
	for at := range len(harText) {
		r := io.MultiReader(strings.NewReader(harText[:at]), failingReader{})
		_, err := drain(recording.Decode(name, r))
		require.ErrorIs(t, err, fs.ErrPermission)
		require.EqualError(t, err, "a.har: permission denied; name a file that can be read")
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, fs.ErrPermission }

func TestDecodeCanBeLeft(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Replace(harText, "}]", `}, {}]`, 1), linesText + "{}\n", cassetteText + "- {}\n",
	} {
		for _, err := range recording.Decode("a", strings.NewReader(text)) {
			require.NoError(t, err)
			break
		}
		exchanges, err := drain(recording.Decode("a", strings.NewReader(text)))
		require.ErrorContains(t, err, "a#1: at ")
		assert.Len(t, exchanges, 1, "what comes before an error is given")
	}
}

func TestReadReadsFilesDirectoriesAndStandardInput(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"a/one.HAR": harText, "a/b/two.har.gz": string(zip(harText)), "c.jsonl": linesText, "d.ndjson.gz": string(zip(linesText)),
		"e.json": harText, "f.yaml": cassetteText, "g.yml.gz": string(zip(cassetteText)),
		// These are not recordings, by their name or by their content.
		"h.txt": harText, "i.json": `{"name": "x"}`, "j.json": `[1]`, "k.yaml": "openapi: 3.0.3\n", "l.gz": string(zip(harText)),
	})
	exchanges, err := drain(recording.Read(strings.NewReader(linesText), filepath.Join(dir, "h.txt"), dir, "-"))
	require.NoError(t, err)
	var files []string
	for _, x := range exchanges {
		files = append(files, strings.TrimPrefix(x.Source.File, filepath.ToSlash(dir)+"/"))
		assert.Zero(t, x.Source.Entry)
	}
	assert.Equal(t, []string{"h.txt", "a/b/two.har.gz", "a/one.HAR", "c.jsonl", "d.ndjson.gz", "e.json", "f.yaml", "g.yml.gz", "stdin"}, files)
}

func TestReadSaysWhatCannotBeRead(t *testing.T) {
	dir := write(t, map[string]string{
		"empty/x.txt": "", "bad/a.json": "", "broken/a.har": harText[:30], "cut/a.yaml.gz": string(zip(cassetteText))[:20], "har/page.har": "<html>",
	})
	t.Chdir(dir)
	for path, want := range map[string]string{
		"none.har": "none.har: file does not exist; check the name",
		"empty":    "empty: the directory holds no recordings: put *.har, *.jsonl or cassettes there or name another one",
		"bad":      "bad/a.json: the file is empty; give HAR, a cassette of VCR, a Postman collection, WireMock or Hoverfly stubs, Envoy traces, a gateway's JSON log or JSON lines",
		"broken":   "broken/a.har:1:31: the file is truncated: its JSON ends in the middle; record it again or restore it",
		"cut":      "cut/a.yaml.gz: the file is truncated: its gzip data ends in the middle; record it again or restore it",
		"har":      "har/page.har: the file is not a recording of a known format; give HAR, a cassette of VCR, a Postman collection, WireMock or Hoverfly stubs, Envoy traces, a gateway's JSON log or JSON lines",
		"-":        "stdin: there is nothing left to read; name - once",
	} {
		_, err := drain(recording.Read(nil, path))
		require.EqualError(t, err, want)
	}
	_, err := drain(recording.Read(nil, "none.har"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = drain(recording.Read(strings.NewReader(linesText), "-", "-"))
	require.EqualError(t, err, "stdin: there is nothing left to read; name - once")
}

func TestLoadReturnsNothingWithAnError(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"a.har": harText, "b.har": "{"})
	exchanges, err := recording.Load(filepath.Join(dir, "a.har"))
	require.NoError(t, err)
	assert.Len(t, exchanges, 1)
	exchanges, err = recording.Load(dir)
	require.ErrorContains(t, err, "b.har:1:2: the file is truncated")
	assert.Nil(t, exchanges)
}

// Reading takes memory for one entry, not for the whole file.
func TestDecodeStreams(t *testing.T) {
	const entries, bodyBytes = 200, 400 << 10
	body := strings.Repeat("x", bodyBytes)
	for name, format := range map[string]struct{ head, entry, separator, tail string }{
		"HAR": {
			`{"log": {"pages": [], "entries": [`,
			`{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200, "content": {"text": "` + body + `"}}}`, ",\n", "]}}",
		},
		"JSON lines": {
			"", `{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200, "body": "` + body + `"}}`, "\n", "\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			r, w := io.Pipe()
			t.Cleanup(func() { assert.NoError(t, r.Close()) })
			go func() {
				_, err := io.WriteString(w, format.head+format.entry)
				for i := 1; i < entries && err == nil; i++ {
					_, err = io.WriteString(w, format.separator+format.entry)
				}
				if err == nil {
					_, err = io.WriteString(w, format.tail)
				}
				w.CloseWithError(err)
			}()
			var peak uint64
			count := 0
			for x, err := range recording.Decode("a", r) {
				require.NoError(t, err)
				require.Len(t, x.Response.Body, bodyBytes)
				if count++; count%50 == 0 {
					var stats runtime.MemStats
					runtime.GC() // Memory that earlier tests used must not count.
					runtime.ReadMemStats(&stats)
					peak = max(peak, stats.HeapAlloc)
				}
			}
			assert.Equal(t, entries, count)
			assert.Less(t, peak, uint64(40<<20), "so much was in memory at once of %d bytes", entries*bodyBytes)
		})
	}
}

// FuzzDecode checks that any bytes give usable exchanges, or an error of one line.
func FuzzDecode(f *testing.F) {
	for _, text := range append([]string{harText, linesText, cassetteText}, slices.Collect(maps.Values(formats))...) {
		f.Add([]byte(text))
		f.Add(zip(text))
		f.Add([]byte(text[:len(text)/2]))
		f.Add([]byte(strings.Replace(text, "GET", "", 1)))
		f.Add([]byte(strings.NewReplacer("a.example", "a b", "books.example", "a b").Replace(text)))
	}
	f.Fuzz(func(t *testing.T, data []byte) { usable(t, recording.Decode("a", bytes.NewReader(data))) })
}

// usable requires that a check can use each exchange, and that an error is one line that begins
// with the name of the recording.
func usable(t *testing.T, all iter.Seq2[*contract.Exchange, error]) {
	t.Helper()
	exchanges, err := drain(all)
	if err != nil {
		assert.NotContains(t, err.Error(), "\n")
		assert.True(t, strings.HasPrefix(err.Error(), "a"), err.Error())
	}
	for i, x := range exchanges {
		require.GreaterOrEqual(t, x.Source.Entry, i)
		require.NotNil(t, x.Request.URL)
		require.NotEmpty(t, x.Request.Method)
		require.NotNil(t, x.Request.Header)
	}
}
