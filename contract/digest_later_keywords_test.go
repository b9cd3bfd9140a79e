package contract_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

const digestedLater = `openapi: 3.2.0
info: {title: A, version: '1'}
paths:
  /a:
    query:
      responses:
        '200':
          description: A
          content:
            application/jsonl: {itemSchema: {$ref: '#/components/schemas/S'}}
components:
  schemas:
    S:
      type: [object, "null"]
      properties: {kind: {const: [1, 2]}, pair: {prefixItems: [{type: string}, {type: integer}], contains: {type: string}, minContains: 2}}
      patternProperties: {^x-: {type: string}}
      dependentRequired: {a: [b, c]}
      dependentSchemas: {title: {minProperties: 2}}
      if: {required: [a]}
      then: {required: [b]}
      $ref: '#/components/schemas/Base'
      $defs: {unused: {type: string}}
      unevaluatedProperties: false
    Base: {$id: 'https://a.example/base', properties: {next: {$dynamicRef: '#node'}, inner: {$ref: '#/$defs/inner'}}, $defs: {node: {$dynamicAnchor: node}, inner: {minLength: 1}}}
    Other: {$dynamicAnchor: node, type: object}
`

// digestOf returns the digest of the only operation of a document.
func digestOf(t *testing.T, text string) string {
	t.Helper()
	c, err := contract.Parse("a.yaml", []byte(text))
	require.NoError(t, err)
	require.Len(t, c.Operations(), 1)
	return c.Operations()[0].Digest
}

// TestDigestOfLaterKeywords checks that a digest leaves out the keywords that can't change a
// finding, and covers all other keywords.
func TestDigestOfLaterKeywords(t *testing.T) {
	t.Parallel()
	before := digestOf(t, digestedLater)
	for name, edit := range map[string]struct {
		old, text string
		same      bool
	}{
		"a comment":                            {"      if:", "      $comment: A.\n      examples: [1]\n      if:", true},
		"an anchor":                            {"      if:", "      $anchor: here\n      if:", true},
		"nullable":                             {"      if:", "      nullable: true\n      if:", true},
		"what no reference leads to":           {"unused: {type: string}", "unused: {type: integer}", true},
		"the order of types":                   {`[object, "null"]`, `["null", object]`, true},
		"the order of what another requires":   {"[b, c]", "[c, b]", true},
		"the URI of a resource":                {"a.example/base", "a.example/other", true},
		"else without if":                      {"inner: {minLength: 1}", "inner: {minLength: 1, else: {type: string}}", true},
		"maxContains without contains":         {"inner: {minLength: 1}", "inner: {minLength: 1, maxContains: 1}", true},
		"a type":                               {`[object, "null"]`, `[object]`, false},
		"a constant":                           {"const: [1, 2]", "const: [2, 1]", false},
		"the order of the first items":         {"[{type: string}, {type: integer}]", "[{type: integer}, {type: string}]", false},
		"contains":                             {"contains: {type: string}", "contains: {type: integer}", false},
		"a count":                              {"minContains: 2", "minContains: 3", false},
		"a pattern of names":                   {"^x-: ", "^y-: ", false},
		"a property that another requires":     {"[b, c]", "[b]", false},
		"a property named like an annotation":  {"{title: {", "{description: {", false},
		"a condition":                          {"if: {required: [a]}", "if: {required: [c]}", false},
		"a consequence":                        {"then:", "else:", false},
		"a keyword beside a reference":         {"unevaluatedProperties: false", "unevaluatedProperties: true", false},
		"a reference beside keywords":          {"#/components/schemas/Base'", "#/components/schemas/Other'", false},
		"what a reference in $defs leads to":   {"inner: {minLength: 1}", "inner: {minLength: 2}", false},
		"what a dynamic reference may lead to": {"node, type: object", "node, type: array", false},
		"the beginning of a resource":          {"inner: {minLength: 1}", "inner: {$id: inner, minLength: 1}", false},
		"the schema of items":                  {"schemas/S'", "schemas/Other'", false},
		"a method":                             {"    query:", "    get:", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(digestedLater, edit.old))
			after := digestOf(t, strings.Replace(digestedLater, edit.old, edit.text, 1))
			assert.Equal(t, edit.same, before == after)
		})
	}
}
