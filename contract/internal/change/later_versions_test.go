package change_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// later is the old document for cases of OpenAPI 3.1 and 3.2.
const later = `openapi: 3.2.0
info: {title: Things, version: "1"}
paths:
  /a:
    $ref: "#/components/pathItems/A"
    query: {operationId: query, responses: {"204": {description: None.}}}
components:
  pathItems:
    A:
      additionalOperations:
        COPY: {operationId: copy, responses: {"204": {description: None.}}}
      post:
        operationId: a
        requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}
        responses:
          "200":
            description: It.
            content:
              application/jsonl: {itemSchema: {$ref: "#/components/schemas/S"}}
  schemas:
    S:
      type: [object, "null"]
      if: {required: [kind]}
      then: {required: [pair]}
      properties:
        kind: {const: [1, 2]}
        pair:
          type: array
          prefixItems:
            - {type: string}
            - {type: integer}
          contains: {type: string}
        base: {$ref: "#/components/schemas/Base", maxLength: 4}
        alias: {$ref: "#/components/schemas/Alias"}
      patternProperties:
        ^x-: {type: string}
      dependentRequired: {kind: [pair, base]}
      propertyNames: {maxLength: 9}
      $defs: {unused: {type: string}}
    Base: {type: string}
    Alias: {$ref: "#/components/schemas/Base", minLength: 1}
`

// differ has cases with a difference that callers notice. Each case replaces a text with another
// text. The result must be one change, at the pointer want.
var differ = map[string]struct{ old, text, want string }{
	"const":                                   {"const: [1, 2]", "const: [2, 1]", "/components/schemas/S/properties/kind/const"},
	"the order of the first items":            {"            - {type: string}\n            - {type: integer}\n", "            - {type: integer}\n            - {type: string}\n", "/components/schemas/S/properties/pair/prefixItems/0"},
	"contains":                                {"contains: {type: string}", "contains: {type: integer}", "/components/schemas/S/properties/pair/contains/type"},
	"no other items":                          {"          contains:", "          items: false\n          contains:", "/components/schemas/S/properties/pair/items"},
	"nothing unevaluated":                     {"      propertyNames:", "      unevaluatedProperties: false\n      propertyNames:", "/components/schemas/S/unevaluatedProperties"},
	"a property that nobody may use":          {"        alias:", "        old: false\n        alias:", "/components/schemas/S/properties/old"},
	"a keyword beside a reference":            {", maxLength: 4", "", "/components/schemas/S/properties/base"},
	"a keyword beside a reference on the way": {"minLength: 1", "minLength: 2", "/components/schemas/Alias/minLength"},
	"a condition":                             {"if: {required: [kind]}", "if: {required: [pair]}", "/components/schemas/S/if/required"},
	"a consequence":                           {"then: {required: [pair]}", "then: {required: [kind]}", "/components/schemas/S/then/required"},
	"a pattern of names":                      {"^x-:", "^y-:", "/components/schemas/S/patternProperties/^x-"},
	"what a property requires":                {"[pair, base]", "[pair]", "/components/schemas/S/dependentRequired/kind/1"},
	"names":                                   {"propertyNames: {maxLength: 9}", "propertyNames: {maxLength: 8}", "/components/schemas/S/propertyNames/maxLength"},
	"a type of a list":                        {`[object, "null"]`, "[object]", "/components/schemas/S/type"},
	"an operation of another method":          {"    query: {operationId: query, responses: {\"204\": {description: None.}}}\n", "", "breaking api-removed-without-deprecation /paths/~1a/query"},
	"an additional operation":                 {"        COPY:", "        MOVE:", "breaking api-removed-without-deprecation /components/pathItems/A/additionalOperations/COPY"},
	"a status of such an operation":           {"COPY: {operationId: copy, responses: {\"204\"", "COPY: {operationId: copy, responses: {\"205\"", "/components/pathItems/A/additionalOperations/COPY/responses/204"},
	"the schema of items":                     {"itemSchema: {$ref: \"#/components/schemas/S\"}", "itemSchema: {$ref: \"#/components/schemas/Base\"}", "breaking response-body-type-changed /components/schemas/Base/type"},
}

// Compare reports every difference that callers notice, even if oasdiff has no rule for it.
func TestCompareKeywordsOfLaterVersions(t *testing.T) {
	t.Parallel()
	for name, tt := range differ {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(later, tt.old))
			changes, err := change.Compare(parse(t, "old", later), parse(t, "new", strings.Replace(later, tt.old, tt.text, 1)))
			require.NoError(t, err)
			assert.Contains(t, strings.Join(lines(changes), "\n"), tt.want)
		})
	}
}

func TestCompareFindsNothingInWhatNobodyNotices(t *testing.T) {
	t.Parallel()
	for name, edit := range map[string][2]string{
		"no reference leads there": {"unused: {type: string}", "unused: {type: integer}"},
		"the order of types":       {`[object, "null"]`, `["null", object]`},
		"a comment":                {"    Base: {", "    Base: {$comment: A., examples: [a], "},
		"nullable":                 {"    Base: {", "    Base: {nullable: true, "},
		"what is so anyhow":        {"          contains:", "          items: true\n          contains:"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(later, edit[0]))
			changes, err := change.Compare(parse(t, "old", later), parse(t, "new", strings.Replace(later, edit[0], edit[1], 1)))
			require.NoError(t, err)
			assert.Empty(t, lines(changes))
		})
	}
}

// If the rules can't read some parts, Compare leaves these parts out and lists them. The rules
// judge the rest and report the right places.
func TestCompareWhatTheRulesDoNotRead(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer(
		"    Base: {type: string}", "    Base: {type: string, examples: {a: b}}\n    Lost: {$ref: \"#/components/schemas/Nothing\"}",
		"unused: {type: string}", "unused: {$id: https://a.example/s, properties: {near: {$ref: \"#near\"}}, $defs: {near: {$anchor: near, type: string, maxLength: 3}}}",
		"maxLength: 9", "$ref: https://a.example/s",
	).Replace(later)
	old, revised := parse(t, "old", text), parse(t, "new", strings.NewReplacer("maxLength: 3", "maxLength: 2", "type: array", "type: string").Replace(text))
	changes, err := change.Compare(old, revised)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"breaking request-property-type-changed /components/schemas/S/properties/pair/type new:28 [a]",
		"breaking response-property-type-changed /components/schemas/S/properties/pair/type new:28 [a 200]",
		"breaking request-property-max-length-decreased /components/schemas/S/$defs/unused/$defs/near/maxLength new:39 [a]",
		"compatible response-property-max-length-decreased /components/schemas/S/$defs/unused/$defs/near/maxLength new:39 [a 200]",
	}, lines(changes))
	report := &change.Report{Old: old, New: revised, Changes: changes}
	assert.Contains(t, written(t, report, output.Text, output.Style{}), `
Not compared by the rules of oasdiff, so changes there are unclear:
  old:40:26  the field examples of a Schema Object must be a list, not a mapping; correct it
  old:41:12  the $ref "#/components/schemas/Nothing" points to nothing; correct it, or add its target
`)
	assert.Contains(t, written(t, report, output.Markdown, output.Style{}), "\n### Not compared\n\n")
	assert.Contains(t, written(t, report, output.JSON, output.Style{}), `"notCompared": [`)
}

// If kin-openapi can't read a document at all, Compare still finds the changes.
func TestCompareWithoutRules(t *testing.T) {
	t.Parallel()
	text := strings.Replace(later, "maxLength: 9}", "maxLength: 99999999999999999999}", 1)
	old, revised := parse(t, "old", text), parse(t, "new", strings.Replace(text, "minLength: 1", "minLength: 2", 1))
	changes, err := change.Compare(old, revised)
	require.NoError(t, err)
	assert.Equal(t, []string{"unclear unclassified /components/schemas/Alias/minLength new:41 [a]"}, lines(changes))
	assert.Contains(t, old.Unread()[0].What, "the whole document: failed to unmarshal data: ")
	moved, err := change.Compare(old, parse(t, "new", strings.Replace(text, "      post:", "      put:", 1)))
	require.NoError(t, err)
	assert.Equal(t, []string{
		"breaking api-removed-without-deprecation /components/pathItems/A/post old:12 [a]",
		"compatible endpoint-added /components/pathItems/A/put new:12 [a]",
	}, lines(moved))
}

// Compare finds the removal of a property whose schema is false, and a change of a schema that only
// a dynamic reference leads to.
func TestCompareWhatOasdiffDoesNotFollow(t *testing.T) {
	t.Parallel()
	text := strings.NewReplacer(
		"        alias:", "        old: true\n        root: {$ref: '#'}\n        alias:",
		"Base: {type: string}", `Base: {properties: {next: {$dynamicRef: "#node"}}, $defs: {n: {$anchor: node, minLength: 1}}}`,
	).Replace(later)
	for name, tt := range map[string]struct{ old, text, want string }{
		"a property":          {"        old: true\n", "", "/components/schemas/S/properties/old"},
		"a strange one":       {"        root: {$ref: '#'}\n", "", "unclear unclassified /components/schemas/S/properties/root"},
		"a dynamic reference": {"node, minLength: 1", "node, minLength: 2", "unclear unclassified /components/schemas/Base/$defs/n/minLength"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, 1, strings.Count(text, tt.old))
			changes, err := change.Compare(parse(t, "old", text), parse(t, "new", strings.Replace(text, tt.old, tt.text, 1)))
			require.NoError(t, err)
			assert.Contains(t, strings.Join(lines(changes), "\n"), tt.want)
		})
	}
}
