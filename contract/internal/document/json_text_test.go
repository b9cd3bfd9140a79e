package document

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// TestJSONIsReadAsYAMLIs checks that both readers return the same nodes for JSON texts.
func TestJSONIsReadAsYAMLIs(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		`{}`, "\n [1,\r\n\t-0.5e3 , true,false,null]\n", `{"a": {"b": [{}, [], "é", "x\ny\u00e9\/"]}, "ü": "ö", "<<": {"c": 1}}`, `{"yes": "no", "1": 12345678901234567890}`,
		"{\"a\":1}\n\n", "[ \"a\",\n\"b\" ,[\n]]",
	} {
		var want yaml.Node
		require.NoError(t, yaml.Load([]byte(text), &want), text)
		got, ok := jsonNodes([]byte(text))
		require.True(t, ok, text)
		assert.Equal(t, outline(want.Content[0]), outline(got), text)
	}
}

// outline returns the content of a YAML node and of the nodes in it.
func outline(n *yaml.Node) []any {
	all := []any{n.Kind, n.ShortTag(), n.Value, n.Line, n.Column}
	for _, inner := range n.Content {
		all = append(all, outline(inner))
	}
	return all
}

func TestWhatIsNotJSONIsLeftToYAML(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "a: 1", "{a: 1}", `{"a": 1,}`, `{"a": 1} {}`, "[1]\n---\n[2]", `{"a": "\x"}`, "{\"a\": \"\xff\"}", "# a\n{}", `{"a": 1} # a`, "{"} {
		_, ok := jsonNodes([]byte(text))
		assert.False(t, ok, text)
	}
}

func TestJSONHasAnyCharacter(t *testing.T) {
	t.Parallel()
	d, err := ParseFile("a.json", "anything", []byte(`{"a": "\ud83d\ude00", "b": 1}`))
	require.NoError(t, err)
	assert.Equal(t, "😀", d.Root().StringAt("a"))
	assert.Equal(t, "a.json:1:23", d.Root().Get("b").Place().String())
	_, err = ParseFile("a.json", "anything", []byte("{\"a\": 1,\n \"a\": 2}"))
	require.EqualError(t, err, `a.json:2:2: the mapping already has the key "a", at line 1; remove one of them`)
}
