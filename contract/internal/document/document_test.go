package document_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

func parse(t *testing.T, text string) *document.Document {
	t.Helper()
	d, err := document.Parse("a.yaml", []byte(text))
	require.NoError(t, err)
	return d
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	d := parse(t, `
openapi: 3.0.3
paths:
  /a/{b}:
    get: &get
      tags: [x, y]
    put: *get
  /c:
    <<: {post: {summary: merged}}
    patch: {summary: own}
components: {~x: {"1": one}}
`)
	for pointer, place := range map[string]string{
		"":                           "a.yaml:2:1",
		"/openapi":                   "a.yaml:2:1",
		"/paths/~1a~1{b}":            "a.yaml:4:3",
		"/paths/~1a~1{b}/get/tags/1": "a.yaml:6:17",
		"/paths/~1a~1{b}/put/tags/1": "a.yaml:6:17",
		"/paths/~1c/post":            "a.yaml:9:10",
		"/paths/~1c/patch/summary":   "a.yaml:10:13",
		"/components/~0x/1":          "a.yaml:11:19",
	} {
		found := d.Find(pointer)
		require.NotNil(t, found, pointer)
		assert.Equal(t, place, found.Place().String(), pointer)
	}
	assert.Equal(t, "/paths/~1a~1{b}/get/tags", d.Find("/paths/~1a~1{b}/put/tags").Pointer(), "what an alias repeats stands where it is written")
	for _, pointer := range []string{"/no", "/paths/~1a~1{b}/get/tags/2", "/paths/~1a~1{b}/get/tags/01", "/openapi/x", "openapi", "/components/~0x/~1"} {
		assert.Nil(t, d.Find(pointer), pointer)
	}
}

func TestScalarsAreThoseOfYAML12(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		`~`: nil, `null`: nil, ``: nil, `true`: true, `False`: false, `yes`: "yes", `on`: "on", `"1"`: "1", `'true'`: "true", `!!str 1`: "1",
		`12345678901234567890.10`: jsonvalue.Number("12345678901234567890.10"), `1e400`: jsonvalue.Number("1e400"), `.5`: jsonvalue.Number("0.5"),
		`+1`: jsonvalue.Number("1"), `-007`: jsonvalue.Number("-7"), `0x1F`: jsonvalue.Number("31"), `0o17`: jsonvalue.Number("15"), `1.`: jsonvalue.Number("1"),
		`.inf`: ".inf", `2025-09-18`: "2025-09-18", `9007199254740993`: jsonvalue.Number("9007199254740993"),
	} {
		assert.Equal(t, want, parse(t, "a: "+text).Find("/a").Value(), text)
	}
}

func TestValuesKeepTheirOrder(t *testing.T) {
	t.Parallel()
	value, ok := parse(t, `a: {z: [1, {y: "t"}], b: null}`).Find("/a").Value().(*jsonvalue.Object)
	require.True(t, ok)
	assert.Equal(t, []jsonvalue.Member{
		{Name: "z", Value: jsonvalue.Array{jsonvalue.Number("1"), &jsonvalue.Object{Members: []jsonvalue.Member{{Name: "y", Value: "t"}}}}},
		{Name: "b", Value: nil},
	}, value.Members)
}

func TestReferences(t *testing.T) {
	t.Parallel()
	d := parse(t, `
a: {$ref: "#/b%20c/~1d"}
b c: {/d: {$ref: "#/e"}}
e: {type: string}
loop: {$ref: "#/loop"}
gone: {$ref: "#/nothing"}
`)
	assert.Same(t, d.Find("/e"), d.Find("/a").Target())
	assert.Same(t, d.Find("/e"), d.Find("/e").Target())
	assert.Nil(t, d.Find("/loop").Target())
	assert.Nil(t, d.Find("/gone").Target())
	found, err := d.Find("/e").Resolve("#/e")
	require.NoError(t, err)
	assert.Same(t, d.Find("/e"), found)
	assert.Same(t, d.Files()[0], found.File())
	_, err = d.Root().Resolve("#/nothing")
	require.EqualError(t, err, `the $ref "#/nothing" points to nothing; correct it, or add its target`)
	_, err = d.Root().Resolve("other.yaml#/a")
	require.ErrorContains(t, err, "points to another file")
}

func TestFilesThatAreNotDocuments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		" \n":                   "a.yaml: the file is empty; it should hold an OpenAPI document",
		"- a":                   "a.yaml: the file is not an OpenAPI document, because its top level is not a mapping",
		"a: [":                  "a.yaml:2:1: ",
		"a: 1\nb: {c: 1, c: 2}": `a.yaml:2:11: the mapping already has the key "c", at line 2; remove one of them`,
		"a: &a [*a]":            "a.yaml:1:8: the alias *a repeats a value that contains the alias; replace it with the value that you mean",
		"a: {<<: [1]}":          "a.yaml:1:9: the merge key << takes a mapping, or a list of mappings; name one",
	} {
		_, err := document.Parse("a.yaml", []byte(text))
		require.Error(t, err, text)
		assert.True(t, strings.HasPrefix(err.Error(), want), "%s: %s", text, err)
	}
}

// aliases returns YAML in which each alias repeats the alias before it twice.
func aliases(levels int) string {
	var text strings.Builder
	text.WriteString("a0: &a0 {x: 1}\n")
	for i := range levels {
		fmt.Fprintf(&text, "a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	return text.String()
}

// A value that aliases repeat is one node. If a few hundred bytes of aliases make billions of
// values, Parse returns an error.
func TestAliasesTakeNoMemory(t *testing.T) {
	t.Parallel()
	root := parse(t, aliases(15)).Root()
	assert.Len(t, slices.Collect(root.All()), 1+2+15)
	_, err := document.Parse("a.yaml", []byte(aliases(99)))
	require.EqualError(t, err, "a.yaml: its aliases make more than a million values; nest them less")
	_, err = document.ParseValue([]byte(aliases(99)))
	require.ErrorContains(t, err, "its aliases make more than a million values")
}

func TestAnyFileOfYAML(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]any{
		"- 1\n- a\n":   jsonvalue.Array{jsonvalue.Number("1"), "a"},
		"[]":           jsonvalue.Array{},
		"\ufeff\"a\"":  "a",
		"--- 1\n...\n": jsonvalue.Number("1"),
	} {
		d, err := document.ParseFile("list.yaml", "a list", []byte(text))
		require.NoError(t, err, text)
		assert.Equal(t, want, d.Root().Value(), text)
	}
	for text, want := range map[string]string{
		"":                 "list.yaml: the file is empty; it should hold a list",
		"# only this\n":    "list.yaml: the file is empty; it should hold a list",
		"- 1\n---\n- 2\n":  "list.yaml:2:1: a second YAML document begins here; keep everything in one",
		"- {a: 1, a: 2}\n": `list.yaml:1:10: the mapping already has the key "a", at line 1; remove one of them`,
	} {
		_, err := document.ParseFile("list.yaml", "a list", []byte(text))
		require.EqualError(t, err, want, text)
	}
}

func TestAllGoesOnceOverWhatIsWritten(t *testing.T) {
	t.Parallel()
	d := parse(t, "a: &x {b: [1, 2]}\nc: *x\nd: {<<: *x, e: 3}\n")
	var pointers []string
	for n := range d.Root().All() {
		pointers = append(pointers, n.Pointer())
	}
	assert.Equal(t, []string{"", "/a", "/a/b", "/a/b/0", "/a/b/1", "/d", "/d/e"}, pointers)
	for n := range d.Root().All() { // All stops if the caller ends the loop.
		if n.Name() == "b" {
			break
		}
		assert.NotEqual(t, "0", n.Name())
	}
	d = parse(t, `openapi: 3.0.3
paths:
  /a: {get: {parameters: {$ref: "#/components/x-lists/all"}}}
  /b: {get: {parameters: {$ref: "#/components/x-lists/all"}}}
components: {x-lists: {all: [{name: n, in: query, schema: {}}]}}
`)
	seen := map[*document.Node]int{}
	for n := range d.Root().All() {
		seen[n]++
	}
	list := d.Find("/components/x-lists/all")
	assert.Same(t, list, d.Root().At("paths", "/b", "get", "parameters"), "the references are replaced")
	assert.Equal(t, 1, seen[list])
}

func TestANodeOwnsWhatIsWrittenInIt(t *testing.T) {
	t.Parallel()
	d := parse(t, "a: &x {b: [1, 2]}\nc: *x\n")
	assert.True(t, d.Root().Owns("a"))
	assert.False(t, d.Root().Owns("c"))
	assert.False(t, d.Root().Owns("none"))
}
