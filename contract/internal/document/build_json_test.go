package document

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// writtenNode has what a node says about itself.
type writtenNode struct {
	pointer, text, tag, form string
	kind                     Kind
	number                   int32
	place, valuePlace        Place
}

func nodesOf(f *File) []writtenNode {
	var all []writtenNode
	for n := range f.Root().All() {
		tag, form := n.Scalar()
		all = append(all, writtenNode{n.Pointer(), n.Text(), tag, form, n.Kind(), n.number, n.Place(), n.ValuePlace()})
	}
	return all
}

// JSON gives the same nodes whether or not it is read by way of YAML nodes.
func TestJSONIsBuiltAsYAMLIs(t *testing.T) {
	t.Parallel()
	var many strings.Builder
	for i := range 20 {
		many.WriteString(`"name` + strings.Repeat("x", i) + `": [` + strings.Repeat("0, ", i) + `1], `)
	}
	for _, text := range []string{
		`{}`, `[]`, ` [ ] `, `{"a": {"b": [1, -2.50, 1e400, true, false, null, "c", "", {}]}}`,
		"{\n  \"é\": \"ü\",\n\t\"a\\u0062\": \"x\\ny\",\n  \"<<\": {\"c\": 1}, \"\": 0\n}\n",
		`{` + many.String() + `"last": "` + strings.Repeat("long ", 20) + `"}`,
		`[` + strings.Repeat(`{"type": "string"}, `, 600) + `{"type": "a"}]`,
		`{"a": "yes", "b": "0x10", "c": "~", "d": 0, "e": -0, "f": 1E5}`,
	} {
		direct, byWay := newDocument("a.json").files[0], newDocument("a.json").files[0]
		direct.text, byWay.text = []byte(text), []byte(text)
		require.True(t, direct.buildJSON(direct.text), text)
		root, isJSON := jsonNodes(byWay.text)
		require.True(t, isJSON, text)
		require.NoError(t, byWay.build(root))
		assert.Equal(t, nodesOf(byWay), nodesOf(direct), text)
		for _, n := range []*Node{direct.Root(), byWay.Root()} {
			for token, child := range n.Entries() {
				assert.Same(t, child, n.Get(token))
			}
		}
		assert.Equal(t, direct.Root().Value(), byWay.Root().Value())
		assert.Len(t, direct.document.byName, len(byWay.document.byName))
	}
}

// A text with a flaw is read by way of YAML nodes, whose reader says what is wrong.
func TestJSONWithAFlawIsNotBuilt(t *testing.T) {
	t.Parallel()
	names := strings.Repeat(`"a": 1, `, 9)
	for _, text := range []string{
		``, `1`, `"a"`, `{`, `{"a": 1, "a": 2}`, `{` + names + `"b": 1}`, `{"a": 1} {}`, `{"a": 1,}`, `{a: 1}`, `{"a": 01}`, "{\"a\": '1'}", `[1, 2`,
		strings.Repeat("[", maxDepth+1) + strings.Repeat("]", maxDepth+1),
	} {
		d := newDocument("a.json")
		d.files[0].text = []byte(text)
		other := &Node{file: &File{document: d}}
		d.byName[other] = map[string]int{"a": 1}
		assert.False(t, d.files[0].buildJSON([]byte(text)), "%.50s", text)
		assert.Len(t, d.byName, 1, "%.50s", text)
	}
	_, err := Parse("a.json", []byte(`{"a": 1, "a": 2}`))
	require.EqualError(t, err, `a.json:1:10: the mapping already has the key "a", at line 1; remove one of them`)
}
