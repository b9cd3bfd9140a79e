package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// hostile is a document that allows almost any message.
const hostile = `{"openapi": "3.0.3", "info": {"title": "H", "version": "1"}, "paths": {"/h/{id}": {"post": {
	"parameters": [
		{"name": "id", "in": "path", "required": true, "schema": {"type": "array", "items": {"type": "integer"}}},
		{"name": "many", "in": "query", "schema": {"type": "array", "uniqueItems": true, "items": {"type": "integer"}}},
		{"name": "deep", "in": "query", "style": "deepObject", "schema": {"$ref": "#/components/schemas/Node"}},
		{"name": "X-List", "in": "header", "schema": {"type": "array", "items": {"type": "integer"}}},
		{"name": "c", "in": "cookie", "schema": {"type": "string", "pattern": "^(a+)+$"}}],
	"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}, "multipart/form-data": {"schema": {"type": "object"}}}},
	"responses": {"200": {"description": "H.", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Node"}}}}}}}},
	"components": {"schemas": {
		"Node": {"type": "object", "required": ["need"], "properties": {
			"need": {"type": "string", "pattern": "^(a|a)*b$", "format": "date"},
			"node": {"$ref": "#/components/schemas/Node"},
			"either": {"oneOf": [{"$ref": "#/components/schemas/Node"}, {"type": "object", "properties": {"either": {"$ref": "#/components/schemas/Node"}}}]},
			"number": {"type": "number", "multipleOf": 0.1, "maximum": 5},
			"unique": {"type": "array", "uniqueItems": true, "items": {}},
			"secret": {"type": "string", "writeOnly": true, "maxLength": 3},
			"nodes": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}}}}}}`

// nested returns a value with n opening and n closing texts around it.
func nested(n int, before, after string) string {
	return strings.Repeat(before, n) + "1" + strings.Repeat(after, n)
}

// listed repeats a text n times. It replaces %d with the number of the repetition.
func listed(n int, format, separator string) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(strings.ReplaceAll(format, "%d", strconv.Itoa(i)))
	}
	return b.String()
}

// hostileBodies returns bodies with about n parts each. They make a careless reader run out of
// stack, memory or time.
func hostileBodies(n int) map[string]string {
	return map[string]string{
		"open arrays":            strings.Repeat("[", n),
		"open objects":           strings.Repeat(`{"node":`, n),
		"nested arrays":          nested(n, "[", "]"),
		"nodes in nodes":         nested(min(n, 9000), `{"node":`, "}"),
		"alternatives in those":  nested(min(n, 4000), `{"either":`, "}"),
		"names twice in nodes":   nested(min(n, 4000), `{"a":1,"a":{},"node":`, "}"),
		"one long string":        `{"need": "` + strings.Repeat("a", 100*n) + `"}`,
		"one long number":        `{"need": "b", "number": ` + strings.Repeat("9", 100*n) + `}`,
		"one long fraction":      `{"need": "b", "number": 0.` + strings.Repeat("1", 100*n) + `}`,
		"a huge exponent":        `{"need": "b", "number": 1e` + strings.Repeat("9", n) + `}`,
		"one long name":          `{"need": "b", "` + strings.Repeat("a", 100*n) + `": 1}`,
		"many names":             `{` + listed(n, `"name%d": 1`, ",") + `}`,
		"many names twice":       `{` + listed(n, `"name%d": 1, "name%d": 2`, ",") + `}`,
		"one name again":         `{` + listed(n, `"name": %d`, ",") + `}`,
		"unique numbers":         `{"need": "b", "unique": [` + listed(n, `%d`, ",") + `]}`,
		"unique objects":         `{"need": "b", "unique": [` + listed(n, `{"a": %d, "b": [%d]}`, ",") + `]}`,
		"many wrong nodes":       `{"nodes": [` + listed(n, `{"need": %d, "x": 1}`, ",") + `]}`,
		"many secrets":           `{"nodes": [` + listed(n, `{"need": "wrong text %d", "secret": "a secret %d of some length"}`, ",") + `]}`,
		"many escapes":           `{"need": "` + strings.Repeat(`\u0061\ud83d`, n) + `"}`,
		"many strings of no use": `[` + listed(n, "\"\xff%d\"", ",") + `]`,
		"a pattern's nightmare":  `{"need": "` + strings.Repeat("a", n) + `c"}`,
	}
}

// hostileRequests returns requests with about n parts each.
func hostileRequests(n int) map[string]contract.Request {
	request := func(rawPath, query string, header http.Header) contract.Request {
		plain, err := url.PathUnescape(rawPath)
		if err != nil {
			plain = rawPath
		}
		return contract.Request{Method: http.MethodPost, URL: &url.URL{Path: plain, RawPath: rawPath, RawQuery: query}, Header: header}
	}
	headers := http.Header{}
	for i := range n {
		headers.Set(fmt.Sprintf("X-Header-%d", i), "a")
	}
	return map[string]contract.Request{
		"many headers":      request("/h/1", "", headers),
		"many lines":        request("/h/1", "", http.Header{"X-List": strings.Split(listed(n, "x%d", " "), " ")}),
		"many items":        request("/h/"+listed(n, "x%d", ","), "", nil),
		"many segments":     request(strings.Repeat("/h", n), "", nil),
		"many slashes":      request(strings.Repeat("/", n), "", nil),
		"escapes of escape": request("/h/"+strings.Repeat("%25", n), "", nil),
		"broken escapes":    request("/h/"+strings.Repeat("%", n), strings.Repeat("%", n), nil),
		"many values":       request("/h/1", listed(n, "many=%d", "&"), nil),
		"many names":        request("/h/1", listed(n, "name%d=1", "&"), nil),
		"many ampersands":   request("/h/1", strings.Repeat("&=", n), nil),
		"deep names":        request("/h/1", "deep"+strings.Repeat("[node]", n)+"=1", nil),
		"very deep names":   request("/h/1", "deep"+strings.Repeat("[node]", 1000*n)+"=1", nil),
		"wide objects":      request("/h/1", listed(n, "deep[name%d][node]=1", "&"), nil),
		"wide names":        request("/h/1", listed(n, "deep[name%d]=1", "&"), nil),
		"many cookies":      request("/h/1", "", http.Header{"Cookie": {listed(n, "c=aaaaaaaaaaaa%d", "; ")}}),
		"a long credential": request("/h/1", "", http.Header{"Authorization": {strings.Repeat("a", 100*n)}, "Content-Type": {strings.Repeat(";a=b", n)}}),
		"many parts": {
			Method: http.MethodPost, URL: &url.URL{Path: "/h/1"}, Header: http.Header{"Content-Type": {"multipart/form-data; boundary=x"}},
			Body: []byte(listed(n, "--x\r\nContent-Disposition: form-data; name=\"n%d\"\r\n\r\n1\r\n", "") + "--x--\r\n"),
		},
	}
}

// TestHostileMessages checks that a check ends for any message. If a message is twice as long, its
// check may take about twice the time and memory, but not four times. If a check doesn't end, the
// test fails at its timeout.
func TestHostileMessages(t *testing.T) {
	c, err := contract.Parse("hostile.json", []byte(hostile))
	require.NoError(t, err)
	const pieces = 1_000
	check := func(name string, x *contract.Exchange) {
		t.Run(name, func(t *testing.T) {
			for _, f := range c.Check(x) { // An assertion for each of the many findings would take longer than the check.
				if len(f.At.Name) > 503 || len(f.At.Pointer) > 503 || len(f.Actual) > 1000 {
					t.Fatalf("a finding is too long: %.60s %.60s", f.At.String(), f.Actual)
				}
			}
		})
	}
	for name, body := range hostileBodies(pieces) {
		check("body/"+name, hostileExchange(body))
	}
	for name, request := range hostileRequests(pieces) {
		check("request/"+name, &contract.Exchange{Request: request})
	}
}

func hostileExchange(body string) *contract.Exchange {
	header := http.Header{"Content-Type": {"application/json"}}
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodPost, URL: &url.URL{Path: "/h/1"}, Header: header, Body: []byte(body)},
		Response: &contract.Response{Status: 200, Header: header, Body: []byte(body)},
	}
}

// BenchmarkHostileMessages shows that a message with twice as many parts takes about twice the time
// and memory.
func BenchmarkHostileMessages(b *testing.B) {
	c, err := contract.Parse("hostile.json", []byte(hostile))
	require.NoError(b, err)
	for _, n := range []int{2000, 4000} {
		for name, body := range hostileBodies(n) {
			b.Run(fmt.Sprintf("%s/pieces=%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				x := hostileExchange(body)
				for b.Loop() {
					c.Check(x)
				}
			})
		}
		for name, request := range hostileRequests(n) {
			b.Run(fmt.Sprintf("request, %s/pieces=%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					c.Check(&contract.Exchange{Request: request})
				}
			})
		}
	}
}
