package contract_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// FuzzCheckRequest: whatever a request line and its headers hold, the check ends, and finds the same thing again.
func FuzzCheckRequest(f *testing.F) {
	f.Add("/query", "text=a&limit=1&many=ab&many=cd&deep[a]=1&json={}", "theme=dark", "1, 2", "Bearer a", "application/json")
	f.Add("/v1/exploded/a=1/.a=1/;matrix=1;matrix=2", "%", "a=b; =; \"", "a,1,b", "Basic YTpi", "multipart/form-data; boundary=x")
	f.Add("//%2F%zz/%", "a[b][=&[]]=", ";;;", "", "basic", "*/*;q=")
	c, err := contract.Parse("every-keyword.yaml", everyKeyword(f))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, path, query, cookie, line, credential, contentType string) {
		plain, err := url.PathUnescape(path)
		if err != nil {
			plain = path
		}
		header := http.Header{"Cookie": {cookie}, "X-List": {line}, "X-Pairs": {line}, "X-Spread": {line}, "Authorization": {credential}, "Content-Type": {contentType}}
		for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut} {
			x := &contract.Exchange{
				Request:  contract.Request{Method: method, URL: &url.URL{Path: plain, RawPath: path, RawQuery: query}, Header: header, Body: []byte(line)},
				Response: &contract.Response{Status: http.StatusOK, Header: header, Body: []byte(query)},
			}
			first := c.Check(x)
			assert.Equal(t, first, c.Check(x))
		}
	})
}

// FuzzForm: whatever the body of a form holds, the check ends, and a form of nothing but declared texts agrees.
func FuzzForm(f *testing.F) {
	f.Add("a=1&b=%zz")
	f.Add("--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n")
	f.Add("--x--")
	schema := `{"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "array", "items": {"type": "integer"}}, "c": {"type": "object"}}}`
	document := strings.Replace(withSchema(schema), `"application/json"`, `"application/x-www-form-urlencoded": {"schema": `+schema+`}, "multipart/form-data"`, 1)
	c, err := contract.Parse("form.json", []byte(document))
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, body string) {
		for _, contentType := range []string{"application/x-www-form-urlencoded", "multipart/form-data; boundary=x"} {
			x := valueExchange("{}")
			x.Request.Header, x.Request.Body = http.Header{"Content-Type": {contentType}}, []byte(body)
			first := c.Check(x)
			assert.Equal(t, first, c.Check(x))
		}
		x := valueExchange("{}")
		x.Request.Header, x.Request.Body = http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, []byte("a="+url.QueryEscape(body))
		assert.Empty(t, c.Check(x))
	})
}

// FuzzPattern: a document with any pattern is ready or refused, and one that means the same in ECMA 262 and in RE2 matches the same.
func FuzzPattern(f *testing.F) {
	for _, pattern := range []string{`^a+$`, `[^]`, `[]`, `\u0061\ud83d\ude42`, `[\s\S]`, `\cJ\0\/`, `(?<year>\d{4})`, `[[a]`, `\`, `[\`, `\u{1F600}`} {
		f.Add(pattern, "a")
	}
	plain := regexp.MustCompile(`^[a-z0-9^$*+?|()]*$`)
	f.Fuzz(func(t *testing.T, pattern, text string) {
		quoted, err := json.Marshal(pattern)
		require.NoError(t, err)
		c, err := contract.Parse("pattern.json", []byte(withSchema(`{"type": "string", "pattern": `+string(quoted)+`}`)))
		if err != nil {
			return
		}
		value, err := json.Marshal(text)
		require.NoError(t, err)
		findings := c.Check(valueExchange(string(value)))
		if same, err := regexp.Compile(pattern); err == nil && pattern != "" && plain.MatchString(pattern) {
			var read string
			require.NoError(t, json.Unmarshal(value, &read))
			assert.Equal(t, same.MatchString(read), len(findings) == 0)
		}
	})
}
