package schema

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// components returns the component schemas of a document, each with the names under allOf.
func components(t *testing.T, schemas ...string) func(name string) *document.Node {
	t.Helper()
	doc, err := document.Parse("a.yaml", []byte("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\ncomponents: {schemas: {"+strings.Join(schemas, ", ")+"}}\n"))
	require.NoError(t, err)
	return func(name string) *document.Node { return doc.Find(componentSchemas + "/" + name) }
}

func onAllOf(name string, parts ...string) string {
	for i, part := range parts {
		parts[i] = "{$ref: '#/components/schemas/" + part + "'}"
	}
	return name + ": {allOf: [" + strings.Join(parts, ", ") + "]}"
}

// The answers don't depend on the order of the questions, even if schemas contain each other.
func TestBuildersOn(t *testing.T) {
	t.Parallel()
	find := components(t, "Base: {type: object}", onAllOf("A", "B", "C"), onAllOf("B", "A"), onAllOf("C", "Base"), onAllOf("D", "D"), "E: {type: object}", onAllOf("F", "D", "E"))
	want := map[string]bool{"A": true, "B": true, "C": true, "D": false, "E": false, "F": false, "Base": false}
	for _, order := range []string{"A B C D E F Base", "B A F E D C Base", "F D C B A Base E", "C B A D F E Base"} {
		buildsOn := BuildersOn(find("Base"))
		for name := range strings.FieldsSeq(order + " " + order) {
			assert.Equal(t, want[name], buildsOn(find(name)), "%s in %s", name, order)
		}
	}
}

// All schemas of a chain are visited once, and not once for each of them.
func TestBuildersAreVisitedOnce(t *testing.T) {
	t.Parallel()
	const n = 50
	schemas := []string{"S0: {type: object}", "T0: {type: object}"}
	for i := range n {
		schemas = append(schemas, onAllOf(fmt.Sprintf("S%d", i+1), fmt.Sprintf("S%d", i)), onAllOf(fmt.Sprintf("T%d", i+1), fmt.Sprintf("T%d", i)))
	}
	find := components(t, schemas...)
	b := &builders{base: find("S0"), known: map[*document.Node]bool{}}
	visits := 0
	for i := n; i > 0; i-- {
		assert.True(t, b.has(find(fmt.Sprintf("S%d", i))))
		visits += len(b.visited)
		assert.False(t, b.has(find(fmt.Sprintf("T%d", i))))
		visits += len(b.visited)
	}
	assert.Equal(t, 2*n, visits)
}

// The names in the mapping of a discriminator are read once, and not once for each branch.
//
//nolint:paralleltest // It counts allocations.
func TestTheMappingOfADiscriminatorIsReadOnce(t *testing.T) {
	allocated := func(n int) float64 {
		var mapping, branches, components strings.Builder
		for i := range n {
			fmt.Fprintf(&mapping, "m%d: '#/components/schemas/K%d', ", i, i)
			fmt.Fprintf(&branches, "{$ref: '#/components/schemas/K%d'}, ", i)
			fmt.Fprintf(&components, "K%d: {type: object}, ", i)
		}
		doc, err := document.Parse("s.yaml", []byte("{components: {schemas: {S: {oneOf: ["+branches.String()+"], discriminator: {propertyName: kind, mapping: {"+
			mapping.String()+"}}}, "+components.String()+"}}}"))
		require.NoError(t, err)
		return testing.AllocsPerRun(1, func() {
			s := NewCompiler(doc).Schema(doc.Find("/components/schemas/S"))
			assert.Len(t, s.Discriminator.Branches, 2*n)
		})
	}
	assert.Less(t, allocated(400), 3*allocated(200))
}
