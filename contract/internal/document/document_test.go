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

// aliases returns YAML in which each alias repeats the one before it twice.
func aliases(levels int) string {
	var text strings.Builder
	text.WriteString("a0: &a0 {x: 1}\n")
	for i := range levels {
		fmt.Fprintf(&text, "a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	return text.String()
}

// What an alias repeats is one node. A few hundred bytes of aliases that stand for billions of values are refused.
func TestAliasesTakeNoMemory(t *testing.T) {
	t.Parallel()
	root := parse(t, aliases(15)).Root()
	assert.Len(t, slices.Collect(root.All()), 1+2+15)
	_, err := document.Parse("a.yaml", []byte(aliases(99)))
	require.EqualError(t, err, "a.yaml: the aliases of the file stand for more than a million values; nest them less")
	_, err = document.ParseValue([]byte(aliases(99)))
	require.ErrorContains(t, err, "its aliases stand for more than a million values")
}

// A $ref is a reference only where OpenAPI allows one. In examples, defaults, enums and extensions
// it is data.
func TestReferencesThatPointToNothing(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n"
	for text, wrong := range map[string]bool{
		`components: {schemas: {a: {$ref: "#/no"}}}`:                               true,
		`components: {schemas: {example: {$ref: "#/no"}}}`:                         true,
		`components: {schemas: {a: {properties: {default: {$ref: "#/no"}}}}}`:      true,
		`components: {schemas: {a: {allOf: [{$ref: "#/no"}]}}}`:                    true,
		`components: {examples: {a: {$ref: "#/no"}}}`:                              true,
		`components: {parameters: {a: {$ref: "#/x-a"}}}` + "\nx-a: {$ref: '#/no'}": true,
		`components: {schemas: {a: {example: {$ref: "#/no"}}}}`:                    false,
		`components: {schemas: {a: {default: {b: [{$ref: "#/no"}]}}}}`:             false,
		`components: {schemas: {a: {enum: [{$ref: "#/no"}]}}}`:                     false,
		`components: {examples: {a: {value: {$ref: "#/no"}}}}`:                     false,
		`components: {schemas: {a: {properties: {$ref: {type: string}}}}}`:         false,
		`x-a: {$ref: "#/no"}`: false,
	} {
		err := parse(t, head+text).Validate([]byte(head + text))
		if wrong {
			require.ErrorContains(t, err, `the $ref "#/no" points to nothing`, text)
		} else {
			require.NoError(t, err, text)
		}
	}
}

// A $ref leads to an object, through others if need be.
func TestReferencesLeadToObjects(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n" +
		"x-a: {$ref: '#/x-a'}\nx-b: null\nx-c: [{$ref: '#/x-d'}]\nx-d: {type: string}\n"
	for ref, want := range map[string]string{
		"#/x-a":   `a.yaml:4:13: the $ref "#/x-a" leads back to itself through other references; let one of them point to an object`,
		"#/x-b":   `a.yaml:8:34: the $ref "#/x-b" points to something that is not an object; correct it`,
		"#/x-c":   `a.yaml:8:34: the $ref "#/x-c" points to something that is not an object; correct it`,
		"#/x-c/0": "",
		"#/x-d":   "",
	} {
		text := head + "components: {schemas: {a: {$ref: '" + ref + "'}}}\n"
		if err := parse(t, text).Validate([]byte(text)); want == "" {
			require.NoError(t, err, ref)
		} else {
			require.EqualError(t, err, want, ref)
		}
	}
}

// A value of the wrong type is named with its place. A default that its schema doesn't accept stops no check.
func TestValuesOfTheWrongType(t *testing.T) {
	t.Parallel()
	const head = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n"
	for text, want := range map[string]string{
		"components: {parameters: {a: 5}}":                          "a.yaml:4:30: not a valid OpenAPI 3.0 document: cannot construct !!int `5` into openapi3.Parameter in /components/parameters/a",
		"components: {schemas: {a: {properties: []}}}":              "a.yaml:4:40: not a valid OpenAPI 3.0 document: cannot construct !!seq into openapi3.Schemas in /components/schemas/a/properties",
		"components: {schemas: {a: {type: integer, default: '1'}}}": "",
	} {
		if err := parse(t, head+text).Validate([]byte(head + text)); want == "" {
			require.NoError(t, err, text)
		} else {
			require.EqualError(t, err, want, text)
		}
	}
}

func TestOtherVersionsAreNamed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"swagger: '2.0'\npaths: {a: 1}": "a.yaml:1:1: the document is Swagger 2.0; only OpenAPI 3.0 is supported; convert it, for example with swagger2openapi",
		"log: {version: '1.2'}":         "a.yaml: the file is not an OpenAPI document, because it has no openapi field; name a file that begins with openapi: 3.0.3",
		"openapi: 2.0.0":                `a.yaml:1:1: the document says openapi: "2.0.0"; only OpenAPI 3.0 is supported; write 3.0.3 and adapt the document to it`,
	} {
		require.EqualError(t, parse(t, text).Validate([]byte(text)), want)
	}
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
	for n := range d.Root().All() { // All stops if the caller breaks the loop.
		if n.Name() == "b" {
			break
		}
		assert.NotEqual(t, "0", n.Name())
	}
	assert.True(t, d.Root().Owns("a"))
	assert.False(t, d.Root().Owns("c"))
	assert.False(t, d.Root().Owns("none"))
}
