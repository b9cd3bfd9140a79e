package contract_test

import (
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

const laterKeywords = `
openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets:
    post:
      requestBody:
        content:
          application/json: {schema: {$ref: "#/components/schemas/Pet"}}
      responses:
        "200":
          description: Yes.
          content:
            application/json: {schema: {$ref: "#/components/schemas/Pet"}}
components:
  schemas:
    Pet:
      type: object
      properties:
        kind: {enum: [cat, dog]}
        version: {const: 2}
        pin: {$ref: "#/components/schemas/Digits", writeOnly: true}
        tags: {type: array, contains: {const: pet}}
        size: {type: array, prefixItems: [{type: number}, {type: string}], items: false}
        old: false
      patternProperties: {"^x-": {type: string}}
      dependentRequired: {version: [kind]}
      if: {properties: {kind: {const: cat}}, required: [kind]}
      then: {properties: {lives: {type: integer, exclusiveMaximum: 10}}}
      unevaluatedProperties: false
      examples: [{kind: cow}]
    Digits: {type: string, pattern: '^(?=\d{4})\d+$'}
`

// TestKeywordsOfLaterVersions checks findings about the keywords that OpenAPI 3.1 added.
func TestKeywordsOfLaterVersions(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("pets.yaml", []byte(laterKeywords))
	require.NoError(t, err)
	target, err := url.Parse("https://pets.example/pets")
	require.NoError(t, err)
	header := http.Header{"Content-Type": {"application/json"}}
	for name, test := range map[string]struct {
		sent, answer string
		want         []string
	}{
		"nothing wrong": {`{"kind": "cat", "lives": 9, "pin": "1234", "x-a": "b"}`, `{"kind": "dog", "tags": ["pet"], "size": [1, "m"]}`, nil},
		"values": {`{}`, `{"version": 1, "tags": [], "size": [1, "m", 2], "old": null}`, []string{
			"response.const /version: expected 2, got the number 1",
			"response.contains /tags: expected an item that the schema under contains accepts, got none in an array of 0 items",
			"response.dependentRequired body: expected the property kind, because there is the property version, got none",
			"response.false-schema /old: expected no value, because the schema is false, got null",
			"response.items /size: expected at most 2 items, got an array of 3 items",
		}},
		"names": {`{"kind": "dog", "lives": 3}`, `{"x-a": 1, "y": 1}`, []string{
			"request.unevaluatedProperties /lives: expected no property that the schema does not describe, got another property",
			"response.type /x-a: expected a string, got the number 1",
			"response.unevaluatedProperties /y: expected no property that the schema does not describe, got another property",
		}},
		"a condition": {`{"kind": "cat", "lives": 10}`, `{}`, []string{"request.exclusiveMaximum /lives: expected less than 10, got the number 10"}},
		"beside a reference": {`{"pin": "12"}`, `{"pin": "1234"}`, []string{
			`request.pattern /pin: expected a string that matches ^(?=\d{4})\d+$, got a string of 2 bytes that is not shown`,
			"response.writeOnly /pin: expected no write-only property in a response, got one",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range c.Check(&contract.Exchange{
				Request:  contract.Request{Method: http.MethodPost, URL: target, Header: header, Body: []byte(test.sent)},
				Response: &contract.Response{Status: http.StatusOK, Header: header, Body: []byte(test.answer)},
			}) {
				assert.True(t, c.KnownRule(f.Rule), f.Rule)
				got = append(got, f.Rule.String()+" "+f.At.String()+": "+f.Message())
			}
			assert.Equal(t, test.want, got)
		})
	}
	var warnings []string
	for _, w := range c.Warnings() {
		warnings = append(warnings, w.Document.String()+" "+w.What)
	}
	assert.Equal(t, []string{
		`pets.yaml:31:18 the example contradicts its schema: at /kind expected one of "cat", "dog", got the string "cow"; correct one of them`,
	}, warnings)
	assert.Empty(t, c.Unchecked())
}
