package recording_test

import (
	"bytes"
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// har returns a HAR file with the entries.
func har(entries string) []byte {
	return []byte(`{"log": {"version": "1.2", "entries": [` + entries + `]}}`)
}

func TestParseHAR(t *testing.T) {
	t.Parallel()
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
	t.Parallel()
	exchanges, err := recording.ParseHAR("a.har", append([]byte("\xef\xbb\xbf"), har("")...))
	require.NoError(t, err)
	assert.Empty(t, exchanges)
}

func TestParseHARTakesAStatusOfNothingOnlyFromADocumentedEntry(t *testing.T) {
	t.Parallel()
	const entry = `"request": {"method": "GET", "url": "https://a.example/", "headers": []}, "response": {"status": 0, "headers": [], "content": {}}}`
	exchanges, err := recording.ParseHAR("a.har", har(`{"_provenance": "documented", `+entry))
	require.NoError(t, err)
	assert.Nil(t, exchanges[0].Response)

	exchanges, err = recording.ParseHAR("a.har", har(`{"_provenance": "live", `+entry))
	require.NoError(t, err)
	assert.Empty(t, exchanges, "the request was aborted")
}

func TestParseHARRefusesOtherFiles(t *testing.T) {
	t.Parallel()
	const request = `"request": {"method": "GET", "url": "https://a.example/", "headers": []}`
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"nothing":             {nil, "a.har: the file is empty; it should hold a HAR 1.2 recording"},
		"white space":         {[]byte(" \n"), "a.har: the file is empty; it should hold a HAR 1.2 recording"},
		"half a value":        {har("")[:20], "a.har:1:21: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"half a string":       {[]byte("{\"log\":\n{\"ver\n"), "a.har:2:6: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"no JSON":             {[]byte("\n  <html>"), "a.har:2:3: the file is not a HAR file: it is not JSON from there on; give a HAR 1.2 file"},
		"two values":          {append(har(""), "{}"...), "a.har:1:43: the file is not a HAR file: it is not JSON from there on; give a HAR 1.2 file"},
		"another array":       {[]byte(`[]`), "a.har:1:1: the file is not a HAR file: at the top level it has a JSON array; give a HAR 1.2 file"},
		"no log":              {[]byte(`{}`), "a.har: the file is not a HAR file: it has no log.entries; give a HAR 1.2 file"},
		"no entries":          {[]byte(`{"log": {}}`), "a.har: the file is not a HAR file: it has no log.entries; give a HAR 1.2 file"},
		"entry that is none":  {har(`5`), "a.har:1:40: the file is not a HAR file: at /log/entries/0 it has a JSON number; give a HAR 1.2 file"},
		"no request":          {har(`{}`), "a.har#0: at /log/entries/0: the entry has no request; remove it or record it again"},
		"no method":           {har(`{"request": {}}`), "a.har#0: at /log/entries/0/request/method: it is missing; record the entry again"},
		"relative URL":        {har(`{"request": {"method": "GET", "url": "/a"}}`), "a.har#0: at /log/entries/0/request/url: it is not an absolute URL; record the entry again"},
		"URL that is none":    {har(`{"request": {"method": "GET", "url": "https://a b"}}`), "a.har#0: at /log/entries/0/request/url: it is not an absolute URL; record the entry again"},
		"status out of range": {har(`{` + request + `, "response": {"status": 20}}`), "a.har#0: at /log/entries/0/response/status: 20 is not an HTTP status; remove the entry or record it again"},
		"unknown provenance":  {har(`{"_provenance": "rumour"}`), `a.har#0: at /log/entries/0/_provenance: "rumour" is not one of documented, sandbox, live and test; say who answered`},
		"no base64": {
			har(`{` + request + `, "response": {"status": 200, "content": {"text": "?", "encoding": "base64"}}}`),
			"a.har#0: at /log/entries/0/response/content/text: it is not base64, though encoding says so; record the entry again",
		},
		"unknown encoding": {
			har(`{` + request + `, "response": {"status": 200, "content": {"text": "?", "encoding": "rot13"}}}`),
			`a.har#0: at /log/entries/0/response/content/encoding: "rot13" is not known; HAR 1.2 knows base64`,
		},

		"log of another kind":     {[]byte(`{"log": []}`), "a.har:1:9: the file is not a HAR file: at /log it has a JSON array; give a HAR 1.2 file"},
		"entries of another kind": {[]byte(`{"log": {"entries": {}}}`), "a.har:1:21: the file is not a HAR file: at /log/entries it has a JSON object; give a HAR 1.2 file"},
		"null log":                {[]byte(`{"log": null}`), "a.har: the file is not a HAR file: it has no log.entries; give a HAR 1.2 file"},
		"broken in the second entry": {
			har("{" + request + ", \"response\": {\"status\": 200}},\n{\"request\": nope}"),
			"a.har:2:14: the file is not a HAR file: it is not JSON from there on; give a HAR 1.2 file",
		},

		"operation that is no hash": {har(`{"_operation": "getA"}`), "a.har#0: at /log/entries/0/_operation: it is not a sha256 in hexadecimal; remove it or fix it"},
		"document that is no hash":  {har(`{"_document": "openapi.yaml"}`), "a.har#0: at /log/entries/0/_document: it is not a sha256 in hexadecimal; remove it or fix it"},
		"second entry":              {har(`{` + request + `, "response": {"status": 200}}, {}`), "a.har#1: at /log/entries/1: the entry has no request; remove it or record it again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges, err := recording.ParseHAR("a.har", tt.data)
			require.EqualError(t, err, tt.want)
			assert.Nil(t, exchanges)
		})
	}
}

// Browsers, proxies and load generators leave out parts of HAR 1.2, and add others.
func TestParseHARReadsTheVariants(t *testing.T) {
	t.Parallel()
	const ok = `"response": {"status": 200}`
	post := func(contentType, postData string) string {
		return `{"request": {"method": "POST", "url": "https://a.example/", "headers": [{"name": "content-type", "value": "` + contentType + `"}], "postData": ` + postData + `}, ` + ok + `}`
	}
	get := func(method, response string) string {
		return `{"request": {"method": "` + method + `", "url": "https://a.example/", "headers": []}, "response": ` + response + `}`
	}
	for name, tt := range map[string]struct {
		entry             string
		request, response string
	}{
		"form in params": {post("application/x-www-form-urlencoded", `{"mimeType": "application/x-www-form-urlencoded", "params": [{"name": "b", "value": "1 2"}, {"name": "a", "value": "&"}]}`), "b=1+2&a=%26", ""},
		"form in both":   {post("application/x-www-form-urlencoded", `{"text": "b=1%202", "params": [{"name": "b", "value": "1 2"}]}`), "b=1%202", ""},
		"parts in params": {
			post("multipart/form-data; boundary=xyz", `{"mimeType": "multipart/form-data", "params": [{"name": "a", "value": "1"}, {"name": "f", "value": "data", "fileName": "f.txt", "contentType": "text/plain"}]}`),
			"--xyz\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n" +
				"--xyz\r\nContent-Disposition: form-data; filename=f.txt; name=f\r\nContent-Type: text/plain\r\n\r\ndata\r\n--xyz--\r\n", "",
		},
		"empty text and params":           {post("application/json", `{"mimeType": "application/json", "text": "", "params": []}`), "", ""},
		"null text":                       {get("GET", `{"status": 200, "headers": null, "content": {"size": 0, "text": null}}`), "", ""},
		"base64 request":                  {post("application/json", `{"text": "e30=", "encoding": "base64"}`), "{}", ""},
		"HEAD with the size of a GET":     {get("HEAD", `{"status": 200, "content": {"size": 9}}`), "", ""},
		"304 with the body of the cache":  {get("GET", `{"status": 304, "content": {"size": 2, "text": "{}"}}`), "", ""},
		"304 with the size of the cache":  {get("GET", `{"status": 304, "content": {"size": 2}}`), "", ""},
		"size of -1":                      {get("GET", `{"status": 204, "content": {"size": -1, "mimeType": "x-unknown"}, "bodySize": -1, "_transferSize": 0, "_error": null}`), "", ""},
		"base64 of the packed body":       {get("GET", `{"status": 200, "headers": [{"name": "content-encoding", "value": "gzip"}], "content": {"encoding": "base64", "text": "`+base64.StdEncoding.EncodeToString(zip("{}"))+`"}}`), "", "{}"},
		"base64 of a body packed by br":   {get("GET", `{"status": 200, "headers": [{"name": "content-encoding", "value": "br"}], "content": {"encoding": "base64", "text": "`+brotliOf("{\"a\": \"äöü\"}")+`"}}`), "", "{\"a\": \"äöü\"}"},
		"image under Content-Encoding":    {get("GET", `{"status": 200, "headers": [{"name": "content-encoding", "value": "br"}], "content": {"encoding": "base64", "text": "iVBORw0KGgo="}}`), "", "\x89PNG\r\n\x1a\n"},
		"unpacked under Content-Encoding": {get("GET", `{"status": 200, "headers": [{"name": "content-encoding", "value": "br"}], "content": {"text": "{}"}}`), "", "{}"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges, err := recording.ParseHAR("a.har", har(tt.entry))
			require.NoError(t, err)
			require.Len(t, exchanges, 1)
			assert.Equal(t, tt.request, string(exchanges[0].Request.Body))
			assert.Equal(t, tt.response, string(exchanges[0].Response.Body))
		})
	}
}

// brotliOf returns the base64 of a text compressed with brotli.
func brotliOf(text string) string {
	var packed bytes.Buffer
	w := brotli.NewWriter(&packed)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return base64.StdEncoding.EncodeToString(packed.Bytes())
}

func TestParseHARTellsBodiesThatWereNotRecorded(t *testing.T) {
	t.Parallel()
	const put = `{"request": {"method": "PUT", "url": "https://a.example/", `
	for name, tt := range map[string]struct {
		entry             string
		request, response bool
	}{
		"size of a response": {put + `"bodySize": 0}, "response": {"status": 200, "content": {"size": 9}}}`, false, true},
		"size of a request":  {put + `"bodySize": 9}, "response": {"status": 200}}`, true, false},
		"params of JSON":     {put + `"postData": {"mimeType": "application/json", "params": [{"name": "a"}]}}, "response": {"status": 200}}`, true, false},
		"no boundary":        {put + `"postData": {"mimeType": "multipart/form-data", "params": [{"name": "a"}]}}, "response": {"status": 200}}`, true, false},
		"file":               {put + `"postData": {"mimeType": "multipart/form-data; boundary=x", "params": [{"name": "a", "fileName": "f"}]}}, "response": {"status": 200}}`, true, false},
		"said so":            {put + `"postData": {"_omitted": true}}, "response": {"status": 200, "content": {"_omitted": true}}}`, true, true},
	} {
		exchanges, err := recording.ParseHAR("a.har", har(tt.entry))
		require.NoError(t, err, name)
		assert.Equal(t, tt.request, exchanges[0].Request.BodyOmitted, name)
		assert.Equal(t, tt.response, exchanges[0].Response.BodyOmitted, name)
		assert.Empty(t, exchanges[0].Request.Body, name)
		assert.Empty(t, exchanges[0].Response.Body, name)
	}
}

func TestParseHARReadsWhatStandsForHeadersAndBodies(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		request, response         string
		requestType, responseType string
		requestLost, responseLost bool
	}{
		"types beside bodies, without headers": {
			`"headers": [], "postData": {"mimeType": "text/plain", "text": "a"}`, `"status": 200, "headers": [], "content": {"size": 2, "mimeType": "application/json", "text": "{}"}`,
			"text/plain", "application/json", false, false,
		},
		"headers without a type": {
			`"headers": [{"name": "A", "value": "b"}], "postData": {"mimeType": "text/plain", "text": "a"}`,
			`"status": 200, "headers": [{"name": "A", "value": "b"}], "content": {"size": 2, "mimeType": "application/json", "text": "{}"}`, "", "", false, false,
		},
		"a type that a browser makes up": {`"headers": []`, `"status": 200, "headers": [], "content": {"size": 2, "mimeType": "x-unknown", "text": "{}"}`, "", "", false, false},
		"a size that is not known":       {`"headers": []`, `"status": 200, "headers": [], "content": {"size": -1, "mimeType": "text/plain"}`, "", "text/plain", false, true},
		"a body in another file":         {`"headers": []`, `"status": 200, "headers": [], "content": {"size": 0, "mimeType": "text/plain", "_file": "a.txt"}`, "", "text/plain", false, true},
		"a body that is not there":       {`"headers": [], "postData": {}`, `"status": 200, "headers": [], "content": {"size": 0, "mimeType": "text/plain"}`, "", "", true, false},
		"a plain 304 of some kind":       {`"headers": []`, `"status": 304, "headers": [], "content": {"size": 0}}, "_resourceType": "websocket", "_x": {"a": 1`, "", "", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges, err := recording.ParseHAR("a.har", har(`{"request": {"method": "POST", "url": "https://a.example/", `+tt.request+`}, "response": {`+tt.response+`}}`))
			require.NoError(t, err)
			x := exchanges[0]
			assert.Equal(t, tt.requestType, x.Request.Header.Get("Content-Type"))
			assert.Equal(t, tt.responseType, x.Response.Header.Get("Content-Type"))
			assert.Equal(t, tt.requestLost, x.Request.BodyOmitted)
			assert.Equal(t, tt.responseLost, x.Response.BodyOmitted)
		})
	}
}

func TestParseHARReadsHeadersAsTheyWereOnTheWire(t *testing.T) {
	t.Parallel()
	exchanges, err := recording.ParseHAR("a.har", har(`
		{"request": {"method": "GET", "url": "https://a.example/", "headers": [{"name": ":authority", "value": "a.example"}, {"name": "accept", "value": "*/*"}]},
		 "response": {"status": 200, "headers": [{"name": "set-cookie", "value": "a=1\nb=2"}], "content": {}}}`))
	require.NoError(t, err)
	assert.Equal(t, http.Header{"Accept": {"*/*"}}, exchanges[0].Request.Header)
	assert.Equal(t, http.Header{"Set-Cookie": {"a=1", "b=2"}}, exchanges[0].Response.Header)
}

func TestParseHARReadsWhereAnExchangeComesFrom(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("0f", 32)
	exchanges, err := recording.ParseHAR("a.har", har(`
		{"startedDateTime": "2026-11-20T10:00:00.5Z", "_provenance": "sandbox", "_version": "2025-09-18", "_document": "`+sum+`", "_operation": "`+sum+`", "_redaction": "keys/1",
		 "request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200}}`))
	require.NoError(t, err)
	assert.Equal(t, contract.Source{
		File: "a.har", Provenance: contract.Sandbox, Recorded: time.Date(2026, 11, 20, 10, 0, 0, 5e8, time.UTC),
		Version: "2025-09-18", Document: sum, Operation: sum, Redaction: "keys/1",
	}, exchanges[0].Source)
}

// A URL may hold a credential, so an error about the URL doesn't show it.
func TestParseHARKeepsSecrets(t *testing.T) {
	t.Parallel()
	_, err := recording.ParseHAR("a.har", har(`{"request": {"method": "GET", "url": "https://user:s3cr3t@a b/?key=s3cr3t"}}`))
	require.Error(t, err)
	assert.NotContains(t, err.Error(), "s3cr3t")
}

// FuzzParseHAR checks that any bytes give usable exchanges, or an error of one line.
func FuzzParseHAR(f *testing.F) {
	f.Add(har(`{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200, "content": {"text": "e30=", "encoding": "base64"}}}`))
	f.Add([]byte(`{"log": {"entries": [5]}}`))
	f.Add(har(`{"request": {"url": "https://a.example/"}, "response": {"status": 200}}`))
	f.Add(har(`{"request": {"method": "GET", "url": "https://a b/"}, "response": {"status": 200}}`))
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
