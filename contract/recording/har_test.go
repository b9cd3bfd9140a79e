package recording_test

import (
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// har wraps the text of entries into a HAR file.
func har(entries string) []byte {
	return []byte(`{"log": {"version": "1.2", "entries": [` + entries + `]}}`)
}

func TestParseHAR(t *testing.T) {
	exchanges, err := recording.ParseHAR("a.har", har(`
		{"_provenance": "live", "_source": "https://vendor.example/page",
		 "request": {"method": "POST", "url": "https://api.example/a?b=c",
		   "headers": [{"name": "x-a", "value": "1"}, {"name": "X-A", "value": "2"}],
		   "postData": {"text": "{}"}},
		 "response": {"status": 200, "headers": [{"name": "etag", "value": "x"}], "content": {"size": 2, "text": "aGk=", "encoding": "base64"}}},
		{"request": {"method": "GET", "url": "https://api.example/", "headers": []},
		 "response": {"status": 204, "headers": [], "content": {"size": 0}}}`))
	require.NoError(t, err)
	require.Len(t, exchanges, 2)

	first := exchanges[0]
	assert.Equal(t, contract.Source{File: "a.har", Entry: 0, Provenance: contract.Live, Page: "https://vendor.example/page"}, first.Source)
	assert.Equal(t, "POST", first.Request.Method)
	assert.Equal(t, "https://api.example/a?b=c", first.Request.URL.String())
	assert.Equal(t, http.Header{"X-A": {"1", "2"}}, first.Request.Header)
	assert.Equal(t, "{}", string(first.Request.Body))
	assert.Equal(t, &contract.Response{Status: 200, Header: http.Header{"Etag": {"x"}}, Body: []byte("hi")}, first.Response)

	second := exchanges[1]
	assert.Equal(t, contract.Source{File: "a.har", Entry: 1}, second.Source)
	assert.Empty(t, second.Request.Body)
	assert.Empty(t, second.Response.Body)
}

func TestParseHARReadsAByteOrderMark(t *testing.T) {
	exchanges, err := recording.ParseHAR("a.har", append([]byte("\xef\xbb\xbf"), har("")...))
	require.NoError(t, err)
	assert.Empty(t, exchanges)
}

func TestParseHARTakesAStatusOfNothingOnlyFromADocumentedEntry(t *testing.T) {
	const entry = `"request": {"method": "GET", "url": "https://a.example/", "headers": []}, "response": {"status": 0, "headers": [], "content": {}}}`
	exchanges, err := recording.ParseHAR("a.har", har(`{"_provenance": "documented", `+entry))
	require.NoError(t, err)
	assert.Nil(t, exchanges[0].Response)

	_, err = recording.ParseHAR("a.har", har(`{"_provenance": "live", `+entry))
	require.EqualError(t, err, "a.har#0: at /log/entries/0/response/status: 0 is no HTTP status: the request was aborted; remove the entry or record it again")
}

func TestParseHARRefusesWhatIsNoRecording(t *testing.T) {
	const request = `"request": {"method": "GET", "url": "https://a.example/", "headers": []}`
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":             {nil, "a.har: the file is empty; it should hold a HAR 1.2 recording"},
		"white space":         {[]byte(" \n"), "a.har: the file is empty; it should hold a HAR 1.2 recording"},
		"half a value":        {har("")[:20], "a.har:1:21: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"half a string":       {[]byte("{\"log\":\n{\"ver\n"), "a.har:2:6: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"no JSON":             {[]byte("\n  <html>"), "a.har:2:3: the file is no HAR: it is not JSON from there on; give a HAR 1.2 file"},
		"two values":          {append(har(""), "{}"...), "a.har:1:43: the file is no HAR: it is not JSON from there on; give a HAR 1.2 file"},
		"another array":       {[]byte(`[]`), "a.har:1:1: the file is no HAR: at the top level it has a JSON array; give a HAR 1.2 file"},
		"no log":              {[]byte(`{}`), "a.har: the file is no HAR: it has no log.entries; give a HAR 1.2 file"},
		"no entries":          {[]byte(`{"log": {}}`), "a.har: the file is no HAR: it has no log.entries; give a HAR 1.2 file"},
		"entry that is none":  {har(`5`), "a.har:1:40: the file is no HAR: at /log/entries/0 it has a JSON number; give a HAR 1.2 file"},
		"no request":          {har(`{}`), "a.har#0: at /log/entries/0: the entry has no request; remove it or record it again"},
		"no response":         {har(`{` + request + `}`), "a.har#0: at /log/entries/0: the entry has no response; remove it or record it again"},
		"no method":           {har(`{"request": {}}`), "a.har#0: at /log/entries/0/request/method: there is none; record the entry again"},
		"relative URL":        {har(`{"request": {"method": "GET", "url": "/a"}}`), "a.har#0: at /log/entries/0/request/url: it is no absolute URL; record the entry again"},
		"URL that is none":    {har(`{"request": {"method": "GET", "url": "https://a b"}}`), "a.har#0: at /log/entries/0/request/url: it is no absolute URL; record the entry again"},
		"status out of range": {har(`{` + request + `, "response": {"status": 20}}`), "a.har#0: at /log/entries/0/response/status: 20 is no HTTP status: the request was aborted; remove the entry or record it again"},
		"unknown provenance":  {har(`{"_provenance": "rumour"}`), `a.har#0: at /log/entries/0/_provenance: "rumour" is none of documented, sandbox and live; say who answered`},
		"no base64": {
			har(`{` + request + `, "response": {"status": 200, "content": {"text": "?", "encoding": "base64"}}}`),
			"a.har#0: at /log/entries/0/response/content/text: it is no base64, though encoding says so; record the entry again",
		},
		"unknown encoding": {
			har(`{` + request + `, "response": {"status": 200, "content": {"text": "?", "encoding": "rot13"}}}`),
			`a.har#0: at /log/entries/0/response/content/encoding: "rot13" is not known; HAR 1.2 knows base64`,
		},
		"body that was not kept": {
			har(`{` + request + `, "response": {"status": 200, "content": {"size": 9}}}`),
			"a.har#0: at /log/entries/0/response/content: the body of 9 bytes was not recorded; record it again with bodies",
		},
		"second entry": {har(`{` + request + `, "response": {"status": 200}}, {}`), "a.har#1: at /log/entries/1: the entry has no request; remove it or record it again"},
	} {
		t.Run(name, func(t *testing.T) {
			exchanges, err := recording.ParseHAR("a.har", tt.data)
			require.EqualError(t, err, tt.want)
			assert.Nil(t, exchanges)
		})
	}
}

// A URL may hold a credential, so an error about it doesn't show it.
func TestParseHARKeepsSecrets(t *testing.T) {
	_, err := recording.ParseHAR("a.har", har(`{"request": {"method": "GET", "url": "https://user:s3cr3t@a b/?key=s3cr3t"}}`))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "s3cr3t")
}

func TestLoadReadsDirectoriesInOrder(t *testing.T) {
	dir := t.TempDir()
	const entry = `{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 204}}`
	for _, name := range []string{"b.har", "a/z.HAR", "c.txt"} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), har(entry), 0o600))
	}
	exchanges, err := recording.Load(filepath.Join(dir, "b.har"), dir)
	require.NoError(t, err)
	var files []string
	for _, x := range exchanges {
		files = append(files, filepath.Base(x.Source.File))
	}
	assert.Equal(t, []string{"b.har", "z.HAR", "b.har"}, files)
}

func TestLoadSaysWhatIsMissing(t *testing.T) {
	_, err := recording.Load("testdata/none.har")
	require.ErrorIs(t, err, fs.ErrNotExist)
	require.EqualError(t, err, "testdata/none.har: file does not exist; check the name")
}

// FuzzParseHAR: whatever the bytes, there are exchanges that can be used or an error of one line.
func FuzzParseHAR(f *testing.F) {
	f.Add(har(`{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200, "content": {"text": "e30=", "encoding": "base64"}}}`))
	f.Add([]byte(`{"log": {"entries": [5]}}`))
	f.Add([]byte("\xef\xbb\xbf{"))
	f.Fuzz(func(t *testing.T, data []byte) {
		exchanges, err := recording.ParseHAR("a.har", data)
		if err != nil {
			assert.Nil(t, exchanges)
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		for _, x := range exchanges {
			require.NotNil(t, x.Request.URL)
			require.NotEmpty(t, x.Request.Method)
		}
	})
}
