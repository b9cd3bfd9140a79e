package probe_test

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// The function of Each doesn't see a value that was given to the probe and is not declared in the
// document, however short it is.
func TestGivenValuesAreHidden(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		option func(name, value string) probe.Option
		value  string
	}{
		"long header":   {probe.Header, "hunter2hunter2"},
		"long query":    {probe.Query, "open sesame"},
		"long cookie":   {probe.Cookie, "tasty-cookie-1"},
		"number":        {probe.Query, "90210733"},
		"short header":  {probe.Header, "h7nt"},
		"short query":   {probe.Query, "s&s m"},
		"short cookie":  {probe.Cookie, "kek"},
		"short number":  {probe.Header, "4711"},
		"tiny query":    {probe.Query, "q7"},
		"word":          {probe.Header, "sesame"},
		"other header":  {probe.OtherHeader, "b0bby"},
		"other query":   {probe.OtherQuery, "b0b"},
		"other cookie":  {probe.OtherCookie, "b0bb"},
		"Cookie header": {func(_, value string) probe.Option { return probe.Header("Cookie", "lang=en; x-given="+value) }, "s3ss"},
		"Authorization": {func(_, value string) probe.Option { return probe.Header("Authorization", "Bearer "+value) }, "ab1"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			echo := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				w.Header().Set("X-Echo", tt.value)
				answer := map[string]any{"value": tt.value, "list": []string{tt.value}, "sesame": true}
				if len(tt.value) >= 4 {
					answer["text"] = "you sent (" + tt.value + "), didn't you?"
					answer["number"] = json.Number("4711")
				}
				assert.NoError(t, json.NewEncoder(w).Encode(answer))
			})
			var all strings.Builder
			run(t, parse(t, things), echo, tt.option("x-given", tt.value), probe.Cases(0), probe.Each(func(x *contract.Exchange) {
				var body map[string]any
				if x.Request.Method == http.MethodHead { // The answer has no body.
					return
				}
				require.NoError(t, json.Unmarshal(x.Response.Body, &body), "%s", x.Response.Body)
				assert.Contains(t, body, "sesame", "the name of a property stays")
				assert.Equal(t, []string{"application/json"}, x.Response.Header["Content-Type"])
				fmt.Fprintln(&all, x.Request.URL, x.Request.Header, x.Response.Header["X-Echo"], body["value"], body["list"], body["text"])
				if tt.value == "4711" {
					fmt.Fprintln(&all, body["number"])
				}
			}))
			assert.NotContains(t, all.String(), tt.value)
		})
	}
}

// Values that are not credentials stay, because without them a check would have other findings.
func TestOtherValuesStay(t *testing.T) {
	t.Parallel()
	document := strings.Replace(things, "    parameters: [", "    parameters: [{name: X-Mode, in: header, schema: {type: string, enum: [fast]}}, ", 1)
	seen := map[string]bool{}
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"lang": "en", "mode": "fast", "on": true}`))
	})
	run(t, parse(t, document), answer, probe.Header("Accept", "application/json"), probe.Header("Accept-Language", "en"), probe.Header("X-Mode", "fast"),
		probe.Header("X-Debug", "true"), probe.Header("X-Format", "application/json"), probe.Header("Api-Version", "2026-11-20"), probe.Cases(0), probe.Each(func(x *contract.Exchange) {
			if strings.HasPrefix(x.Request.URL.Path, "/things/") && len(x.Response.Body) > 0 {
				assert.JSONEq(t, `{"lang": "en", "mode": "fast", "on": true}`, string(x.Response.Body))
				assert.Equal(t, "application/json", x.Response.Header.Get("Content-Type"))
				for _, name := range []string{"Accept", "Accept-Language", "X-Mode", "X-Debug", "Api-Version"} {
					seen[x.Request.Header.Get(name)] = true
				}
			}
		}))
	assert.Subset(t, seen, map[string]bool{"application/json": true, "en": true, "fast": true, "xxxx": true, "2026-11-20": true})
}

// A finding, its commands and its test don't show a value that was given to the probe.
func TestFindingsShowNoGivenValue(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ value, header, content string }{
		{"hunter2hunter2", "X-Given", "hunter2hunter2"},
		{"h7nt", "X-Given", "h7nt"},
		{"hunter2hunter2", "Cookie", "lang=en; x-given=hunter2hunter2"},
	} {
		value := tt.value
		answer := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("ETag", map[bool]string{true: value, false: "another"}[r.Method == http.MethodGet])
			_, _ = w.Write([]byte(`[{"id": "` + value + `"}]`))
		})
		p, err := probe.New(parse(t, things), answer, probe.Header(tt.header, tt.content), probe.Cases(0))
		require.NoError(t, err)
		defer func() { assert.NoError(t, p.Close()) }()
		r, err := p.Run(t.Context())
		require.NoError(t, err)
		var all strings.Builder
		for i := range r.Failures {
			text, err := p.GoTest(&r.Failures[i], "things.yaml", "http://127.0.0.1:8080")
			require.NoError(t, err)
			all.WriteString(r.Failures[i].Finding.Message() + "\n" + p.Curl(&r.Failures[i]) + "\n" + string(text))
		}
		assert.Contains(t, all.String(), "expected an integer")
		assert.Contains(t, all.String(), "expected the Etag of a GET")
		assert.Contains(t, all.String(), `"/things/" + os.Getenv("X_GIVEN")`, "the identifier of a thing is the value")
		assert.NotContains(t, all.String(), value)
	}
}

// A finding doesn't show a given value that the server makes the name of a property, in any
// encoding.
func TestFindingsShowNoGivenValueInNames(t *testing.T) {
	t.Parallel()
	const value = "hunter2/Hunter2"
	document := strings.Replace(things, "properties: {id: {type: integer}}", "properties: {id: {type: integer}}, additionalProperties: false", 1)
	for _, name := range []string{
		value, "you sent " + value, base64.StdEncoding.EncodeToString([]byte(value)), hex.EncodeToString([]byte(value)), url.QueryEscape(value),
	} {
		answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			assert.NoError(t, json.NewEncoder(w).Encode([]map[string]int{{name: 1}}))
		})
		r := run(t, parse(t, document), answer, probe.Query("x-given", value), probe.Cases(0))
		all := fmt.Sprintf("%+v", r.Failures)
		assert.Contains(t, all, "[redacted]")
		assert.NotContains(t, all, jsontext.Pointer("").AppendToken(name))
		assert.NotContains(t, all, "hunter2")
	}
}
