package contract_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// objects returns the contract of an operation that takes objects in the query, and of another that
// takes them in a form.
func objects(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Parse("objects.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a:
    get:
      parameters:
        - {name: spread, in: query, schema: {type: object, properties: {size: {type: integer}}, additionalProperties: {type: boolean}}}
        - {name: deep, in: query, style: deepObject, schema: {type: object, properties: {size: {type: integer}}, additionalProperties: false}}
      responses: {"200": {description: A}}
    post:
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties:
                spread: {type: object, properties: {size: {type: integer}}, additionalProperties: {type: boolean}}
                deep: {type: object, properties: {size: {type: integer}}, additionalProperties: false}
                json: {type: object, properties: {size: {type: integer}}}
                name: {type: string}
              additionalProperties: false
            encoding: {spread: {style: form}, deep: {style: deepObject}}
      responses: {"200": {description: A}}
`))
	require.NoError(t, err)
	return c
}

// An encoding with a style may write the properties of an object as fields of the form.
func TestObjectsInForms(t *testing.T) {
	t.Parallel()
	for form, want := range map[string][]string{
		"name=a&size=1":                nil,
		"size=x":                       {"/spread/size"},
		"other=true&name=false":        nil,
		"other=x":                      {"/spread/other"},
		"deep[size]=1&deep[size]=2":    {"/deep/size"},
		"deep[size]=1&deep[other]=1":   {"/deep/other"},
		"deep[size][x]=1":              {"/deep/size"},
		"deep[size]=1&deep[size][x]=1": {"/deep/size"},
		`json={"size":1}`:              nil,
		`json={"size":"x"}`:            {"/json/size"},
	} {
		x := &contract.Exchange{
			Request: contract.Request{
				Method: http.MethodPost, URL: &url.URL{Path: "/a"}, Header: http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}, Body: []byte(form),
			},
			Response: &contract.Response{Status: http.StatusOK},
		}
		assert.Equal(t, want, pointers(objects(t).Check(x)), form)
	}
}

// Each parameter takes its own parts of a query.
func TestObjectsInQueries(t *testing.T) {
	t.Parallel()
	for query, want := range map[string][]string{
		"size=1&other=true&deep[size]=1": nil,
		"deep[size]=x":                   {"/size"},
		"deep[other]=x":                  {"/other"},
		"size=x":                         {"/size"},
		"other=x":                        {"/other"},
	} {
		x := &contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a", RawQuery: query}},
			Response: &contract.Response{Status: http.StatusOK},
		}
		assert.Equal(t, want, pointers(objects(t).Check(x)), query)
	}
}

func pointers(findings []contract.Finding) []string {
	var at []string
	for _, f := range findings {
		at = append(at, f.At.Pointer)
	}
	return at
}
