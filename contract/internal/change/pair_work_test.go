package change

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// branching returns schemas whose branches have properties that lead to the other schemas.
func branching(schemas, branches, properties int) []string {
	all := make([]string, schemas)
	for i := range all {
		var b strings.Builder
		for j := range branches {
			b.WriteString("{type: object, properties: {")
			for k := range properties {
				fmt.Fprintf(&b, "p%d: {$ref: '#/components/schemas/S%d'}, ", k, (i+j+k)%schemas)
			}
			b.WriteString("}}, ")
		}
		all[i] = "{oneOf: [" + b.String() + "{type: TYPE}]}"
	}
	return all
}

func withType(schemas []string, name string) []string {
	changed := make([]string, len(schemas))
	for i, s := range schemas {
		changed[i] = strings.ReplaceAll(s, "TYPE", name)
	}
	return changed
}

// Branches that contain their own lists again are compared on every way to them, which are billions
// in a kilobyte of schemas. Such documents are compared without the rules.
func TestBranchesThatContainEachOtherAreBounded(t *testing.T) {
	t.Parallel()
	schemas := branching(3, 3, 3)
	old, revised := withSchemas(t, "a.yaml", withType(schemas, "string")...), withSchemas(t, "b.yaml", withType(schemas, "integer")...)
	changes, err := Compare(old, revised)
	require.NoError(t, err)
	assert.NotEmpty(t, changes)
	require.Len(t, old.Unread(), 1)
	assert.Regexp(t, `the whole document: the schema at a\.yaml:\d+:\d+ has too many branches for the rules, in oneOf, anyOf, allOf or prefixItems; name branches with \$ref`, old.Unread()[0].What)
}

// A long list of branches makes many pairs, even if no branch contains the list.
func TestPairsAreBounded(t *testing.T) {
	t.Parallel()
	old := withSchemas(t, "a.yaml", "{oneOf: ["+strings.Repeat("{}, ", 700)+"]}")
	require.ErrorContains(t, refusePairs(old.root, old.root), "the schema at a.yaml:3:")
	few := withSchemas(t, "a.yaml", "{oneOf: ["+strings.Repeat("{}, ", 100)+"]}")
	require.NoError(t, refusePairs(few.root, few.root))
}

// What differs in the items of a prefixItems list is copied for each way to it. Such documents are
// compared without the rules if there are very many ways.
func TestCopiesOfWhatDiffersAreBounded(t *testing.T) {
	t.Parallel()
	schemas := doubled(24, "{type: array, prefixItems: [NEXT, NEXT], items: NEXT}", "TYPE")
	for i, s := range schemas {
		schemas[i] = fmt.Sprintf("S%d: %s", i, s)
	}
	old, revised := withSchemasOf(t, "3.1.0", "a.yaml", withType(schemas, "string")), withSchemasOf(t, "3.1.0", "b.yaml", withType(schemas, "integer"))
	require.NoError(t, old.refuseMuchWork(nil))
	differences, err := newComparer(old, revised).differences()
	require.NoError(t, err)
	require.ErrorContains(t, old.refuseMuchWork(differences), "it is too large for the rules; most work is prefixItems with 2 items at a.yaml:")
}

// Usual schemas with branches that contain themselves are judged by the rules.
func TestUsualBranchesAreJudged(t *testing.T) {
	t.Parallel()
	for name, schemas := range map[string][]string{
		"one schema":     branching(1, 8, 2),
		"two schemas":    branching(2, 3, 1),
		"filter":         {"{oneOf: [{type: object, properties: {and: {type: array, items: {$ref: '#/components/schemas/S0'}}}}, {type: object, properties: {or: {type: array, items: {$ref: '#/components/schemas/S0'}}}}, {type: object, properties: {not: {$ref: '#/components/schemas/S0'}}}, {type: TYPE}]}"},
		"many constants": {"{oneOf: [" + strings.Repeat("{type: string, enum: [a]}, ", 50) + "{type: TYPE}]}"},
		"nested":         doubled(30, "{oneOf: [{type: object, properties: {a: NEXT}}, {type: object, properties: {b: NEXT}}]}", "TYPE"),
		"a long chain":   doubled(100, "{type: object, properties: {a: NEXT, b: NEXT}}", "TYPE"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old, revised := withSchemas(t, "a.yaml", withType(schemas, "string")...), withSchemas(t, "b.yaml", withType(schemas, "integer")...)
			require.NoError(t, refusePairs(old.root, revised.root))
		})
	}
}
