package contract_test

import (
	"net/http"
	"net/url"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

const withFormats = `openapi: 3.0.3
info: {title: Formats, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: Yes.
          content:
            application/json:
              schema:
                type: object
                properties:
                  id: {type: string, format: uuid}
                  url: {type: string, format: uri}
                  code: {type: string, pattern: "^[a-z]+$"}
                  size: {type: string, maxLength: 2}
                  either: {oneOf: [{type: string, format: uuid}, {type: integer}]}
                  ids: {type: array, items: {type: string, format: uuid}}
`

func TestPlaceholders(t *testing.T) {
	t.Parallel()
	load := func(options ...contract.LoadOption) *contract.Contract {
		c, err := contract.Load(t.Context(), "a.yaml", append(options, contract.WithText([]byte(withFormats)))...)
		require.NoError(t, err)
		return c
	}
	standard, none := load(), load(contract.Placeholders(nil))
	own := load(contract.Placeholders(regexp.MustCompile(`^xx+$`)))
	edited, err := own.WithFile("", []byte(withFormats))
	require.NoError(t, err)
	for _, tt := range []struct {
		name     string
		contract *contract.Contract
		body     string
		want     []bool
	}{
		{"a format", standard, `{"id": "<API_TOKEN>"}`, []bool{true}},
		{"in a longer value", standard, `{"url": "https://example.com/<GITHUB_LOGIN>"}`, []bool{true}},
		{"a template", standard, `{"id": "{{id}}"}`, []bool{true}},
		{"a variable", standard, `{"id": "${ID}"}`, []bool{true}},
		{"a pattern", standard, `{"code": "[REDACTED]"}`, []bool{true}},
		{"a format of a branch", standard, `{"either": "<ID>"}`, []bool{true}},
		{"no placeholder", standard, `{"id": "<b>"}`, []bool{false}},
		{"another keyword", standard, `{"size": "<ID>"}`, []bool{false}},
		{"one of several is not a placeholder", standard, `{"ids": ["<ID>", "7"]}`, []bool{true, false}},
		{"no placeholders", none, `{"id": "<API_TOKEN>"}`, []bool{false}},
		{"others", own, `{"code": "XX", "url": "xx"}`, []bool{false, true}},
		{"not these", own, `{"id": "<API_TOKEN>"}`, []bool{false}},
		{"not these after an edit", edited, `{"id": "<API_TOKEN>"}`, []bool{false}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			x := &contract.Exchange{
				Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}, Header: http.Header{}},
				Response: &contract.Response{
					Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(tt.body),
				},
			}
			var got []bool
			for _, f := range tt.contract.Check(x) {
				got = append(got, f.Placeholder)
			}
			assert.ElementsMatch(t, tt.want, got)
		})
	}
}

func TestInfo(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte(withFormats))
	require.NoError(t, err)
	assert.Equal(t, contract.Info{File: "a.yaml", Title: "Formats", Version: "1", OpenAPI: "3.0.3"}, c.Info())
}
