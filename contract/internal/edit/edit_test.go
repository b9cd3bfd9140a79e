package edit_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

const petStore = `# The store.
openapi: 3.0.3
paths: {}
components:
  # All of them.
  schemas:
    Pet: # a pet
      type: object
      # It has one always.
      required: [name, id] # in this order
      properties:
        name: {type: string} # no more
        id:
          type: 'string'
          enum:
          - a # the first
          - "b"

    # What went wrong.
    Error:
      description: |
        A text.

      type: object
`

func behind(text, mark string) string {
	_, rest, _ := strings.Cut(text, mark)
	return rest
}

type step func(d *edit.Document) ([]byte, error)

func set(at string, value any) step {
	return func(d *edit.Document) ([]byte, error) { return d.Set(at, value) }
}

func insert(at string, value any) step {
	return func(d *edit.Document) ([]byte, error) { return d.Insert(at, value) }
}

func remove(at string) step {
	return func(d *edit.Document) ([]byte, error) { return d.Remove(at) }
}

func rename(at, key string) step {
	return func(d *edit.Document) ([]byte, error) { return d.Rename(at, key) }
}

func TestAnEditChangesNothingElse(t *testing.T) {
	t.Parallel()
	const pet = "/components/schemas/Pet"
	for name, test := range map[string]struct {
		edit     step
		old, new string
	}{
		"set a scalar and keep its comment":      {set(pet+"/properties/name", "x"), "{type: string} # no more", "x # no more"},
		"set a scalar to a mapping":              {set("/openapi", map[string]any{"a": 1}), "openapi: 3.0.3\n", "openapi:\n  a: 1\n"},
		"set a mapping to a scalar":              {set(pet+"/properties/id", nil), "id:\n          type: 'string'\n          enum:\n          - a # the first\n          - \"b\"\n", "id: null\n"},
		"set a value that needs quotes":          {set("/openapi", "3.0"), "openapi: 3.0.3", `openapi: "3.0"`},
		"set a block scalar":                     {set("/components/schemas/Error/description", "A\nB\n"), "A text.\n", "A\n        B\n"},
		"insert a key":                           {insert(pet+"/properties/tag", map[string]any{"type": "string"}), "- \"b\"\n", "- \"b\"\n        tag:\n          type: string\n"},
		"insert into brackets":                   {insert(pet+"/properties/name/nullable", true), "{type: string}", "{type: string, nullable: true}"},
		"insert into an empty mapping":           {insert("/paths/~1pets", map[string]any{}), "paths: {}", "paths:\n  /pets: {}"},
		"insert a status as a string":            {insert(pet+"/404", 1), "- \"b\"\n", "- \"b\"\n      \"404\": 1\n"},
		"append to brackets":                     {insert(pet+"/required/-", "tag"), "[name, id]", "[name, id, tag]"},
		"append to a sequence":                   {insert(pet+"/properties/id/enum/-", "c: d"), "- \"b\"\n", "- \"b\"\n          - \"c: d\"\n"},
		"remove a key with its comments":         {remove(pet + "/required"), "      # It has one always.\n      required: [name, id] # in this order\n", ""},
		"remove the first key":                   {remove("/openapi"), "openapi: 3.0.3\n", ""},
		"remove an item":                         {remove(pet + "/properties/id/enum/0"), "          - a # the first\n", ""},
		"remove from brackets":                   {remove(pet + "/required/0"), "[name, id]", "[id]"},
		"remove the last from brackets":          {remove(pet + "/required/1"), "[name, id]", "[name]"},
		"remove all that brackets hold":          {remove(pet + "/properties/name/type"), "{type: string}", "{}"},
		"remove all that a mapping holds":        {remove("/components/schemas"), behind(petStore, "paths: {}\n"), "components: {}\n"},
		"remove a key and keep the line between": {remove(pet), strings.TrimSuffix(behind(petStore, "  schemas:\n"), behind(petStore, "- \"b\"\n")), ""},
		"rename a key":                           {rename(pet, "Animal"), "Pet:", "Animal:"},
		"rename to a key that needs quotes":      {rename(pet, "200"), "Pet:", `"200":`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, lineBreak := range []string{"\n", "\r\n"} {
				breaks := func(text string) string { return strings.ReplaceAll(text, "\n", lineBreak) }
				for _, start := range []string{"", "\ufeff", "---" + lineBreak} {
					document := start + breaks(petStore)
					require.Equal(t, 1, strings.Count(document, breaks(test.old)))
					d, err := edit.Parse("pets.yaml", []byte(document))
					require.NoError(t, err)
					edited, err := test.edit(d)
					require.NoError(t, err)
					assert.Equal(t, strings.Replace(document, breaks(test.old), breaks(test.new), 1), string(edited))
				}
			}
		})
	}
}

func TestEditsOfSmallDocuments(t *testing.T) {
	t.Parallel()
	before := func(at, sibling string, value any) step {
		return func(d *edit.Document) ([]byte, error) { return d.InsertBefore(at, sibling, value) }
	}
	after := func(at, sibling string, value any) step {
		return func(d *edit.Document) ([]byte, error) { return d.InsertAfter(at, sibling, value) }
	}
	type pair struct {
		B int `yaml:"b"`
		A int `yaml:"a"`
	}
	for name, test := range map[string]struct {
		old  string
		edit step
		new  string
	}{
		"the order of a struct":            {"x: 1\n", set("/x", pair{1, 2}), "x:\n  b: 1\n  a: 2\n"},
		"a sequence without indentation":   {"x:\n- 1\ny: 1\n", set("/y", []int{2}), "x:\n- 1\ny:\n- 2\n"},
		"a wide indentation":               {"x:\n    a: 1\ny: 1\n", set("/y", map[string]int{"a": 2}), "x:\n    a: 1\ny:\n    a: 2\n"},
		"the quotes of siblings":           {"'200': 1\n", insert("/404", 2), "'200': 1\n'404': 2\n"},
		"before a key with a comment":      {"a: 1\n# b\nb: 2\n", before("/c", "b", 3), "a: 1\nc: 3\n# b\nb: 2\n"},
		"before a key behind a dash":       {"- a: 1\n  b: 2\n", before("/0/c", "a", 3), "- c: 3\n  a: 1\n  b: 2\n"},
		"after a key with a comment":       {"a: 1 # a\nb: 2\n", after("/c", "a", 3), "a: 1 # a\nc: 3\nb: 2\n"},
		"a first key behind a dash":        {"- a: 1 # a\n  # b\n  b: 2\n", remove("/0/a"), "- # b\n  b: 2\n"},
		"a file without a last line break": {"a: 1", insert("/b", 2), "a: 1\nb: 2\n"},
		"JSON on one line":                 {`{"a":[1,2],"b":{}}`, insert("/b/c", "é\u0085"), `{"a":[1,2],"b":{"c":"é\u0085"}}`},
		"invisible characters in YAML":     {"a: 1\n", insert("/b", []string{"x\u202ey", "two\nlines\U000e0041"}), "a: 1\nb:\n  - \"x\\u202Ey\"\n  - \"two\\nlines\\U000E0041\"\n"},
		"invisible characters in JSON":     {`{"a":1}`, insert("/b", "x\u202ey\U000e0041\U0001f600"), `{"a":1,"b":"x\u202ey\udb40\udc41😀"}`},
		"JSON on one line, appended":       {`{"a": [1, 2]}`, insert("/a/-", 3), `{"a": [1, 2, 3]}`},
		"JSON on lines":                    {"{\n\t\"a\": 1\n}\n", insert("/b", map[string]any{"c": []any{}}), "{\n\t\"a\": 1,\n\t\"b\": {\n\t\t\"c\": []\n\t}\n}\n"},
		"JSON, the last of lines removed":  {"{\n  \"a\": 1,\n  \"b\": 2\n}\n", remove("/b"), "{\n  \"a\": 1\n}\n"},
		"JSON, a node without a tag":       {`{"a":1}`, set("/a", &yaml.Node{Kind: yaml.ScalarNode, Value: "20"}), `{"a":20}`},
		"JSON renamed":                     {`{"a":1}`, rename("/a", "200"), `{"200":1}`},
		"the comments of brackets":         {"[\n  # one\n  1, # 1\n  # two\n  2 # 2\n]\n", remove("/1"), "[\n  # one\n  1 # 1\n  # two\n]\n"},
		"a value that is not written":      {"a:\nb: # b\n", set("/b", 1), "a:\nb: 1 # b\n"},
		"beside what an alias repeats":     {"a:\n  b: &x 1\nc: *x\n", insert("/a/d", 2), "a:\n  b: &x 1\n  d: 2\nc: *x\n"},
		"an alias as a whole":              {"a: &x 1\nb: *x\n", set("/b", 2), "a: &x 1\nb: 2\n"},
		"an anchor that looks like a tag":  {"a: &<x 1\nb: <y>\n", insert("/c", 2), "a: &<x 1\nb: <y>\nc: 2\n"},
		"a comment behind a block scalar":  {"a: |\n  x\n\n# b\nb: 1\n", set("/a", 1), "a: 1\n\n# b\nb: 1\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := edit.Parse("document", []byte(test.old))
			require.NoError(t, err)
			edited, err := test.edit(d)
			require.NoError(t, err)
			assert.Equal(t, test.new, string(edited))
		})
	}
}

func TestAnEditThatCannotBeMade(t *testing.T) {
	t.Parallel()
	const aliases = "a: &x\n  b: 1\nc: *x\n"
	for name, test := range map[string]struct {
		document string
		edit     step
		want     string
	}{
		"no such place":                 {"a: {b: 1}", set("/a/c", 1), `f.yaml:1:4: there is no "c" in /a`},
		"no pointer":                    {"a: 1", set("a", 1), `f.yaml: "a" is not a JSON pointer; begin it with a slash`},
		"through an alias":              {aliases, set("/c/b", 1), "f.yaml:3:4: /c/b stands behind the alias *x; edit what it repeats, in line 1"},
		"into an alias":                 {aliases, insert("/c/d", 1), "f.yaml:3:4: /c/d stands behind the alias *x; edit what it repeats, in line 1"},
		"in what an alias repeats":      {aliases, set("/a/b", 1), "f.yaml:1:4: line 3 repeats this as *x, so an edit would change both; write one of them out first"},
		"into what an alias repeats":    {aliases, insert("/a/d", 1), "f.yaml:1:4: line 3 repeats this as *x, so an edit would change both; write one of them out first"},
		"deep in what an alias repeats": {"a: &x {b: {c: 1}}\nd: *x", insert("/a/b/e", 1), "f.yaml:1:4: line 2 repeats this as *x, so an edit would change both; write one of them out first"},
		"of what an alias repeats":      {aliases, remove("/a"), "f.yaml:1:4: line 3 repeats this as *x, so an edit would change both; write one of them out first"},
		"a key that is there":           {"a: 1\nb: 2", insert("/a", 1), `f.yaml:1:1: the key "a" stands there already; set it instead`},
		"a name that is there":          {"a: 1\nb: 2", rename("/a", "b"), `f.yaml:2:1: the key "b" stands there already; remove it first`},
		"into a scalar":                 {"a: 1", insert("/a/b", 1), "f.yaml:1:4: /a is neither a mapping nor a sequence, so nothing can be added to it; set it instead"},
		"a place in a sequence":         {"a: [1]", insert("/a/0", 1), `f.yaml:1:4: "0" is not a place to add to a sequence; write - for its end`},
		"an item's name":                {"a: [1]", rename("/a/0", "b"), "f.yaml:1:5: /a/0 has no key to rename"},
		"a key with a question mark":    {"? a\n: 1\n", set("/a", 2), `f.yaml:1:3: the key "a" is written with a question mark, which can't be edited; write it without`},
		"beside such a key":             {"? a\n: 1\n", insert("/b", 2), "f.yaml:1:3: a key that is written with a question mark can't have a new one beside it; write it without"},
		"into a pair without braces":    {"[a: 1]", insert("/0/b", 2), "f.yaml:1:2: /0 is a pair without braces, which can't be edited; write it with braces"},
		"the document":                  {"a: 1", remove(""), "f.yaml:1:1: the document as a whole can't be removed; name a place in it"},
		"a key too long":                {"a: 1", insert("/"+strings.Repeat("x", 101), 2), `f.yaml:1:1: the key "` + strings.Repeat("x", 101) + `" is too long or has more than one line; shorten it`},
		"a value that JSON can't say":   {`{"a":1}`, set("/a", map[string]float64{"b": nan()}), "f.yaml:1:6: the new value can't be written: json: unsupported value: NaN"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := edit.Parse("f.yaml", []byte(test.document))
			require.NoError(t, err)
			edited, err := test.edit(d)
			require.EqualError(t, err, test.want)
			assert.Nil(t, edited)
		})
	}
}

func nan() float64 {
	var zero float64
	return zero / zero
}

func TestAPartOfADocumentThatCannotBeParsed(t *testing.T) {
	t.Parallel()
	for document, want := range map[string]string{
		"":            "f.yaml: the file is empty; it should hold a YAML or JSON document",
		"\xff":        "f.yaml: the file is not UTF-8; convert it",
		"a: [":        "f.yaml:2:1: ",
		"a: 1\n---\n": "f.yaml:2:1: a second YAML document begins here; keep everything in one",
		"a: 1\na: 2":  "f.yaml:2:1: the mapping already has the key \"a\", at line 1; remove one of them",
	} {
		_, err := edit.Parse("f.yaml", []byte(document))
		require.Error(t, err)
		assert.True(t, strings.HasPrefix(err.Error(), want), err.Error())
		assert.NotContains(t, err.Error(), "\n")
	}
}

func TestEachValueOfTheDocumentCanBeSetAndRemoved(t *testing.T) {
	t.Parallel()
	d, err := edit.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	for i, at := range pointers(t, d) {
		if i%11 > 0 {
			continue
		}
		edited, err := d.Set(at, "new")
		require.NoError(t, err, at)
		after, err := edit.Parse("openapi.yaml", edited)
		require.NoError(t, err, at)
		assert.Equal(t, "new", treeOf(t, after).Find(at).Text(), at)
		edited, err = d.Remove(at)
		require.NoError(t, err, at)
		_, err = edit.Parse("openapi.yaml", edited)
		require.NoError(t, err, at)
	}
}

// pointers returns the pointers of all nodes of a document.
func pointers(t *testing.T, d *edit.Document) []string {
	t.Helper()
	var found []string
	for n := range treeOf(t, d).Root().All() {
		if n.Parent() != nil {
			found = append(found, n.Pointer())
		}
	}
	return found
}

// treeOf returns the nodes of a document.
func treeOf(t *testing.T, d *edit.Document) *document.Document {
	t.Helper()
	tree, err := document.ParseFile(d.Name(), "a document", d.Text())
	require.NoError(t, err)
	return tree
}

func FuzzEdit(f *testing.F) {
	for _, document := range []string{petStore, "a: &x 1\nb: *x\n", "{\"a\": [1, {}]}", "- |+\n  x\n\n- >2\n    y\n", "? a\n: - b\n", "[a: b, {c}, ]"} {
		for which := range uint(20) {
			f.Add(document, which)
		}
	}
	f.Fuzz(func(t *testing.T, document string, which uint) {
		d, err := edit.Parse("document", []byte(document))
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		places := pointers(t, d)
		if len(places) == 0 {
			return
		}
		at := places[which%uint(len(places))]
		edited, err := d.Set(at, []string{"new"})
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		after, err := edit.Parse("document", edited)
		require.NoError(t, err, "%q at %s: %q", document, at, edited)
		require.Equal(t, jsonvalue.Array{"new"}, treeOf(t, after).Find(at).Value(), "%q at %s: %q", document, at, edited)
	})
}

func ExampleDocument_Insert() {
	d, err := edit.Parse("openapi.yaml", []byte(`properties:
  name:
    type: string # the one it was given
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	edited, err := d.Insert("/properties/name/nullable", true)
	fmt.Printf("%s%v\n", edited, err)
	// Output:
	// properties:
	//   name:
	//     type: string # the one it was given
	//     nullable: true
	// <nil>
}

func BenchmarkEdit(b *testing.B) {
	b.Run("parse", func(b *testing.B) {
		for b.Loop() {
			if _, err := edit.Parse("openapi.yaml", polytomic.OpenAPI()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("set", func(b *testing.B) {
		d, err := edit.Parse("openapi.yaml", polytomic.OpenAPI())
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			if _, err := d.Set("/info/title", "new"); err != nil {
				b.Fatal(err)
			}
		}
	})
}
