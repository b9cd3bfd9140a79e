package recording_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

func TestDecodeReadsJSONLines(t *testing.T) {
	t.Parallel()
	sum := strings.Repeat("0f", 32)
	exchanges, err := drain(recording.Decode("a.jsonl", strings.NewReader(`
{"_note": 1, "provenance": "live", "page": "https://vendor.example/page", "recorded": "2026-11-20T10:00:00+01:00", "version": "2025-09-18", "document": "`+sum+`", "operation": "`+sum+`", "redaction": "keys/1", "session": "s1", "request": {"method": "POST", "url": "https://api.example/a?b=c", "headers": {"x-a": "1", "X-B": ["2", "3"]}, "body": "{}"}, "response": {"status": 200, "headers": {}, "bodyBase64": "aGk="}}

{"provenance": "documented", "request": {"method": "GET", "url": "https://api.example/"}}
{"startedDateTime": "2026-11-20T10:00:00Z", "_provenance": "sandbox", "request": {"method": "GET", "url": "https://api.example/", "headers": [{"name": "accept", "value": "*/*"}]}, "response": {"status": 200, "content": {"text": "{}"}}}
{
  "request": {"method": "GET", "url": "https://api.example/"},
  "response": {"status": 204, "body": ""}
}
{"request": {"method": "PUT", "url": "https://api.example/", "bodyOmitted": true}, "response": {"status": 200, "bodyOmitted": true}}`)))
	require.NoError(t, err)
	require.Len(t, exchanges, 5)

	first := exchanges[0]
	assert.True(t, time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC).Equal(first.Source.Recorded))
	first.Source.Recorded = time.Time{}
	assert.Equal(t, contract.Source{
		File: "a.jsonl", Provenance: contract.Live, Page: "https://vendor.example/page", Version: "2025-09-18", Document: sum, Operation: sum, Redaction: "keys/1",
	}, first.Source)
	assert.Equal(t, "s1", first.Session)
	assert.Equal(t, "POST https://api.example/a?b=c", first.Request.Method+" "+first.Request.URL.String())
	assert.Equal(t, http.Header{"X-A": {"1"}, "X-B": {"2", "3"}}, first.Request.Header)
	assert.Equal(t, "{}", string(first.Request.Body))
	assert.Equal(t, &contract.Response{Status: 200, Header: http.Header{}, Body: []byte("hi")}, first.Response)

	assert.Nil(t, exchanges[1].Response)
	assert.Equal(t, contract.Sandbox, exchanges[2].Source.Provenance)
	assert.Equal(t, http.Header{"Accept": {"*/*"}}, exchanges[2].Request.Header)
	assert.Equal(t, "{}", string(exchanges[2].Response.Body))
	assert.Equal(t, 3, exchanges[3].Source.Entry)
	assert.Empty(t, exchanges[3].Response.Body)
	assert.False(t, exchanges[3].Request.BodyOmitted || exchanges[3].Response.BodyOmitted)
	assert.True(t, exchanges[4].Request.BodyOmitted && exchanges[4].Response.BodyOmitted)
}

func TestDecodeRefusesBrokenLines(t *testing.T) {
	t.Parallel()
	const request = `"request": {"method": "GET", "url": "https://a.example/"}`
	for name, tt := range map[string]struct{ line, want string }{
		"no JSON":           {`{"request": nope}`, "a:2:14: the file is not JSON lines: it is not JSON from there on; give one exchange a line"},
		"half of it":        {`{"request": {"method`, "a:2:21: the file is truncated: its JSON ends in the middle; record it again or restore it"},
		"number":            {` 5`, "a:2:2: the file is not JSON lines: at the top level it has a JSON number; give one exchange a line"},
		"header of numbers": {`{"request": {"headers": {"a": [5]}}}`, "a:2:32: the file is not JSON lines: at /request/headers/a/0 it has a JSON number; give one exchange a line"},
		"no request":        {`{"response": {"status": 200}}`, "a#1: at 2:1: the line has no request; remove it or record it again"},
		"no response":       {`{` + request + `}`, "a#1: at 2:1: the line has no response; remove it or record it again"},
		"no URL":            {`{"request": {"method": "GET"}}`, "a#1: at 2:1 /request/url: it is not an absolute URL; record the entry again"},
		"no base64":         {`{` + request + `, "response": {"status": 200, "bodyBase64": "?"}}`, "a#1: at 2:1 /response/bodyBase64: it is not base64; record the line again"},
		"two bodies":        {`{` + request + `, "response": {"status": 200, "body": "", "bodyBase64": ""}}`, "a#1: at 2:1 /response: it has several of body, bodyBase64 and bodyOmitted; give one of them"},
		"unknown name":      {`{` + request + `, "response": {"status": 200, "header": {}}}`, `a#1: at 2:1 /response: the name "header" is not known; fix it, or begin it with an underscore`},
		"unknown top name":  {`{` + request + `, "respnse": {}}`, `a#1: at 2:1: the name "respnse" is not known; fix it, or begin it with an underscore`},
		"unknown word":      {`{"provenance": "rumour", ` + request + `}`, `a#1: at 2:1 /provenance: "rumour" is not one of documented, sandbox, live and test; say who answered`},
		"no hash":           {`{"operation": "getA", ` + request + `}`, "a#1: at 2:1 /operation: it is not a sha256 in hexadecimal; remove it or fix it"},
		"no time":           {`{"recorded": "yesterday", ` + request + `}`, "a#1: at 2:1 /recorded: it is not a time of RFC 3339; write it as 2026-11-20T10:00:00Z"},
		"HAR entry":         {`{"startedDateTime": "", "request": {"headers": 5}}`, "a:2:48: the file is not JSON lines: at /request/headers it has a JSON number; give one exchange a line"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			exchanges, err := drain(recording.Decode("a", strings.NewReader(linesText+tt.line)))
			require.EqualError(t, err, tt.want)
			assert.Len(t, exchanges, 1)
		})
	}
}

// FuzzJSONLines checks that a second line of any bytes gives a usable exchange, or an error of one
// line.
func FuzzJSONLines(f *testing.F) {
	f.Add([]byte(`{"request": {"method": "GET", "url": "https://a.example/", "headers": {"a": ["b"]}}, "response": {"status": 200, "bodyBase64": "aGk="}}`))
	f.Add([]byte(`{"startedDateTime": "", "request": {"headers": []}}`))
	f.Add([]byte(`{"a\nb": 1, "request": {"method": "GET", "url": "https://a.example/"}, "response": {"status": 200}}`))
	f.Add([]byte(`{"request": {"url": "https://a.example/"}, "response": {"status": 200}}`))
	f.Add([]byte(`{"request": {"method": "GET", "url": "https://a b/"}, "response": {"status": 200}}`))
	f.Add([]byte(`5`))
	f.Fuzz(func(t *testing.T, data []byte) {
		usable(t, recording.Decode("a", bytes.NewReader(append([]byte(linesText), data...))))
	})
}

// Header fields keep their order, and names that differ in case are one field.
func TestDecodeReadsHeadersAndBodiesOfJSONLines(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		message string
		header  http.Header
		body    string
	}{
		"names in two cases": {`"headers": {"b": "1", "B": ["2", "3"], "b": "4"}`, http.Header{"B": {"1", "2", "3", "4"}}, ""},
		"no values":          {`"headers": {"a": null, "b": []}, "body": null`, http.Header{}, ""},
		"no headers":         {`"headers": null, "body": ""`, http.Header{}, ""},
		"escapes":            {`"headers": {"\u0061": "\"1\""}, "body": "\"\u00e9\""`, http.Header{"A": {`"1"`}}, `"é"`},
		"no UTF-8":           {"\"headers\": {\"a\": \"\xff\"}, \"body\": \"a\xffb\"", http.Header{"A": {"\uFFFD"}}, "a\uFFFDb"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := `{"request": {"method": "GET", "url": "https:\/\/a.example/"}, "response": {"status": 200, ` + tt.message + `}}`
			exchanges, err := drain(recording.Decode("a.jsonl", strings.NewReader(line)))
			require.NoError(t, err)
			require.Len(t, exchanges, 1)
			assert.Equal(t, http.Header{}, exchanges[0].Request.Header)
			assert.Equal(t, tt.header, exchanges[0].Response.Header)
			assert.Equal(t, tt.body, string(exchanges[0].Response.Body))
		})
	}
}
