package document_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// texts is a reader with the texts of files by location. It counts how often each file is read.
type texts struct {
	files map[string]string
	reads map[string]int
}

func (f *texts) Read(location string, limit int) ([]byte, error) {
	if f.reads == nil {
		f.reads = map[string]int{}
	}
	f.reads[location]++
	text, ok := f.files[location]
	switch {
	case !ok:
		return nil, errors.New("there is no such file")
	case len(text) > limit:
		return nil, errors.New("it is too large")
	default:
		return []byte(text), nil
	}
}

const openapi = "openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n"

// load reads a document whose component schema a is this $ref.
func load(t *testing.T, name, ref string, files map[string]string) (*document.Document, *texts) {
	t.Helper()
	reader := &texts{files: files}
	d, err := document.Load(name, []byte(openapi+"components: {schemas: {a: {$ref: '"+ref+"'}}}\nx-a: {}\n"), reader)
	require.NoError(t, err)
	return d, reader
}

func TestReferencesToFiles(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"pet.yaml":              "type: string\n",
		"my pets/50% #1.yaml":   "a: {b/c: {type: string}}\n",
		"pets.json":             `{"a": {"b/c": {"type": "string"}}}`,
		"sub/deep.yaml":         "$ref: ../pet.yaml\n",
		"sub/back.yaml":         "$ref: ../openapi.yaml#/components/schemas/b\n",
		"../shared/up.yaml":     "$ref: ../api/pet.yaml\n",
		"../api/pet.yaml":       "type: number\n",
		"https://h.test/a.yaml": "b: {$ref: 'c/d.yaml#/e'}\n", "https://h.test/c/d.yaml": "e: {$ref: /f.yaml}\n", "https://h.test/f.yaml": "type: string\n",
	}
	for ref, want := range map[string]string{
		"pet.yaml":                              "pet.yaml#",
		"./pet.yaml#":                           "pet.yaml#",
		"my pets/50%25%20%231.yaml#/a/b~1c":     "my pets/50%25 %231.yaml#/a/b~1c",
		"my%20pets/50%25%20%231.yaml#/a/b%7E1c": "my pets/50%25 %231.yaml#/a/b~1c",
		"pets.json#/a/b~1c":                     "pets.json#/a/b~1c",
		"x/../sub/deep.yaml":                    "pet.yaml#",
		"../shared/up.yaml":                     "../api/pet.yaml#",
		"HTTPS://h.test/a.yaml#/b":              "https://h.test/f.yaml#",
		"openapi.yaml#/x-a":                     "/x-a",
	} {
		d, _ := load(t, "specs/openapi.yaml", ref, files)
		require.Empty(t, d.Flaws(), ref)
		target := d.Find("/components/schemas/a").Target()
		require.NotNil(t, target, ref)
		assert.Equal(t, want, target.Pointer(), ref)
		assert.Same(t, target, d.Find(want), ref)
	}
	for ref, want := range map[string]string{
		"gone.yaml#/a":      `the $ref "gone.yaml#/a" can't be followed: specs/gone.yaml: there is no such file`,
		"pet.yaml#/a":       `the $ref "pet.yaml#/a" points to nothing; correct it, or add its target`,
		"pet.yaml#/type":    `the $ref "pet.yaml#/type" points to something that is not a schema; correct it`,
		"/pet.yaml":         `the $ref "/pet.yaml" is an absolute path; write a path that is relative to the file`,
		"file:///pet.yaml":  `the $ref "file:///pet.yaml" has the scheme file, and only files and the schemes http and https can be read; write a relative path`,
		"../../up.yaml":     `the $ref "../../up.yaml" can't be followed: ../up.yaml: there is no such file`,
		"https://h.test/no": `the $ref "https://h.test/no" can't be followed: https://h.test/no: there is no such file`,
	} {
		d, _ := load(t, "specs/openapi.yaml", ref, files)
		require.Len(t, d.Flaws(), 1, ref)
		assert.Equal(t, want, d.Flaws()[0].What, ref)
	}
}

// If the user names the root file with a path, places name the other files with that path too.
func TestPlacesInOtherFiles(t *testing.T) {
	t.Parallel()
	files := map[string]string{"x/pet.yaml": "\na: {b: {type: string}}\n", "../up.yaml": "a: {b: {type: string}}\n"}
	for root, want := range map[string][2]string{
		"openapi.yaml":                 {"x/pet.yaml:2:5", "../up.yaml:1:5"},
		"./openapi.yaml":               {"./x/pet.yaml:2:5", "../up.yaml:1:5"},
		"/abs/specs/openapi.yaml":      {"/abs/specs/x/pet.yaml:2:5", "/abs/up.yaml:1:5"},
		"../openapi.yaml":              {"../x/pet.yaml:2:5", "../../up.yaml:1:5"},
		"v1.0.0:openapi.yaml":          {"v1.0.0:x/pet.yaml:2:5", "v1.0.0:../up.yaml:1:5"},
		"v1.0.0:a/openapi.yaml":        {"v1.0.0:a/x/pet.yaml:2:5", "v1.0.0:up.yaml:1:5"},
		"stdin":                        {"x/pet.yaml:2:5", "../up.yaml:1:5"},
		"https://h.test/a/openapi.yml": {"https://h.test/a/x/pet.yaml:2:5", "https://h.test/up.yaml:1:5"},
	} {
		for i, ref := range []string{"x/pet.yaml#/a/b", "../up.yaml#/a/b"} {
			from := files
			if document.IsURL(root) {
				from = map[string]string{"https://h.test/a/x/pet.yaml": files["x/pet.yaml"], "https://h.test/up.yaml": files["../up.yaml"]}
			}
			d, _ := load(t, root, ref, from)
			require.Empty(t, d.Flaws(), root)
			assert.Equal(t, want[i], d.Find("/components/schemas/a").Target().Place().String(), root)
		}
	}
}

// The loader reads each file once, even if files refer to each other in a circle.
func TestFilesThatReferToEachOther(t *testing.T) {
	t.Parallel()
	d, reader := load(t, "openapi.yaml", "one.yaml", map[string]string{
		"one.yaml": "type: object\nproperties: {two: {$ref: two.yaml}, again: {$ref: ./two.yaml}}\n",
		"two.yaml": "type: object\nproperties: {one: {$ref: one.yaml}, root: {$ref: 'openapi.yaml#/components/schemas/a'}, none: {$ref: none.yaml}, no: {$ref: none.yaml}}\n",
	})
	assert.Equal(t, map[string]int{"one.yaml": 1, "two.yaml": 1, "none.yaml": 1}, reader.reads)
	var names []string
	for _, f := range d.Files() {
		names = append(names, f.Name())
	}
	assert.Equal(t, []string{"openapi.yaml", "one.yaml", "two.yaml"}, names)
	assert.Same(t, d.Files()[1].Root(), d.Find("two.yaml#/properties/root").Target())
	assert.Len(t, d.Flaws(), 2)

	d, _ = load(t, "openapi.yaml", "one.yaml", map[string]string{"one.yaml": "$ref: two.yaml\n", "two.yaml": "$ref: one.yaml\n"})
	assert.Nil(t, d.Find("/components/schemas/a").Target())
	require.Len(t, d.Flaws(), 3)
	assert.Contains(t, d.Flaws()[0].What, "leads back to itself")
}

// A $ref in data is not a reference, so its file is not read.
func TestDataRefersToNoFile(t *testing.T) {
	t.Parallel()
	reader := &texts{}
	_, err := document.Load("openapi.yaml", []byte(openapi+`components:
  schemas: {a: {example: {$ref: one.yaml}, default: {$ref: one.yaml}, enum: [{$ref: one.yaml}]}}
  examples: {a: {value: {$ref: one.yaml}}}
x-a: {$ref: one.yaml}
`), reader)
	require.NoError(t, err)
	assert.Empty(t, reader.reads)
}

// The loader also reads files that discriminators and links refer to.
func TestOtherReferences(t *testing.T) {
	t.Parallel()
	reader := &texts{files: map[string]string{"dog.yaml": "type: object\n", "paths.yaml": "a: {get: {responses: {'200': {description: a}}}}\n"}}
	d, err := document.Load("openapi.yaml", []byte(openapi+`components:
  schemas:
    Cat: {type: object}
    Pet: {discriminator: {propertyName: a, mapping: {d: ./dog.yaml, c: Cat, n: none.yaml}}}
  links:
    a: {operationRef: paths.yaml#/a/get}
    b: {operationRef: https://elsewhere.test/openapi.yaml#/paths/~1a/get}
    c: {operationRef: paths.yaml#/b/get}
`), reader)
	require.NoError(t, err)
	assert.Equal(t, map[string]int{"dog.yaml": 1, "none.yaml": 1, "paths.yaml": 1}, reader.reads)
	mapping := d.Find("/components/schemas/Pet/discriminator/mapping")
	assert.Equal(t, "dog.yaml#", mapping.Get("d").Mapped().Pointer())
	assert.Equal(t, "/components/schemas/Cat", mapping.Get("c").Mapped().Pointer())
	assert.Nil(t, mapping.Get("n").Mapped())
	require.Len(t, d.Flaws(), 2)
	assert.Contains(t, d.Flaws()[0].What, "the mapping of \"n\" leads to nothing")
	assert.Equal(t, `the operationRef "paths.yaml#/b/get" points to nothing; correct it, or add its target`, d.Flaws()[1].What)
}

// RefTo returns a $ref, and Resolve returns the node that RefTo was called with.
func TestRefTo(t *testing.T) {
	t.Parallel()
	d, _ := load(t, "specs/openapi.yaml", "x/one.yaml", map[string]string{
		"x/one.yaml":            "properties: {a b/c: {$ref: ../y/my two.yaml}, up: {$ref: ../../up.yaml}, web: {$ref: https://h.test/w.yaml}}\n",
		"y/my two.yaml":         "type: object\nproperties: {a: {type: string}}\n",
		"../up.yaml":            "type: string\n",
		"https://h.test/w.yaml": "type: string\n",
	})
	require.Empty(t, d.Flaws())
	for _, test := range []struct{ from, to, want string }{
		{"", "/components/schemas/a", "#/components/schemas/a"},
		{"", "x/one.yaml#/properties/a b~1c", "x/one.yaml#/properties/a%20b~1c"},
		{"x/one.yaml#", "x/one.yaml#", "#"},
		{"x/one.yaml#", "y/my two.yaml#/properties/a", "../y/my%20two.yaml#/properties/a"},
		{"y/my two.yaml#", "/info", "../openapi.yaml#/info"},
		{"y/my two.yaml#", "../up.yaml#", "../../up.yaml"},
		{"../up.yaml#", "https://h.test/w.yaml#", "https://h.test/w.yaml"},
	} {
		from, to := d.Find(test.from).File(), d.Find(test.to)
		assert.Equal(t, test.want, from.RefTo(to), test)
		found, err := from.Root().Resolve(test.want)
		require.NoError(t, err, test)
		assert.Same(t, to, found, test)
	}
}

func TestCutLast(t *testing.T) {
	t.Parallel()
	for pointer, want := range map[string][2]string{
		"/a/b~1c": {"/a", "b/c"}, "/a": {"", "a"}, "": {"", ""}, "x/y.yaml#/a/b": {"x/y.yaml#/a", "b"}, "x/y.yaml#/a": {"x/y.yaml#", "a"},
		"x/y.yaml#": {"x/y.yaml#", ""}, "50%25%231.yaml#/a": {"50%25%231.yaml#", "a"},
	} {
		parent, token := document.CutLast(pointer)
		assert.Equal(t, want, [2]string{parent, token}, pointer)
	}
}

// The number, size and depth of files are limited. The test checks that a file beyond a limit is
// refused quickly.
func TestBombs(t *testing.T) {
	t.Parallel()
	chain := map[string]string{}
	for i := range 11_000 {
		chain[fmt.Sprintf("%d.yaml", i)] = fmt.Sprintf("properties: {a: {$ref: %d.yaml}}\n", i+1)
	}
	for name, test := range map[string]struct {
		files map[string]string
		want  string
	}{
		"number":        {chain, "points to one file too many: a document may have 10000"},
		"size":          {map[string]string{"0.yaml": strings.Repeat(" ", document.MaxSize) + "a: 1"}, "0.yaml: it is too large"},
		"size together": {map[string]string{"0.yaml": "allOf: [{$ref: 1.yaml}]\n" + strings.Repeat("#", 100), "1.yaml": strings.Repeat(" ", document.MaxSize-100)}, "1.yaml: it is too large"},
		"values":        {map[string]string{"0.yaml": "[" + strings.Repeat("1,", 3_000_001) + "1]"}, "0.yaml: the document has more than 3 million values"},
		"values, JSON":  {map[string]string{"0.yaml": `{"a":[` + strings.Repeat(`{"a":1},`, 1_000_001) + "1]}"}, "0.yaml: the document has more than 3 million values"},
		"values, block": {map[string]string{"0.yaml": strings.Repeat("- a:\n", 1_500_001)}, "0.yaml: the document has more than 3 million values"},
		"values together": {
			map[string]string{"0.yaml": "allOf: [{$ref: 1.yaml}]\n#" + strings.Repeat(",", 2_000_000), "1.yaml": "a: 1\n#" + strings.Repeat(",", 1_000_000)},
			"1.yaml: the document has more than 3 million values",
		},
		"aliases":      {map[string]string{"0.yaml": aliases(99)}, "0.yaml: its aliases make more than a million values; nest them less"},
		"depth":        {map[string]string{"0.yaml": strings.Repeat("[", 2000) + strings.Repeat("]", 2000)}, "0.yaml:1:1000: the values here are nested more than 1000 deep; nest them less"},
		"long names":   {map[string]string{"0.yaml": longNames(500, 3000)}, "0.yaml:1:670116: the names on the way to the values here are too long altogether; shorten them, or nest the values less"},
		"deep aliases": {map[string]string{"0.yaml": nested(2000)}, "0.yaml:1000:7: the values here are nested more than 1000 deep; nest them less"},
		"too deep":     {map[string]string{"0.yaml": strings.Repeat("- ", 1_000_000)}, "exceeded max depth"},
		"merge keys":   {map[string]string{"0.yaml": merges(1100)}, "the merge keys of the file add more than a million fields; merge less"},
		"documents":    {map[string]string{"0.yaml": strings.Repeat("--- 1\n", 100_000)}, "0.yaml:2:1: a second YAML document begins here; keep everything in one"},
		"not YAML":     {map[string]string{"0.yaml": "a: ["}, "0.yaml:2:1: "},
		"empty":        {map[string]string{"0.yaml": ""}, "0.yaml: the file is empty; it should hold an OpenAPI object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, _ := load(t, "openapi.yaml", "0.yaml", test.files)
			require.Len(t, d.Flaws(), 1)
			assert.Contains(t, d.Flaws()[0].What, test.want)
			assert.Less(t, len(d.Files()), 10_001)
		})
	}
	_, err := document.Parse("a.yaml", make([]byte, document.MaxSize+1))
	require.EqualError(t, err, "a.yaml: the file is larger than 64 MiB; split off what is not needed")
}

// nested returns YAML in which each alias repeats a list that contains the alias before it.
func nested(levels int) string {
	var text strings.Builder
	text.WriteString("a0: &a0 [1]\n")
	for i := range levels {
		fmt.Fprintf(&text, "a%d: &a%d [*a%d]\n", i+1, i+1, i)
	}
	return text.String()
}

// merges returns YAML with one mapping that many other mappings merge.
func merges(count int) string {
	var text strings.Builder
	text.WriteString("a: &a\n")
	for i := range count {
		fmt.Fprintf(&text, "  k%d: 1\n", i)
	}
	text.WriteString("b:\n")
	for range count {
		text.WriteString("  - <<: *a\n")
	}
	return text.String()
}

// Aliases and merge keys mean the same in another file as in the root file.
func TestYAMLInOtherFiles(t *testing.T) {
	t.Parallel()
	d, _ := load(t, "openapi.yaml", "pet.yaml#/merged/b", map[string]string{
		"pet.yaml": "base: &base {b: {type: string, example: 1984-06-08, maximum: 12345678901234567890.10}}\nmerged: {<<: *base, c: 1}\n",
	})
	target := d.Find("/components/schemas/a").Target()
	require.NotNil(t, target)
	assert.Equal(t, "pet.yaml#/base/b", target.Pointer(), "what a merge key repeats stands where it is written")
	assert.Equal(t, "1984-06-08", target.StringAt("example"))
	assert.Equal(t, "12345678901234567890.10", target.Get("maximum").Text())
}

// Following a chain of references takes linear time. Even a very long chain leads to its end.
func TestLongChains(t *testing.T) {
	t.Parallel()
	const links = 10_000
	var text strings.Builder
	text.WriteString(openapi + "components:\n  schemas:\n    a0: {type: string}\n")
	for i := range links {
		fmt.Fprintf(&text, "    a%d: {$ref: '#/components/schemas/a%d'}\n", i+1, i)
	}
	d := parse(t, text.String())
	require.Empty(t, d.Flaws())
	for _, n := range d.Find("/components/schemas").Fields() {
		assert.Same(t, d.Find("/components/schemas/a0"), n.Target())
	}
}

// longNames returns mappings in mappings, each with a long name.
func longNames(levels, length int) string {
	name := `{"` + strings.Repeat("n", length) + `": `
	return strings.Repeat(name, levels) + "1" + strings.Repeat("}", levels)
}
