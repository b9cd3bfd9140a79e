package contract_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The document has the schema only in its response, so only a response covers the claims of the
// schema.
func TestCoverOfValues(t *testing.T) {
	const answer = "/paths/~1v/post/responses/200/content/application~1json/schema"
	for name, tt := range map[string]struct {
		schema, value string
		want          []string
	}{
		"type":                                   {`{"type": "string"}`, `"a"`, []string{"constraint /type kept at body"}},
		"a value of another type covers nothing": {`{"type": "string", "minLength": 1, "enum": ["a"]}`, `5`, nil},
		"null":                                   {`{"type": "string", "nullable": true}`, `null`, []string{"null /nullable null at body"}},
		"enum":                                   {`{"enum": ["a", "b"]}`, `"b"`, []string{"enum /enum/1 used at body"}},
		"a length at its bound":                  {`{"minLength": 1, "maxLength": 3}`, `"ä"`, []string{"constraint /minLength edge at body"}},
		"a length at the other bound":            {`{"minLength": 1, "maxLength": 3}`, `"abc"`, []string{"constraint /maxLength edge at body"}},
		"a length between the bounds":            {`{"minLength": 1, "maxLength": 3}`, `"ab"`, nil},
		"a length beyond the bounds":             {`{"minLength": 1, "maxLength": 3, "pattern": "^a"}`, `"abcd"`, nil},
		"pattern and format":                     {`{"pattern": "^2", "format": "date"}`, `"2026-11-20"`, []string{"constraint /format kept at body", "constraint /pattern kept at body"}},
		"a number at its bound":                  {`{"type": "number", "minimum": 1, "maximum": 2}`, `1.0`, []string{"constraint /minimum edge at body", "constraint /type kept at body"}},
		"a number within":                        {`{"type": "number", "minimum": 1, "exclusiveMinimum": true, "multipleOf": 3}`, `3`, []string{"constraint /exclusiveMinimum kept at body", "constraint /multipleOf kept at body", "constraint /type kept at body"}},
		"items":                                  {`{"type": "array", "minItems": 2, "uniqueItems": true, "items": {"enum": [1, 2]}}`, `[2, 1]`, []string{"constraint /minItems edge at body", "constraint /type kept at body", "constraint /uniqueItems kept at body", "enum /items/enum/0 used at /1", "enum /items/enum/1 used at /0"}},
		"one item doesn't cover uniqueItems":     {`{"uniqueItems": true, "items": {}}`, `[1]`, nil},
		"the first place":                        {`{"type": "array", "items": {"type": "integer"}}`, `["a", 7, 8]`, []string{"constraint /type kept at body"}},
		"properties": {
			`{"type": "object", "required": ["a"], "maxProperties": 2, "properties": {"a": {}, "b": {}, "c": {"type": "string"}, "d": {"writeOnly": true}}}`, `{"a": 1, "b": 2}`,
			[]string{
				"constraint /maxProperties edge at body", "constraint /required/0 kept at body", "constraint /type kept at body",
				"property /properties/a present at /a", "property /properties/b present at /b", "property /properties/c absent at body",
			},
		},
		"an invalid property isn't covered": {
			`{"properties": {"a": {"type": "string"}, "b": {"properties": {"c": {"type": "string"}, "d": {}}}}}`, `{"a": 5, "b": {"c": 5}}`,
			[]string{"property /properties/b present at /b", "property /properties/b/properties/d absent at /b"},
		},
		"an object without a required property": {`{"type": "object", "required": ["a"], "properties": {"b": {}, "c": {}}}`, `{"b": 1}`, []string{"property /properties/b present at /b"}},
		"other properties":                      {`{"properties": {"a": {}}, "additionalProperties": {"type": "string"}}`, `{"b": "c"}`, []string{"constraint /additionalProperties/type kept at /b", "property /additionalProperties present at /b", "property /properties/a absent at body"}},
		"no other properties":                   {`{"additionalProperties": false}`, `{}`, []string{"constraint /additionalProperties kept at body"}},
		"a readOnly property":                   {`{"properties": {"a": {"readOnly": true}}}`, `{"a": 1}`, []string{"constraint /properties/a/readOnly kept at /a", "property /properties/a present at /a"}},
		"not":                                   {`{"not": {"type": "string"}}`, `5`, []string{"constraint /not kept at body"}},
		"a branch that matches":                 {`{"anyOf": [{"type": "string"}, {"type": "integer"}]}`, `5`, []string{"branch /anyOf/1 used at body", "constraint /anyOf/1/type kept at body"}},
		"no branch that matches":                {`{"anyOf": [{"type": "string"}, {"properties": {"a": {"type": "string"}, "b": {}}}]}`, `{"a": 5}`, nil},
		"several branches of anyOf":             {`{"anyOf": [{"maximum": 9}, {"minimum": 9}]}`, `9`, []string{"branch /anyOf/0 used at body", "branch /anyOf/1 used at body", "constraint /anyOf/0/maximum edge at body", "constraint /anyOf/1/minimum edge at body"}},
		"too many branches of oneOf":            {`{"oneOf": [{"maximum": 9}, {"minimum": 9}]}`, `9`, nil},
		"a value inside too many branches":      {`{"oneOf": [{"properties": {"a": {"enum": [1]}}}, {"properties": {"a": {"minimum": 1}}}]}`, `{"a": 1}`, nil},
		"the first of several":                  {`{"items": {"enum": [1]}}`, `[1, 1]`, []string{"enum /items/enum/0 used at /0"}},
		"one branch of oneOf, deep": {
			`{"allOf": [{"oneOf": [{"required": ["a"], "properties": {"a": {"enum": [1]}}}, {"required": ["b"], "properties": {"b": {}}}]}]}`, `{"a": 1}`,
			[]string{"branch /allOf/0/oneOf/0 used at body", "constraint /allOf/0/oneOf/0/required/0 kept at body", "enum /allOf/0/oneOf/0/properties/a/enum/0 used at /a", "property /allOf/0/oneOf/0/properties/a present at /a"},
		},
		"the branch that a discriminator chooses": {pets, `{"kind": "puss", "lives": 9}`, []string{
			"branch /oneOf/0 used at body",
			"constraint /components/schemas/Cat/properties/kind/type kept at /kind", "constraint /components/schemas/Cat/properties/lives/type kept at /lives",
			"constraint /components/schemas/Cat/required/0 kept at body", "constraint /components/schemas/Cat/type kept at body",
			"enum /components/schemas/Cat/properties/kind/enum/1 used at /kind",
			"property /components/schemas/Cat/properties/kind present at /kind", "property /components/schemas/Cat/properties/lives present at /lives",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := contract.Parse("v.json", []byte(withSchema(tt.schema)))
			require.NoError(t, err)
			x := valueExchange(tt.value)
			x.Request.Header, x.Request.Body = http.Header{}, nil
			var got []string
			for _, w := range covered(t, c, x) {
				if trimmed := strings.Replace(w, answer, "", 1); trimmed != w || strings.Contains(w, "/components/") {
					got = append(got, trimmed)
				}
			}
			assert.Equal(t, tt.want, got)
		})
	}
}
