package contract_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// FuzzCheckRequest checks promises about any request line and any headers. A check ends; each
// finding is one line that names a place in the document; the response doesn't change the findings
// about the request; and a string in the query is read as it was before it was escaped.
func FuzzCheckRequest(f *testing.F) {
	f.Add("/query", "text=a&limit=1&many=ab&many=cd&deep[a]=1&json={}", "theme=dark", "1, 2", "Bearer a", "application/json")
	f.Add("/v1/exploded/a=1/.a=1/;matrix=1;matrix=2", "%", "a=b; =; \"", "a,1,b", "Basic YTpi", "multipart/form-data; boundary=x")
	f.Add("/v1/query", "a é b", "", "", "", "")
	f.Add("//%2F%zz/%", "a[b][=&[]]=", ";;;", "", "basic", "*/*;q=")
	document := everyKeyword(f)
	c, err := contract.Parse("every-keyword.yaml", document)
	require.NoError(f, err)
	places := placesOf(f, document)
	pattern, most := regexp.MustCompile("^[a-zé ]+$"), 12 // The constraints of the parameter text.
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
			assertPlain(t, places, first)
			other := *x
			other.Response = &contract.Response{Status: http.StatusOK}
			assert.Equal(t, ofRequest(first), ofRequest(c.Check(&other)))
		}
		if !utf8.ValidString(query) || query == "" {
			return
		}
		x := &contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/v1/query", RawQuery: "text=" + url.QueryEscape(query)}},
			Response: &contract.Response{Status: http.StatusOK},
		}
		var got []string
		for _, finding := range c.Check(x) {
			if finding.At.In == contract.InQuery {
				got = append(got, finding.Rule.String()+" "+finding.At.String())
			}
		}
		var want []string
		if utf8.RuneCountInString(query) > most {
			want = append(want, "request.maxLength query text")
		}
		if !pattern.MatchString(query) {
			want = append(want, "request.pattern query text")
		}
		assert.ElementsMatch(t, want, got, query)
	})
}

// assertPlain asserts that each finding is one line, and that the document has the place that the
// finding names.
func assertPlain(t *testing.T, places map[string]string, findings []contract.Finding) {
	t.Helper()
	for _, f := range findings {
		assert.NotContains(t, f.Message(), "\n")
		assert.Equal(t, places[f.Document.Pointer], fmt.Sprintf("%d:%d", f.Document.Line, f.Document.Column), "%s: %s", f.Rule.String(), f.Document.Pointer)
	}
}

// ofRequest returns the findings whose side is the request.
func ofRequest(findings []contract.Finding) []contract.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f contract.Finding) bool { return f.Side != contract.RequestSide })
}

// FuzzForm checks that a check ends for any body of a form, and that a form with only declared
// strings has no finding.
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

// FuzzPattern checks that Parse either accepts a document with any pattern or returns an error. It
// also checks that a pattern that means the same in ECMA-262 and in RE2 matches the same strings.
func FuzzPattern(f *testing.F) {
	for _, pattern := range []string{`^a+$`, `[^]`, `[]`, `\u0061\ud83d\ude42`, `[\s\S]`, `\cJ\0\/`, `(?<year>\d{4})`, `[[a]`, `\`, `[\`, `\u{1F600}`, `\c`, `\u00`, `\u{`, `a`} {
		f.Add(pattern, "a")
		f.Add(pattern, "ba")
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
