package contract_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// withLaterSchema returns a document of OpenAPI 3.1. Its response body must match the schema.
func withLaterSchema(schema string) string {
	return strings.Replace(withSchema(schema), `"3.0.3"`, `"3.1.0"`, 1)
}

// The document has the schema only in its response, so only a response covers the claims of the
// schema.
func TestCoverOfLaterKeywords(t *testing.T) {
	t.Parallel()
	const answer = "/paths/~1v/post/responses/200/content/application~1json/schema"
	for name, tt := range map[string]struct {
		schema, value string
		want          []string
	}{
		"const":                       {`{"const": [1]}`, `[1.0]`, []string{"enum /const used at body"}},
		"another constant":            {`{"const": 1, "type": "integer"}`, `2`, nil},
		"a type of a list":            {`{"type": ["string", "null"], "minLength": 1}`, `"a"`, []string{"constraint /minLength edge at body", "constraint /type/0 kept at body"}},
		"null of a list":              {`{"type": ["string", "null"], "minLength": 1}`, `null`, []string{"null /type/1 null at body"}},
		"a number of two types":       {`{"type": ["number", "integer"]}`, `1`, []string{"constraint /type/0 kept at body", "constraint /type/1 kept at body"}},
		"a number above a bound":      {`{"exclusiveMinimum": 1, "minimum": 0}`, `2`, []string{"constraint /exclusiveMinimum kept at body"}},
		"items at their positions":    {`{"prefixItems": [{"type": "string"}, {}, {}]}`, `["a", 1]`, []string{"constraint /prefixItems/0/type kept at /0", "property /prefixItems/0 present at /0", "property /prefixItems/1 present at /1", "property /prefixItems/2 absent at body"}},
		"a wrong item":                {`{"prefixItems": [{"type": "string"}]}`, `[1]`, nil},
		"no other items":              {`{"prefixItems": [{}], "items": false}`, `[1]`, []string{"constraint /items kept at body", "property /prefixItems/0 present at /0"}},
		"too many items":              {`{"prefixItems": [{}], "items": false}`, `[1, 2]`, []string{"property /prefixItems/0 present at /0"}},
		"contains":                    {`{"contains": {"type": "string"}}`, `[1, "a"]`, []string{"constraint /contains kept at body"}},
		"a count at its bounds":       {`{"contains": {"type": "string"}, "minContains": 1, "maxContains": 1}`, `[1, "a"]`, []string{"constraint /maxContains edge at body", "constraint /minContains edge at body"}},
		"a count between them":        {`{"contains": {"type": "string"}, "minContains": 1, "maxContains": 3}`, `["a", "b"]`, nil},
		"what a property requires":    {`{"dependentRequired": {"a": ["b", "c"]}}`, `{"a": 1, "b": 1, "c": 1}`, []string{"constraint /dependentRequired/a/0 kept at body", "constraint /dependentRequired/a/1 kept at body"}},
		"without the property":        {`{"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"a": {"type": "object"}}}`, `{"b": 1}`, nil},
		"a dependent schema":          {`{"dependentSchemas": {"a": {"minProperties": 1}}}`, `{"a": 1}`, []string{"constraint /dependentSchemas/a kept at body", "constraint /dependentSchemas/a/minProperties edge at body"}},
		"names":                       {`{"propertyNames": {"maxLength": 1}}`, `{"a": 1}`, []string{"constraint /propertyNames kept at body"}},
		"no names":                    {`{"propertyNames": {"maxLength": 1}}`, `{}`, nil},
		"a pattern of names":          {`{"patternProperties": {"^a": {"type": "string"}, "^b": {}}, "additionalProperties": {"type": "null"}}`, `{"ab": "c", "c": null}`, []string{"constraint /additionalProperties/type kept at /c", "constraint /patternProperties/^a/type kept at /ab", "property /additionalProperties present at /c", "property /patternProperties/^a present at /ab"}},
		"then":                        {`{"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"minimum": 1}}`, `"a"`, []string{"branch /then used at body", "constraint /then/minLength edge at body"}},
		"else":                        {`{"if": {"type": "string"}, "then": {"minLength": 1}, "else": {"minimum": 1}}`, `1`, []string{"branch /else used at body", "constraint /else/minimum edge at body"}},
		"no else":                     {`{"if": {"type": "string"}, "then": {"minLength": 1}}`, `1`, []string{"branch /if absent at body"}},
		"no then":                     {`{"if": {"type": "string"}, "else": {"minimum": 1}}`, `"a"`, []string{"branch /if used at body"}},
		"nothing else":                {`{"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": false}`, `{"a": 1}`, []string{"constraint /unevaluatedProperties kept at body", "property /allOf/0/properties/a present at /a"}},
		"something else":              {`{"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": {"type": "string"}}`, `{"a": 1, "b": "c"}`, []string{"constraint /unevaluatedProperties/type kept at /b", "property /allOf/0/properties/a present at /a", "property /unevaluatedProperties present at /b"}},
		"no further items":            {`{"prefixItems": [{}], "unevaluatedItems": false}`, `[1]`, []string{"constraint /unevaluatedItems kept at body", "property /prefixItems/0 present at /0"}},
		"further items":               {`{"contains": {"type": "string"}, "unevaluatedItems": {"type": "integer"}}`, `["a", 1]`, []string{"constraint /contains kept at body", "constraint /unevaluatedItems/type kept at /1", "property /unevaluatedItems present at /1"}},
		"beside a reference":          {`{"$ref": "#/components/schemas/Tree", "maxLength": 1}`, `"a"`, []string{"branch /components/schemas/Tree/oneOf/0 used at body", "constraint /components/schemas/Tree/oneOf/0/type kept at body", "constraint /maxLength edge at body"}},
		"a property that may not be":  {`{"properties": {"a": false}}`, `{}`, []string{"property /properties/a absent at body"}},
		"a string that encodes bytes": {`{"contentEncoding": "base64"}`, `"YQ=="`, []string{"constraint /contentEncoding kept at body"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := contract.Parse("v.json", []byte(withLaterSchema(tt.schema)))
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

// No exchange can cover three kinds of claims: that a value of the schema false occurs, that a
// server refuses null as such, and keywords that apply only to values of another type.
func TestClaimsThatNothingCanCover(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("v.json", []byte(withLaterSchema(
		`{"type": ["object"], "minLength": 1, "properties": {"a": false}, "anyOf": [false, {}], "if": {}, "then": false, "contains": {}, "minContains": 0}`)))
	require.NoError(t, err)
	var got []string
	for _, claim := range c.Claims() {
		if at, found := strings.CutPrefix(claim.Place.Pointer, "/paths/~1v/post/requestBody/content/application~1json/schema"); found && at != "" {
			got = append(got, strings.TrimSpace(string(claim.Kind)+" "+at+" "+string(claim.Aspect)))
		}
	}
	slices.Sort(got)
	assert.Equal(t, []string{
		"branch /anyOf rejected", "branch /anyOf/1 used", "branch /if absent", "constraint /properties/a rejected", "constraint /then rejected",
		"constraint /type rejected", "constraint /type/0 kept", "property /properties/a absent",
	}, got)
}
