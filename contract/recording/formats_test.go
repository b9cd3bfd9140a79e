package recording_test

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// formats has a small file in each format. Each file has the same exchange, as far as the format
// can hold it: a client adds a book.
var formats = map[string]string{
	"mitmproxy": `{"log": {"version": "1.2", "creator": {"name": "mitmproxy", "version": "11"}, "pages": [], "entries": [
  {"startedDateTime": "2026-11-20T10:00:00Z", "request": {"method": "POST", "url": "https://books.example/v1/books?dry=1", "httpVersion": "HTTP/2.0",
    "headers": [{"name": "content-type", "value": "application/json"}], "postData": {"mimeType": "application/json", "text": "{\"title\":\"Emma\"}", "params": []}},
   "response": {"status": 201, "headers": [{"name": "content-type", "value": "application/json"}],
    "content": {"size": 8, "mimeType": "application/json", "text": "eyJpZCI6MX0=", "encoding": "base64"}}, "serverIPAddress": "192.0.2.1"}]}}`,
	"vcrpy": `interactions:
- request:
    body: '{"title":"Emma"}'
    headers:
      Content-Type: [application/json]
    method: POST
    uri: https://books.example/v1/books?dry=1
  response:
    body:
      string: !!binary |
        eyJpZCI6MX0=
    headers:
      content-type:
      - application/json
    status: {code: 201, message: Created}
version: 1
`,
	"vcrpy in JSON": `{"version": 1, "interactions": [{"request": {"method": "POST", "uri": "https://books.example/v1/books?dry=1", "body": "{\"title\":\"Emma\"}",
  "headers": {"Content-Type": ["application/json"]}}, "response": {"status": {"code": 201, "message": "Created"}, "headers": {"Content-Type": ["application/json"]},
  "body": {"string": "{\"id\":1}"}}}]}`,
	"VCR for Ruby": `---
http_interactions:
- request:
    method: post
    uri: https://books.example/v1/books?dry=1
    body:
      encoding: UTF-8
      string: '{"title":"Emma"}'
    headers:
      Content-Type:
      - application/json
  response:
    status:
      code: 201
      message: Created
    headers:
      Content-Type:
      - application/json
    body:
      encoding: ASCII-8BIT
      string: !binary |-
        eyJpZCI6MX0=
  recorded_at: Fri, 20 Nov 2026 10:00:00 GMT
recorded_with: VCR 6.3.1
`,
	"VCR with base64": `{"http_interactions": [{"request": {"method": "POST", "uri": "https://books.example/v1/books?dry=1", "body": {"encoding": "utf-8", "base64_string": "eyJ0aXRsZSI6IkVtbWEifQ=="},
  "headers": {"Content-Type": "application/json"}}, "response": {"status": 201, "headers": {"Content-Type": "application/json"}, "body": {"encoding": "utf-8", "base64_string": "eyJpZCI6MX0="}}}],
  "recorded_with": "betamax/0.9"}`,
	"Postman": `{"info": {"name": "Books", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
  "item": [{"name": "folder", "item": [{"name": "add", "request": {"method": "POST", "url": "{{base}}/{{kind}}"}, "response": [
    {"name": "added", "originalRequest": {"method": "POST", "header": [{"key": "X-Off", "value": "1", "disabled": true}],
      "body": {"mode": "raw", "raw": "{\"title\":\"{{title}}\"}", "options": {"raw": {"language": "json"}}},
      "url": {"raw": "{{base}}/:kind?dry=1", "variable": [{"key": "kind", "value": "books"}]}},
     "code": 201, "header": [{"key": "Content-Type", "value": "application/json"}], "body": "{\"id\":1}"}]}]}],
  "variable": [{"key": "base", "value": "https://books.example/v1"}, {"key": "title", "value": "Emma"}]}`,
	"WireMock": `{"id": "5f1b", "name": "books", "request": {"url": "/v1/books?dry=1", "method": "POST", "bodyPatterns": [{"equalToJson": "{\"title\":\"Emma\"}", "ignoreArrayOrder": true}]},
  "response": {"status": 201, "body": "{\"id\":1}", "headers": {"Content-Type": "application/json"}}, "uuid": "5f1b", "persistent": true}`,
	"WireMock's export": `{"mappings": [{"request": {"urlPath": "/v1/books", "queryParameters": {"dry": {"equalTo": "1"}}, "method": "POST", "bodyPatterns": [{"equalToJson": {"title":"Emma"}}]},
  "response": {"status": 201, "jsonBody": {"id":1}, "headers": {"Content-Type": ["application/json"]}}}], "meta": {"total": 1}}`,
	"Hoverfly": `{"data": {"pairs": [{"request": {"path": [{"matcher": "exact", "value": "/v1/books"}], "method": [{"matcher": "exact", "value": "POST"}],
   "destination": [{"matcher": "exact", "value": "books.example"}], "scheme": [{"matcher": "exact", "value": "https"}],
   "body": [{"matcher": "json", "value": "{\"title\":\"Emma\"}"}], "query": {"dry": [{"matcher": "exact", "value": "1"}]}, "headers": {"Content-Type": [{"matcher": "exact", "value": "application/json"}]}},
  "response": {"status": 201, "body": "eyJpZCI6MX0=", "encodedBody": true, "headers": {"Content-Type": ["application/json"]}, "templated": false}}]},
  "meta": {"schemaVersion": "v5.2"}}`,
	"Kong": `{"latencies": {"request": 5, "kong": 1, "proxy": 4}, "client_ip": "192.0.2.7", "started_at": 1795428000000, "request": {"method": "POST", "uri": "/v1/books?dry=1", "url": "https://books.example:443/v1/books?dry=1",
  "querystring": {"dry": "1"}, "size": 120, "headers": {"content-type": "application/json"}, "body": "{\"title\":\"Emma\"}"},
  "response": {"status": 201, "size": 80, "headers": {"content-type": "application/json"}, "body": "{\"id\":1}"}}` + "\n",
	"Kong, bodies as JSON": `{"latencies": {"request": 5}, "started_at": 1795428000000, "request": {"method": "POST", "url": "https://books.example:443/v1/books?dry=1",
  "headers": [{"name": "content-type", "value": "application/json"}], "body": {"title": "Emma"}},
  "response": {"status": 201, "headers": {"content-type": ["application/json"]}, "body": {"id": 1}}}` + "\n",
	"nginx": `{"time_iso8601": "2026-11-20T10:00:00+00:00", "request_method": "POST", "request_uri": "/v1/books?dry=1", "scheme": "https", "host": "books.example", "status": "201",
  "content_type": "application/json", "request_body": "{\"title\":\"Emma\"}", "sent_http_content_type": "application/json", "response_body": "{\"id\":1}"}` + "\n",
	"Apache": `{"request": "POST /v1/books?dry=1 HTTP/1.1", "host": "books.example", "scheme": "https", "status": 201, "http_content_type": "application/json",
  "request_body": "{\"title\":\"Emma\"}", "sent_http_content_type": "application/json", "response_body": "{\"id\":1}", "remote_addr": "192.0.2.7"}` + "\n",
	"Envoy": `{"http_buffered_trace": {"request": {"headers": [{"key": ":method", "value": "POST"}, {"key": ":scheme", "value": "https"}, {"key": ":authority", "value": "books.example"},
   {"key": ":path", "value": "/v1/books?dry=1"}, {"key": "content-type", "value": "application/json"}], "body": {"truncated": false, "as_string": "{\"title\":\"Emma\"}"}, "trailers": []},
  "response": {"headers": [{"key": ":status", "value": "201"}, {"key": "content-type", "raw_value": "YXBwbGljYXRpb24vanNvbg=="}], "body": {"truncated": false, "as_bytes": "eyJpZCI6MX0="}, "trailers": []}}}`,
	"Envoy, streamed": `{"http_streamed_trace_segment": {"trace_id": "7", "request_headers": {"headers": [{"key": ":method", "value": "POST"}, {"key": ":scheme", "value": "https"}, {"key": ":authority", "value": "books.example"},
   {"key": ":path", "value": "/v1/books?dry=1"}, {"key": "content-type", "value": "application/json"}]}}}
{"http_streamed_trace_segment": {"trace_id": "7", "request_body_chunk": {"as_bytes": "eyJ0aXRsZSI6"}}}
{"http_streamed_trace_segment": {"trace_id": "7", "request_body_chunk": {"as_bytes": "IkVtbWEifQ=="}}}
{"http_streamed_trace_segment": {"trace_id": "7", "response_headers": {"headers": [{"key": ":status", "value": "201"}, {"key": "content-type", "value": "application/json"}]}}}
{"http_streamed_trace_segment": {"trace_id": "7", "response_body_chunk": {"as_string": "{\"id\":1}"}}}`,
}

func TestDecodeReadsTheFormatsOfOthers(t *testing.T) {
	t.Parallel()
	for name, text := range formats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, data := range [][]byte{[]byte(text), zip(text)} {
				exchanges, err := drain(recording.Decode("a", bytes.NewReader(data)))
				require.NoError(t, err)
				require.Len(t, exchanges, 1)
				x := exchanges[0]
				assert.Equal(t, "POST /v1/books?dry=1", x.Request.Method+" "+x.Request.URL.RequestURI())
				assert.JSONEq(t, `{"title":"Emma"}`, string(x.Request.Body))
				assert.Equal(t, http.Header{"Content-Type": {"application/json"}}, x.Request.Header)
				assert.Equal(t, 201, x.Response.Status)
				assert.JSONEq(t, `{"id":1}`, string(x.Response.Body))
				assert.Equal(t, http.Header{"Content-Type": {"application/json"}}, x.Response.Header)
				assert.False(t, x.Request.BodyOmitted || x.Response.BodyOmitted)
				if !strings.HasPrefix(name, "WireMock") { // WireMock records no hosts.
					assert.Equal(t, "https books.example", x.Request.URL.Scheme+" "+x.Request.URL.Hostname())
				}
			}
		})
	}
}

// Every exchange that was read can be written without its secrets, and read again.
func TestWhatWasReadOfOtherFormatsCanBeWritten(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	file := filepath.Join(t.TempDir(), "a.har")
	w, err := recording.Create(file, recording.NewRedactor(c, recording.RedactorOptions{}))
	require.NoError(t, err)
	for name, text := range formats {
		exchanges, err := drain(recording.Decode("a", strings.NewReader(text)))
		require.NoError(t, err, name)
		exchanges[0].Request.Header.Set("Authorization", "Bearer s3cr3t-0123456789")
		_, err = w.Write(exchanges[0])
		require.NoError(t, err, name)
	}
	require.NoError(t, w.Close())
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.NotContains(t, string(written), "s3cr3t")
	exchanges, err := recording.Load(file)
	require.NoError(t, err)
	assert.Len(t, exchanges, len(formats))
}

// If a format leaves out a part of an exchange, the exchange may have had that part.
func TestWhatAFormatLeavesOutIsNotRecorded(t *testing.T) {
	t.Parallel()
	const wireMock = `{"uuid": "a", "request": {"method": "%", "url": "/a"}, "response": {"status": 200, "bodyFileName": "a.json"}}`
	trace := func(request, response string) string {
		return `{"http_buffered_trace": {"request": {"headers": [{"key": ":method", "value": "POST"}, {"key": ":authority", "value": "a.example"}, {"key": ":path", "value": "/"}]` + request +
			`}, "response": {"headers": [{"key": ":status", "value": "200"}` + response + `}}}`
	}
	kong := func(method, rest string) string {
		return `{"started_at": 1, "request": {"method": "` + method + `", "url": "http://a.example/"}, "response": ` + rest + `}`
	}
	type omitted struct{ request, requestHeader, credentials, response, responseHeader bool }
	for name, tt := range map[string]struct {
		text string
		want omitted
	}{
		"stub of a POST":         {strings.Replace(wireMock, "%", "POST", 1), omitted{true, true, true, true, false}},
		"stub of a GET":          {strings.Replace(wireMock, "%", "GET", 1), omitted{false, true, true, true, false}},
		"stub with a pattern":    {`{"uuid": "a", "request": {"method": "PUT", "url": "/a", "bodyPatterns": [{"matchesJsonPath": "$.a"}]}, "response": {}}`, omitted{true, true, true, false, false}},
		"trace, truncated":       {trace(`, "body": {"as_bytes": "YQ", "truncated": true}`, `], "body": {"as_string": "a", "truncated": true}`), omitted{true, false, false, true, false}},
		"trace without bodies":   {trace("", "]"), omitted{}},
		"trace with a length":    {trace("", `, {"key": "content-length", "value": "5"}]`), omitted{response: true}},
		"Kong":                   {kong("POST", `{"status": 200, "headers": {}}`), omitted{request: true, response: true}},
		"Kong, empty lists":      {kong("POST", `{"status": 200, "headers": [], "body": []}`), omitted{request: true}},
		"Kong, no content":       {kong("GET", `{"status": 204, "headers": {"content-length": 0, "x-b": [1, true]}}`), omitted{}},
		"log":                    {`{"request_method": "PUT", "request_uri": "/a", "status": 200}`, omitted{true, true, true, true, true}},
		"log of dashes":          {`{"request_method": "PUT", "request_uri": "/a", "status": 200, "request_body": "-", "http_accept": "-", "response_body": ""}`, omitted{false, true, true, false, true}},
		"log of a HEAD":          {`{"request_method": "HEAD", "request_uri": "/a", "status": 200}`, omitted{false, true, true, false, true}},
		"simulation":             {`{"data": {"pairs": [{"request": {"method": [{"matcher": "exact", "value": "POST"}], "path": [{"matcher": "exact", "value": "/a"}]}, "response": {"status": 200, "bodyFile": "a"}}]}}`, omitted{true, true, true, true, false}},
		"Postman with a file":    {`{"info": {}, "item": [{"request": {}, "response": [{"originalRequest": {"method": "POST", "url": "a.example", "body": {"mode": "file"}}, "code": 200, "body": ""}]}]}`, omitted{request: true, credentials: true}},
		"Postman without a body": {`{"info": {}, "item": [{"request": {}, "response": [{"originalRequest": {"method": "GET", "url": {"raw": "a.example/b"}, "header": "x"}, "code": 200, "body": null}]}]}`, omitted{credentials: true, response: true}},
		"VCR, body elsewhere":    {"http_interactions:\n- request: {method: get, uri: https://a.example/, body: null}\n  response: {status: {code: 200}, body: {encoding: UTF-8}}\n", omitted{response: true}},
		"VCR, empty":             {"http_interactions:\n- request: {method: post, uri: https://a.example/}\n  response: {status: {status_code: '200'}, headers: {A: null}, body: {string: ''}}\n", omitted{}},
		"HAR, body elsewhere":    {`{"log": {"entries": [{"request": {"method": "POST", "url": "https://a.example/", "postData": {"_file": "a"}}, "response": {"status": 200, "content": {"_file": "b"}}}]}}`, omitted{request: true, response: true}},
		"HAR of a browser":       {`{"log": {"creator": {"name": "WebInspector"}, "entries": [{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200}}]}}`, omitted{credentials: true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges, err := drain(recording.Decode("a", strings.NewReader(tt.text)))
			require.NoError(t, err)
			require.Len(t, exchanges, 1)
			x := exchanges[0]
			assert.Equal(t, tt.want, omitted{x.Request.BodyOmitted, x.Request.HeaderOmitted, x.Request.CredentialsOmitted, x.Response.BodyOmitted, x.Response.HeaderOmitted})
		})
	}
}

func TestEntriesThatHoldNoExchangeAreSkipped(t *testing.T) {
	t.Parallel()
	const good = `{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200}}`
	get := func(url, rest string) string {
		return `{"log": {"creator": {"name": "Firefox"}, "entries": [{"request": {"method": "GET", "url": "` + url + `"}, ` + rest + `}, ` + good + `]}}`
	}
	const a = "https://a.example/"
	for name, tt := range map[string]struct {
		text string
		want recording.Reason
	}{
		"status of 0":                 {get(a, `"response": {"status": 0}`), recording.Aborted},
		"status of -1":                {get(a, `"response": {"status": -1, "_failureText": "net::ERR_ABORTED"}`), recording.Aborted},
		"no response":                 {get(a, `"time": 1`), recording.Aborted},
		"WebSocket by status":         {get(a, `"response": {"status": 101}`), recording.WebSocket},
		"WebSocket by frames":         {get(a, `"response": {"status": 200}, "_webSocketMessages": []`), recording.WebSocket},
		"WebSocket by URL":            {get("wss://a.example/", `"response": {"status": 200}`), recording.WebSocket},
		"data":                        {get("data:image/png;base64,AA%AA", `"response": {"status": 200}`), recording.OtherScheme},
		"blob":                        {get("blob:https://a.example/1-2", `"response": {"status": 200}`), recording.OtherScheme},
		"file":                        {get("file:///home/a", `"response": {"status": 200}`), recording.OtherScheme},
		"extension of Chrome":         {get("chrome-extension://a/b", `"response": {"status": 200}`), recording.OtherScheme},
		"extension of Firefox":        {get("moz-extension://a/b", `"response": {"status": 200}`), recording.OtherScheme},
		"cache of Chrome":             {get(a, `"response": {"status": 200}, "_fromCache": "disk"`), recording.Cached},
		"cache of Firefox":            {get(a, `"response": {"status": 200}, "cache": {"afterRequest": null}`), recording.Cached},
		"cache on disk":               {get(a, `"response": {"status": 200, "fromDiskCache": true}`), recording.Cached},
		"cache of a worker":           {get(a, `"response": {"status": 200, "_fromServiceWorker": true}`), recording.Cached},
		"cache of a worker in Chrome": {get(a, `"response": {"status": 200}, "_fetchedViaServiceWorker": true, "_serviceWorkerResponseSource": "cache-storage"`), recording.Cached},
		"CONNECT":                     {`{"log": {"entries": [{"request": {"method": "CONNECT", "url": "a.example:443"}, "response": {"status": 200}}, ` + good + `]}}`, recording.Tunnel},
		"line":                        {`{"request": {"method": "GET", "url": "ws://a.example/"}, "response": {"status": 200}}` + good, recording.WebSocket},
		"line that was aborted":       {`{"request": {"method": "GET", "url": "http://a.example/"}, "response": {"status": 0}}` + good, recording.Aborted},
		"interaction":                 {"version: 2\ninteractions:\n- request: {method: GET, url: https://a.example/}\n  response: {code: 0}\n- request: {method: GET, url: https://a.example/}\n  response: {code: 200}\n", recording.Aborted},
		"ERB in a value":              {"http_interactions:\n- request: {method: get, uri: 'https://a.example/<%= id %>'}\n  response: {status: {code: 200}}\n- request: {method: get, uri: https://a.example/}\n  response: {status: {code: 200}}\n", recording.ERB},
		"ERB in a body":               {"http_interactions:\n- request: {method: get, uri: https://a.example/}\n  response: {status: {code: 200}, body: {string: '{\"id\": <%= id %>}'}}\n- request: {method: get, uri: https://a.example/}\n  response: {status: {code: 200}}\n", recording.ERB},
		"stub of a pattern":           {`{"mappings": [{"request": {"method": "GET", "urlPattern": "/a.*"}, "response": {}}, {"request": {"method": "GET", "url": "/"}, "response": {}}]}`, recording.Pattern},
		"stub of any method":          {`{"mappings": [{"request": {"method": "ANY", "url": "/a"}, "response": {}}, {"request": {"method": "GET", "url": "/"}, "response": {}}]}`, recording.Pattern},
		"simulation with a glob":      {`{"data": {"pairs": [{"request": {"method": [{"matcher": "exact", "value": "GET"}], "path": [{"matcher": "glob", "value": "/*"}]}, "response": {"status": 200}}, {"request": {"method": [{"matcher": "exact", "value": "GET"}], "path": [{"matcher": "exact", "value": "/"}]}, "response": {"status": 200}}]}}`, recording.Pattern},
		"request without an example":  {`{"info": {}, "item": [{"request": {}, "response": []}, {"request": {}, "response": [{"originalRequest": {"method": "GET", "url": "{{base}}/"}, "code": 200}]}]}`, recording.Aborted},
		"Postman with a variable":     {`{"info": {}, "item": [{"request": {}, "response": [{"originalRequest": {"method": "GET", "url": "a.example/{{id}}"}, "code": 200}]}, {"request": {}, "response": [{"originalRequest": {"method": "GET", "url": "a.example"}, "code": 200}]}]}`, recording.Pattern},
		"Kong, client gone":           {`{"started_at": 1, "request": {"method": "GET", "url": "http://a.example/"}, "response": {"status": 499}}{"started_at": 1, "request": {"method": "GET", "url": "http://a.example/"}, "response": {"status": 200}}`, recording.Aborted},
		"trace without a response":    {`{"http_buffered_trace": {"request": {"headers": []}}}` + good, recording.Aborted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var skipped []recording.Skipped
			r := recording.Reader{Stdin: strings.NewReader(tt.text), Skipped: func(s recording.Skipped) { skipped = append(skipped, s) }}
			exchanges, err := drain(r.Read("-"))
			require.NoError(t, err)
			require.Len(t, exchanges, 1, "the other entry stands")
			assert.Equal(t, 1, exchanges[0].Source.Entry)
			assert.Equal(t, []recording.Skipped{{File: "stdin", Entry: 0, Reason: tt.want}}, skipped)
		})
	}
}

// If Kong is configured to send its log entries in batches, it sends them as lists. A file may have
// several lists, and single objects too.
func TestLinesMayBeInLists(t *testing.T) {
	t.Parallel()
	const one = `{"started_at": 1, "request": {"method": "GET", "url": "http://a.example/"}, "response": {"status": 200}}`
	exchanges, err := drain(recording.Decode("a", strings.NewReader(" [ "+one+",\n"+one+"]\n["+one+"]"+one)))
	require.NoError(t, err)
	assert.Len(t, exchanges, 4)
	assert.Equal(t, 3, exchanges[3].Source.Entry)

	exchanges, err = drain(recording.Decode("a", strings.NewReader("["+one+",\n"+one)))
	require.EqualError(t, err, "a:2:105: the file is truncated: its JSON ends in the middle; record it again or restore it")
	assert.Len(t, exchanges, 2)
	_, err = drain(recording.Decode("a", strings.NewReader("["+one+", ["+one+"]]")))
	require.ErrorContains(t, err, "the file is not JSON lines")
	_, err = drain(recording.Decode("a", strings.NewReader("[1, 2]")))
	require.ErrorContains(t, err, "not a recording of a known format")
}

// A cassette that only ERB can turn into YAML counts as one entry. Other recorders have no ERB.
func TestERBIsOnlyInCassettesOfRuby(t *testing.T) {
	t.Parallel()
	read := func(text string) (exchanges int, reasons []recording.Reason) {
		reader := recording.Reader{Stdin: strings.NewReader(text), Skipped: func(s recording.Skipped) { reasons = append(reasons, s.Reason) }}
		for _, err := range reader.Read("-") {
			require.NoError(t, err)
			exchanges++
		}
		return exchanges, reasons
	}
	exchanges, reasons := read("http_interactions:\n<% 3.times do |i| %>\n- request: {method: get, uri: 'https://a.example/<%= i %>'}\n<% end %>\n")
	assert.Zero(t, exchanges)
	assert.Equal(t, []recording.Reason{recording.ERB}, reasons)
	exchanges, reasons = read("interactions:\n- request: {method: GET, uri: https://a.example/}\n  response: {status: {code: 200}, body: {string: 'a <%= b %>'}}\n")
	assert.Equal(t, 1, exchanges)
	assert.Empty(t, reasons)
}

// The answer of a service worker that asks the server is an exchange, and so is a 304.
func TestExchangesThatABrowserHandledAreNotSkipped(t *testing.T) {
	t.Parallel()
	exchanges, err := recording.ParseHAR("a.har", []byte(`{"log": {"creator": {"name": "Firefox"}, "entries": [
		{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200}, "_fetchedViaServiceWorker": true, "_serviceWorkerResponseSource": "network"},
		{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 304}, "cache": {"afterRequest": {}}},
		{"request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200}, "_fromCache": false, "cache": {}}]}}`))
	require.NoError(t, err)
	assert.Len(t, exchanges, 3)
}

func TestBrokenFilesOfOtherFormats(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ text, want string }{
		"collection, cut":     {formats["Postman"][:200], "a:2:91: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"collection, kind":    {`{"item": 5}`, "a:1:10: the file is not a Postman collection: at /item it has a JSON number; export it as Collection v2.1"},
		"collection, more":    {`{"item": []} x`, "a:1:14: the file is not a Postman collection: it is not JSON from there on; export it as Collection v2.1"},
		"collection, long":    {`{"item": [{"name": "` + strings.Repeat("x", 16<<20) + `"}]}`, "a: the Postman collection is longer than 16 MiB; export its folders one by one"},
		"stubs, cut":          {`{"mappings": [{"request":`, "a:1:26: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"simulation, cut":     {`{"data": {"pairs": [{}, {`, "a:1:26: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"simulation, more":    {`{"data": {"pairs": []}}]`, "a:1:24: the file is not a Hoverfly simulation of version 5: it is not JSON from there on; export it again with hoverctl export"},
		"example, no request": {`{"item": [{"response": [{"code": 200}]}]}`, "a#0: at /item/0/response/0: the response has no originalRequest; save it again as an example"},
		"stub, kind":          {`{"mappings": [{"request": {"method": 5}}]}`, "a:1:38: the file is not a list of WireMock stubs: at /mappings/0/request/method it has a JSON number; export the mappings again"},
		"simulation, kind":    {`{"data": {"pairs": [{"request": {"method": "GET"}}]}}`, "a:1:44: the file is not a Hoverfly simulation of version 5: at /data/pairs/0/request/method it has a JSON string; export it again with hoverctl export"},
		"trace, base64":       {`{"http_buffered_trace": {"request": {"body": {"as_bytes": "?"}}, "response": {"headers": [{"key": ":status", "value": "200"}]}}}`, "a#0: at 1:1 /http_buffered_trace/request/body/as_bytes: it is not base64; record the trace again"},
		"trace, no request":   {`{"http_buffered_trace": {}}`, "a#0: at 1:1 /http_buffered_trace: the trace has no request; remove it or record it again"},
		"log, status":         {`{"request_method": "GET", "request_uri": "/", "status": "x"}`, "a#0: at 1:1 /response/status: 1 is not an HTTP status; remove the entry or record it again"},
		"VCR, status":         {"http_interactions:\n- request: {method: get, uri: https://a.example/}\n  response: {status: [1]}\n", "a:3:22: the file is not a cassette: it has a value there of a kind that cassettes don't have; record it again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := drain(recording.Decode("a", strings.NewReader(tt.text)))
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestReaderGoesOnAfterABrokenRecording(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{
		"a.har": harText, "b.har": harText[:60], "c.har": strings.Replace(harText, "}]", `}, {}]`, 1), "d.jsonl": linesText, "e.json": `{"openapi": "3.0.3", "x": "` + strings.Repeat("x", 1<<17),
		"f.json": `{"x": "` + strings.Repeat("x", 1<<17) + `"}`,
	})
	var failed []string
	r := recording.Reader{Failed: func(err error) { failed = append(failed, strings.TrimPrefix(err.Error(), filepath.ToSlash(dir)+"/")) }}
	exchanges, err := drain(r.Read(filepath.Join(dir, "none.har"), dir, "-"))
	require.NoError(t, err)
	assert.Len(t, exchanges, 3, "the exchanges before an error are kept")
	assert.Equal(t, []string{
		"none.har: file does not exist; check the name",
		"b.har:1:61: the file is truncated: its JSON ends in the middle; record it again or restore it",
		"c.har#1: at /log/entries/1: the entry has no request; remove it or record it again",
		"stdin: there is nothing left to read; name - once",
	}, failed)
}

// FuzzFormats checks that changed files of the other formats give usable exchanges, or an error of
// one line.
func FuzzFormats(f *testing.F) {
	for _, text := range formats {
		f.Add(text)
		f.Add(strings.Replace(strings.Replace(text, "POST", "", 1), "post", "", 1))
		f.Add(strings.ReplaceAll(text, "books.example", "books example"))
	}
	f.Add(`{"data"`)
	f.Add(strings.Replace(attachedHAR, "%", "a", 1))
	f.Fuzz(func(t *testing.T, text string) {
		usable(t, recording.Decode("a", strings.NewReader(text)))
		usable(t, recording.Decode("a", strings.NewReader(zipOf(t, map[string]string{"a.har": text, "in.json": text}))))
	})
}
