package suggest_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// later is a document of OpenAPI 3.1 with one operation, whose response has a schema.
const later = `openapi: 3.1.0
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      responses:
        "200":
          description: A pet.
          content:
            application/json:
              schema:
                SCHEMA
components:
  schemas:
    Pet:
      type: object
      properties: {name: {type: string}}
`

// laterWith returns a document of OpenAPI 3.1 with a schema. The lines of the schema must not be
// indented.
func laterWith(schema string) string {
	return strings.Replace(later, "SCHEMA", strings.ReplaceAll(schema, "\n", "\n                "), 1)
}

// suggestionsFor returns the suggestions for the bodies of responses to GET /pets.
func suggestionsFor(t *testing.T, document string, bodies ...string) []suggest.Suggestion {
	t.Helper()
	c, err := contract.Parse("openapi.yaml", []byte(document))
	require.NoError(t, err)
	var exchanges []*contract.Exchange
	for _, body := range bodies {
		exchanges = append(exchanges, exchange("GET", "/pets", 200, body))
	}
	return suggestionsOf(t, c, exchanges)
}

func TestWhatIsSuggestedForLaterVersions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema, title, diff string
		bodies              []string
	}{
		"null":                    {"type: string", "allow null", "-type: string\n+type: [string, \"null\"]\n", []string{`null`}},
		"null in JSON":            {`{"type": "string"}`, "allow null", `-{"type": "string"}` + "\n" + `+{"type": [string, "null"]}` + "\n", []string{`null`}},
		"null in a list of types": {"type: [string, integer]", "allow null", "-type: [string, integer]\n+type: [string, integer, \"null\"]\n", []string{`null`}},
		"null beside an enum": {
			"type: string\nenum: [a, b]", "allow null", "-type: string\n-enum: [a, b]\n+type: [string, \"null\"]\n+enum: [a, b, null]\n", []string{`null`},
		},
		"null beside a constant": {
			"type: string\nconst: a", "allow null", "-type: string\n-const: a\n+type: [string, \"null\"]\n+enum: [a, null]\n", []string{`null`},
		},
		"another type":  {"type: string\nminLength: 1", "allow integer", "-type: string\n+type: [string, integer]\n", []string{`5`}},
		"several types": {"type: string", "allow boolean, number, null", "-type: string\n+type: [string, boolean, number, \"null\"]\n", []string{`5`, `1.5`, `null`, `true`}},
		"all numbers":   {"type: integer", "allow all numbers", "-type: integer\n+type: number\n", []string{`1.5`}},
		"all numbers in a list of types": {
			"type: [integer, \"null\"]", "allow number", "-type: [integer, \"null\"]\n+type: [number, \"null\"]\n", []string{`1.5`},
		},
		"a constant":             {"const: a", `allow "b", "c" beside the constant`, "-const: a\n+enum: [a, b, c]\n", []string{`"c"`, `"b"`}},
		"an exclusive minimum":   {"type: number\nexclusiveMinimum: 5", "replace exclusiveMinimum by the minimum 4", "-exclusiveMinimum: 5\n+minimum: 4\n", []string{`5`, `4`}},
		"an exclusive maximum":   {"type: number\nexclusiveMaximum: 5", "replace exclusiveMaximum by the maximum 5", "-exclusiveMaximum: 5\n+maximum: 5\n", []string{`5`}},
		"both maxima":            {"maximum: 9\nexclusiveMaximum: 5", "replace exclusiveMaximum by the maximum 7", "-maximum: 9\n-exclusiveMaximum: 5\n+maximum: 7\n", []string{`7`}},
		"a number of properties": {"maxProperties: 1", "raise maxProperties to 3", "-maxProperties: 1\n+maxProperties: 3\n", []string{`{"a": 1, "b": 2, "c": 3}`, `{"a": 1, "b": 2}`}},
		"a dependent property": {
			"dependentRequired: {a: [b, c]}", "no longer require the property b, because there is the property a",
			"-dependentRequired: {a: [b, c]}\n+dependentRequired: {a: [c]}\n",
			[]string{`{"a": 1, "c": 1}`},
		},
		"the only dependent property": {
			"dependentRequired:\n  a: [b]\n  c: [d]", "no longer require the property b, because there is the property a", "-  a: [b]\n", []string{`{"a": 1}`},
		},
		"a name": {"propertyNames: {enum: [a]}", `add "b" to the names`, "-propertyNames: {enum: [a]}\n+propertyNames: {enum: [a, b]}\n", []string{`{"b": 1}`}},
		"a property of a closed object": {
			"properties: {a: {type: string}}\nadditionalProperties: false", "add the property b (integer)",
			"-properties: {a: {type: string}}\n+properties: {a: {type: string}, b: {type: integer}}\n",
			[]string{`{"a": "x", "b": 1}`},
		},
		"a property that no pattern matches": {
			"patternProperties: {^x-: {type: string}}\nadditionalProperties: false", "add the property b (integer or null)",
			"+properties:\n+  b:\n+    type:\n+      - integer\n+      - \"null\"\n",
			[]string{`{"x-a": "x", "b": 1}`, `{"b": null}`},
		},
		"a property beside a reference": {
			"$ref: \"#/components/schemas/Pet\"\nunevaluatedProperties: false", "add the property age (integer)",
			"+properties:\n+  age:\n+    type: integer\n",
			[]string{`{"name": "Tom", "age": 3}`},
		},
		"a property that is null":       {"properties: {a: {type: string}}", "add the property b (null)", "-properties: {a: {type: string}}\n+properties: {a: {type: string}, b: {type: \"null\"}}\n", []string{`{"b": null}`}},
		"a property with an empty list": {"properties: {a: {type: string}}", "add the property b (array)", "-properties: {a: {type: string}}\n+properties: {a: {type: string}, b: {type: array, maxItems: 0}}\n", []string{`{"b": []}`}},
		"a property of several types": {
			"properties: {a: {type: string}}", "add the property b (array or object or null)",
			"-properties: {a: {type: string}}\n+properties: {a: {type: string}, b: {type: [array, object, \"null\"], items: {type: integer}, properties: {c: {type: string}}}}\n",
			[]string{`{"b": [1]}`, `{"b": {"c": "x"}}`, `{"b": null}`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			document := laterWith(test.schema)
			found := suggestionsFor(t, document, test.bodies...)
			require.NotEmpty(t, found)
			assert.Equal(t, test.title, found[0].Title)
			assert.Equal(t, test.diff, strings.ReplaceAll(changes(found[0].Diff), "                ", ""))
			edited, err := contract.Parse("openapi.yaml", []byte(applied(t, "openapi.yaml", document, found[0].Diff)))
			require.NoError(t, err)
			for _, body := range test.bodies {
				assert.Empty(t, edited.Check(exchange("GET", "/pets", 200, body)), body)
			}
		})
	}
}

func TestWhatIsNotSuggestedForLaterVersions(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ schema, body string }{
		"an object, of which nothing would be known":  {"type: string", `{"a": 1}`},
		"an array, of which nothing would be known":   {"type: string", `[1]`},
		"a value of a false schema":                   {"properties: {a: false}", `{"a": 1}`},
		"another property name than a pattern allows": {"propertyNames: {pattern: ^x}", `{"b": 1}`},
		"a secret beside a constant":                  {"const: a", `"tok_4f9a8b7c6d5e4f3a"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Empty(t, suggestionsFor(t, laterWith(test.schema), test.body))
		})
	}
}

// The second reading of the exchanges may show more than the exchanges for which an edit was made.
// If an edit doesn't accept all of them, it is not suggested.
func TestAnEditThatLeavesAFinding(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(laterWith("maximum: 10")))
	require.NoError(t, err)
	small, large := exchange("GET", "/pets", 200, "11"), exchange("GET", "/pets", 200, "12")
	for _, test := range []struct {
		again []*contract.Exchange
		want  int
	}{
		{[]*contract.Exchange{small, small}, 1},
		{[]*contract.Exchange{small, large}, 0},
	} {
		s := suggest.New(c, named("openapi.yaml"))
		var groups contract.Groups
		for range 2 {
			groups.Add(c.Check(small))
			s.Add(small, c.Check(small))
		}
		found, _, err := s.Suggest(t.Context(), groups.List(), all(test.again))
		require.NoError(t, err)
		assert.Len(t, found, test.want)
	}
}
