package recording_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gopkg.in/dnaeon/go-vcr.v4/pkg/recorder"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// Cassettes that go-vcr itself writes can be read: with text bodies, with binary bodies, and with
// compressed bodies.
func TestDecodeReadsWhatGoVCRWrites(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent, _ := io.ReadAll(r.Body)
		w.Header().Add("X-A", "1")
		w.Header().Add("X-A", "2")
		if r.Header.Get("Accept-Encoding") != "" {
			w.Header().Set("Content-Encoding", "gzip")
			sent = zip(string(sent))
		}
		_, _ = w.Write(sent)
	}))
	t.Cleanup(server.Close)
	file := filepath.Join(t.TempDir(), "cassette")
	r, err := recorder.New(file, recorder.WithMode(recorder.ModeRecordOnly))
	require.NoError(t, err)
	bodies := []string{`{"name":"a"}`, "one line\nanother\n", "\xff\x00binary", ""}
	for _, body := range bodies {
		for _, encoding := range []string{"", "gzip"} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL+"/a?b=c", strings.NewReader(body))
			require.NoError(t, err)
			if encoding != "" {
				request.Header.Set("Accept-Encoding", encoding)
			}
			response, err := r.GetDefaultClient().Do(request)
			require.NoError(t, err)
			require.NoError(t, response.Body.Close())
		}
	}
	require.NoError(t, r.Stop())

	exchanges, err := recording.Load(file + ".yaml")
	require.NoError(t, err)
	require.Len(t, exchanges, 2*len(bodies))
	for i, x := range exchanges {
		assert.Equal(t, bodies[i/2], string(x.Request.Body))
		assert.Equal(t, bodies[i/2], string(x.Response.Body))
		assert.Equal(t, "POST /a?b=c", x.Request.Method+" "+x.Request.URL.RequestURI())
		assert.Equal(t, []string{"1", "2"}, x.Response.Header["X-A"])
		assert.Equal(t, contract.Source{File: filepath.ToSlash(file) + ".yaml", Entry: i}, x.Source)
	}
}

func TestDecodeReadsTheFirstVersionOfCassettes(t *testing.T) {
	t.Parallel()
	exchanges, err := drain(recording.Decode("a", strings.NewReader(`---
version: 1
interactions:
- request:
    body: name=a
    form:
      name:
      - a
    headers:
      content-type:
      - application/x-www-form-urlencoded
    url: https://api.example/a
    method: POST
  response:
    body: !!binary /w==
    headers:
      Etag:
      - x
    status: 200 OK
    code: 200
    duration: ""
`)))
	require.NoError(t, err)
	require.Len(t, exchanges, 1)
	assert.Equal(t, "name=a", string(exchanges[0].Request.Body))
	assert.Equal(t, http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, exchanges[0].Request.Header)
	assert.Equal(t, &contract.Response{Status: 200, Header: http.Header{"Etag": {"x"}}, Body: []byte{0xff}}, exchanges[0].Response)
}

func TestDecodeRefusesBrokenCassettes(t *testing.T) {
	t.Parallel()
	const head = "version: 2\ninteractions:\n"
	const request = "- request: {method: GET, url: https://a.example/}\n"
	for name, tt := range map[string]struct{ data, want string }{
		"unknown version":  {"version: 3\ninteractions: []\n", "a: the cassette's version is 3; versions 1 and 2 can be read; record it with go-vcr v4"},
		"no version":       {"interactions: []\n", "a: the cassette's version is none; versions 1 and 2 can be read; record it with go-vcr v4"},
		"no YAML":          {head + "- [", "a:4:1: the file is not a cassette: it is not YAML there: did not find expected node content; record it again or restore it"},
		"other values":     {head + "- request: {method: GET, url: [s3cr3t]}\n", "a:3:31: the file is not a cassette: it has a value there of a kind that cassettes don't have; record it again"},
		"no request":       {head + "- {}\n", "a#0: at 3:3 /interactions/0/request/method: it is missing; record the entry again"},
		"no URL":           {head + "- request: {method: GET, url: /a}\n", "a#0: at 3:3 /interactions/0/request/url: it is not an absolute URL; record the entry again"},
		"no response":      {head + request, "a#0: at 3:3 /interactions/0: the interaction has no response; remove it or record it again"},
		"no base64":        {head + request + "  response: {code: 200, body: !!binary '?'}\n", "a:4:31: the file is not a cassette: it has a value there of a kind that cassettes don't have; record it again"},
		"unknown encoding": {head + request + "  response: {code: 200, headers: {Content-Encoding: [lzma]}, body: x}\n", `a#0: at 3:3 /interactions/0/response/body: its Content-Encoding "lzma" is not known; record it again with Accept-Encoding: identity`},
		"truncated gzip":   {head + request + "  response: {code: 200, headers: {Content-Encoding: [gzip]}, body: !!binary H4sI}\n", `a#0: at 3:3 /interactions/0/response/body: it is not what its Content-Encoding "gzip" says; record it again with Accept-Encoding: identity`},
		"a key twice":      {head + request + "  response: {code: 200}\n  s3cr3t: 1\n  s3cr3t: 2\n", "a:6:3: the file is not a cassette: it is not YAML there: the mapping has this key twice; record it again or restore it"},
		"a name twice":     {`{"version": 2, "interactions": [{"a": {"b": 1, "b": 2}}]}`, "a:1:48: the file is not a cassette: it is not YAML there: the mapping has this key twice; record it again or restore it"},
		"list":             {"interactions: 5\nversion: 1\n", "a:1:15: the file is not a cassette: it has a value there of a kind that cassettes don't have; record it again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges, err := drain(recording.Decode("a", strings.NewReader(tt.data)))
			require.EqualError(t, err, tt.want)
			assert.Empty(t, exchanges)
		})
	}
}

// FuzzCassette checks that a cassette of any bytes gives usable exchanges, or an error of one line.
func FuzzCassette(f *testing.F) {
	f.Add([]byte("- request: {method: GET, url: https://a.example/}\n  response: {code: 200, headers: {A: [b]}, body: !!binary /w==}\n"))
	f.Add([]byte("- &a [*a]\n"))
	f.Add([]byte("- request: {url: https://a.example/}\n  response: {code: 200}\n"))
	f.Add([]byte("- request: {method: GET, url: https://a b/}\n  response: {code: 200}\n"))
	f.Add([]byte("- {a: [b\n\t- c\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		usable(t, recording.Decode("a", bytes.NewReader(append([]byte("version: 2\ninteractions:\n"), data...))))
	})
}

// A cassette may say its version of YAML, whether it is read in pieces or not.
func TestCassettesMaySayTheirVersionOfYAML(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"%YAML 1.2\n---\nversion: 2\ninteractions:\n- request: {method: GET, url: 'http://a.example/a'}\n  response: {status: 200 OK, code: 200, body: '{}'}\n",
		"%YAML 1.2\n---\nversion: 2\ninteractions: [{request: {method: GET, url: 'http://a.example/a'}, response: {status: 200 OK, code: 200, body: '{}'}}]\n",
	} {
		count := 0
		for x, err := range recording.Decode("a.yaml", strings.NewReader(text)) {
			require.NoError(t, err, text)
			assert.Equal(t, "/a", x.Request.URL.Path)
			count++
		}
		assert.Equal(t, 1, count, text)
	}
}

// A key that a mapping repeats many times takes no more memory than other keys. Two errors for each
// two of these keys would take some hundred megabytes.
func TestKeysThatCassettesRepeatTakeLittleMemory(t *testing.T) { //nolint:paralleltest // Other tests would allocate memory.
	const keys = 2000
	for name, text := range map[string]string{
		"YAML": "version: 2\ninteractions:\n- a: 1\n" + strings.Repeat("  k: 1\n", keys),
		"flow": "version: 2\ninteractions: [{" + strings.Repeat("k: 1, ", keys) + "}]\n",
		"head": strings.Repeat("k: 1\n", keys) + "interactions: []\n",
		"next": "version: 2\ninteractions: []\n---\n" + strings.Repeat("k: 1\n", keys),
		"JSON": `{"version": 2, "interactions": [{"k": 1` + strings.Repeat(`, "k": 1`, keys) + `}]}`,
		"VCR":  `{"http_interactions": [{"request": {"uri": "https://a.example", "headers": {"K": ["a"]` + strings.Repeat(`, "K": ["a"]`, keys) + `}}}]}`,
	} {
		before := allocated()
		_, err := drain(recording.Decode("a", strings.NewReader(text)))
		require.Error(t, err, name)
		assert.Less(t, allocated()-before, uint64(20<<20), name)
	}
}

// allocated returns how many bytes were allocated since the program began.
func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}
