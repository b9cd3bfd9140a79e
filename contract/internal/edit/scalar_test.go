package edit_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// YAML 1.1 reads each of these strings as something else.
func TestStringsThatYAML11ReadsAsSomethingElseAreQuoted(t *testing.T) {
	t.Parallel()
	for _, value := range []string{
		"y", "N", "yes", "No", "ON", "off", "Off", "true", "null", "~", "=", "<<", "0b11", "017", "0o17", "0x1F", "1_000", "0_1", "+12", "-1_0",
		"12:30", "12:30:45", "-1:30", "190:20:30.15", "1_0.5", "1.5e3", "1e3", "6.8523015e+5", ".5", "-.inf", ".Inf", "+.INF", ".nan", ".NaN",
		"2001-12-14", "2001-1-4", "2001-12-14t21:59:43.10-05:00", "2001-12-14 21:59:43.10 -5", "2026-11-27T19:24:18Z",
	} {
		d, err := edit.Parse("f.yaml", []byte("a: {b: x}\nc: [x]\n"))
		require.NoError(t, err)
		for at, want := range map[string]string{"/c": "a: {b: x}\nc: \"" + value + "\"\n", "/a/b": "a: {b: \"" + value + "\"}\nc: [x]\n"} {
			for _, given := range []any{value, jsonvalue.Array{value}, &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value}} {
				want := want
				if _, isList := given.(jsonvalue.Array); isList {
					want = map[string]string{"/c": "a: {b: x}\nc:\n  - \"" + value + "\"\n", "/a/b": "a: {b: [\"" + value + "\"]}\nc: [x]\n"}[at]
				}
				edited, err := d.Set(at, given)
				require.NoError(t, err)
				assert.Equal(t, want, string(edited))
			}
		}
		edited, err := d.Insert("/"+value, 1)
		require.NoError(t, err)
		assert.Equal(t, "a: {b: x}\nc: [x]\n\""+value+"\": 1\n", string(edited))
		edited, err = d.Rename("/a/b", value)
		require.NoError(t, err)
		assert.Equal(t, "a: {\""+value+"\": x}\nc: [x]\n", string(edited))
	}
	d, err := edit.Parse("f.yaml", []byte("a: 'x'\n"))
	require.NoError(t, err)
	for _, value := range []string{"yesterday", "on time", "1.2.3", "12:3a", "v1", "0xyz", "e3", "1-2", "==", "nan", "2001-12-14x"} {
		edited, err := d.Set("/a", value)
		require.NoError(t, err)
		assert.Equal(t, "a: "+value+"\n", string(edited))
	}
	for _, number := range []any{20, 1.5, jsonvalue.Number("20"), jsonvalue.Number("1e3"), &yaml.Node{Kind: yaml.ScalarNode, Value: "0x1F"}, true, nil} {
		edited, err := d.Set("/a", number)
		require.NoError(t, err)
		assert.NotContains(t, string(edited), "'")
		assert.NotContains(t, string(edited), `"`)
	}
	edited, err := d.Set("/a", "yes")
	require.NoError(t, err)
	assert.Equal(t, "a: 'yes'\n", string(edited), "in the quotes of the document")
}

func TestKeys(t *testing.T) {
	t.Parallel()
	d, err := edit.Parse("a.yaml", []byte("b: {z: 1, a: 2}\nc: [1]\nd: &x {e: 1}\nf: *x\n"))
	require.NoError(t, err)
	for at, want := range map[string][]string{"": {"b", "c", "d", "f"}, "/b": {"z", "a"}, "/c": nil, "/b/z": nil, "/f": nil} {
		keys, found := d.Keys(at)
		assert.True(t, found, at)
		assert.Equal(t, want, keys, at)
	}
	for _, at := range []string{"/g", "/f/e", "b"} {
		_, found := d.Keys(at)
		assert.False(t, found, at)
	}
}

func TestStrings(t *testing.T) {
	t.Parallel()
	d, err := edit.Parse("a.yaml", []byte("b: [x, 'y', [z]]\nc: {d: e}\n"))
	require.NoError(t, err)
	assert.Equal(t, []string{"x", "y", ""}, d.Strings("/b"))
	for _, at := range []string{"", "/c", "/c/d", "/e"} {
		assert.Empty(t, d.Strings(at), at)
	}
}

func TestInBrackets(t *testing.T) {
	t.Parallel()
	d, err := edit.Parse("a.yaml", []byte("type: string\n"))
	require.NoError(t, err)
	edited, err := d.Set("/type", edit.InBrackets{Value: jsonvalue.Array{"string", "null"}})
	require.NoError(t, err)
	assert.Equal(t, "type: [string, \"null\"]\n", string(edited))
	d, err = edit.Parse("a.json", []byte("{\n  \"type\": \"string\"\n}\n"))
	require.NoError(t, err)
	edited, err = d.Set("/type", edit.InBrackets{Value: jsonvalue.Array{"string", "null"}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"type": ["string", "null"]}`, string(edited))
}
