package document_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// A node has its YAML node, although the document keeps no YAML nodes. It also knows how the file
// writes a scalar.
func TestNodeHasItsYAML(t *testing.T) {
	t.Parallel()
	const text = `base: &base {a: 1, b: ~, c: "1"}
merged: {<<: *base, <<: [{d: 0x1F}], e: TRUE}
again: *base
list: [null, .5, 1e3, -0, 2026-11-20, 'x', !!str 7, !own {f: Null}]
empty:
folded: >
  two
  lines
`
	d, err := document.ParseFile("a.yaml", "anything", []byte(text))
	require.NoError(t, err)
	var asking sync.WaitGroup
	for n := range d.Root().All() {
		asking.Go(func() {
			written := n.YAML()
			place := n.ValuePlace()
			assert.Equal(t, [2]int{written.Line, written.Column}, [2]int{place.Line, place.Column}, n.Pointer())
			tag, scalar := n.Scalar()
			if written.Kind == yaml.ScalarNode {
				assert.Equal(t, [2]string{written.ShortTag(), written.Value}, [2]string{tag, scalar}, n.Pointer())
			} else {
				assert.Empty(t, tag+scalar, n.Pointer())
			}
		})
	}
	asking.Wait()
	once, again := d.Root().YAML(), d.Root().YAML()
	assert.Same(t, once, again, "the text is parsed again only once")
	assert.Nil(t, (*document.Node)(nil).YAML())
}

// Nobody can see some characters, or they make text look like other text. DumpYAML shows them.
func TestDumpYAMLShowsInvisibleCharacters(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		"a\u202eb":         `"a\u202Eb"`,
		"\\\u200b\tb":      `"\\\u200B\tb"`,
		"a\nb\U000e0041\n": `"a\nb\U000E0041\n"`,
		"é\u0301":          "é\u0301",
	} {
		n := &yaml.Node{Kind: yaml.MappingNode, Content: []*yaml.Node{
			{Kind: yaml.ScalarNode, Tag: "!!str", Value: "key"}, {Kind: yaml.ScalarNode, Tag: "!!str", Value: value},
		}}
		data, err := document.DumpYAML(n)
		require.NoError(t, err)
		assert.Equal(t, "key: "+want+"\n", string(data))
		var read map[string]string
		require.NoError(t, yaml.Load(data, &read))
		assert.Equal(t, map[string]string{"key": value}, read)
	}
}

// TestForbiddenCharactersHaveAPlace checks characters that YAML forbids. The YAML library doesn't
// count lines before them.
func TestForbiddenCharactersHaveAPlace(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"a: 1\nb: \"\u00e9\x1b\"\n": "a.yaml:2:6: control characters are not allowed (value: 27); fix the YAML there",
		"\x00":                      "a.yaml:1:1: control characters are not allowed (value: 0); fix the YAML there",
		"a:\n- \xff\n":              "a.yaml:2:3: invalid leading UTF-8 octet (value: 255); fix the YAML there",
	} {
		_, err := document.ParseFile("a.yaml", "anything", []byte(text))
		require.EqualError(t, err, want)
	}
}
