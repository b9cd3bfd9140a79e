package suggest

import (
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

const connected = `openapi: 3.1.0
info: {title: Pets, version: "1"}
security: [{key: []}]
paths:
  /pets:
    get:
      responses:
        "200": {description: A pet., content: {application/json: {schema: {$ref: "#/components/schemas/Pet"}}}}
  /mapped:
    get:
      responses:
        "200":
          description: A pet.
          content:
            application/json:
              schema:
                oneOf: [{$ref: "#/components/schemas/Cat"}]
                discriminator: {propertyName: kind, mapping: {dog: "#/components/schemas/Dog", cat: Cat}}
  /dynamic:
    get:
      responses:
        "200": {description: A tree., content: {application/json: {schema: {$ref: "#/components/schemas/Leaves"}}}}
  /overridden:
    get:
      responses:
        "200": {description: A list., content: {application/json: {schema: {$ref: "https://example.com/list"}}}}
  /same: {$ref: "#/paths/~1pets"}
  /parameters:
    get:
      parameters: [{$ref: "#/components/parameters/Limit"}]
      responses:
        "200": {$ref: "#/paths/~1mapped/get/responses/200"}
components:
  parameters:
    Limit: {name: limit, in: query, schema: {$ref: "#/components/schemas/Numbers/prefixItems/0"}}
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
  schemas:
    Numbers: {prefixItems: [{type: integer}]}
    Pet: {type: object, discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Cat: {allOf: [{$ref: "#/components/schemas/Pet"}], properties: {paws: {$ref: "#paws"}}}
    Paws: {$anchor: paws, type: integer}
    Dog: {allOf: [{$ref: "#/components/schemas/Pet"}], properties: {tail: {type: string}}}
    Tree: {$id: "https://example.com/tree", $dynamicAnchor: node, properties: {next: {$dynamicRef: "#node"}}}
    Leaves: {$id: "https://example.com/leaves", $dynamicAnchor: node, $ref: tree, required: [leaf]}
    List: {$id: "https://example.com/list", items: {$dynamicRef: "#item"}, $defs: {any: {$dynamicAnchor: item}}}
    Item: {$dynamicAnchor: item, type: integer}
    Unused: {type: string}
`

// The operations of an excerpt are the same as in the whole document.
func TestAnExcerptHasTheSameOperations(t *testing.T) {
	t.Parallel()
	parsed := func(text []byte) *contract.Contract {
		c, err := contract.Parse("openapi.yaml", text)
		require.NoError(t, err)
		return c
	}
	library, err := contract.ParseFS(os.DirFS("../../testdata/library"), "openapi.yaml")
	require.NoError(t, err)
	for name, c := range map[string]*contract.Contract{
		"connected": parsed([]byte(connected)), "Polytomic": parsed(polytomic.OpenAPI()), "several files": library,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := New(c, func(file string) string { return file })
			require.NoError(t, s.open())
			operations := c.Operations()
			for _, o := range operations {
				e, err := s.excerpt([]string{o.Path}, nil)
				require.NoError(t, err)
				part, err := c.WithFiles(e.texts)
				require.NoError(t, err)
				assert.Contains(t, part.Operations(), o)
				if len(s.remembered) == 0 && o.Path != "/dynamic" && o.Path != "/overridden" {
					assert.Less(t, len(part.Operations()), len(operations), o)
				}
			}
		})
	}
}

// The target of a $dynamicRef depends on schemas that nothing refers to.
func TestAnExcerptWithADynamicReference(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(connected))
	require.NoError(t, err)
	s := New(c, func(file string) string { return file })
	require.NoError(t, s.open())
	e, err := s.excerpt([]string{"/overridden"}, nil)
	require.NoError(t, err)
	part, err := c.WithFiles(e.texts)
	require.NoError(t, err)
	x := answers(1, 1)[0]
	x.Request.URL.Path, x.Request.Header = "/overridden", http.Header{"X-Key": {"a"}}
	x.Response.Body = []byte(`["x"]`)
	findings := c.Check(x)
	require.Len(t, findings, 1)
	found := part.Check(x)
	require.Len(t, found, 1)
	assert.Equal(t, findings[0].Document.Pointer, found[0].Document.Pointer)
}

func TestTheOperationsThatAnEditReaches(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(connected))
	require.NoError(t, err)
	s := New(c, func(file string) string { return file })
	require.NoError(t, s.open())
	paths := []string{"/dynamic", "/mapped", "/parameters", "/pets", "/same"}
	users := s.parts.users(paths)
	for at, want := range map[string][]string{
		"/components/schemas/Paws/minimum":                     {"/mapped", "/parameters", "/pets", "/same"},
		"/components/schemas/Numbers/prefixItems/0/type":       {"/parameters"},
		"/components/parameters/Limit/schema":                  {"/parameters"},
		"/components/schemas/Tree/properties/new/description":  {"/dynamic"},
		"/paths/~1pets/get/responses/404":                      {"/pets", "/same"},
		"/paths/~1dynamic/get/parameters":                      {"/dynamic"},
		"/components/schemas/Unused/type":                      nil,
		"/components/securitySchemes/key/name":                 paths,
		"/security/0":                                          paths,
		"/components/schemas/Nothing":                          nil,
		"/paths/~1mapped/get/responses/200/content/text~1html": {"/mapped", "/parameters"},
	} {
		assert.Equal(t, want, s.parts.affected(paths, users, at), at)
	}
}

// A step has the same result in the text of a file and in the file's value.
func TestStepsInTextAndInValue(t *testing.T) {
	t.Parallel()
	const text = "a: {type: string, required: [x, y]}\nlist: [1, 2]\nonly:\n  - z\nkeys:\n  b: 1\n  d: {e: 2}\n"
	for name, step := range map[string]step{
		"set":                      set("/a/type", edit.InBrackets{Value: jsonvalue.Array{"string", "null"}}),
		"set nothing":              set("/a/no", 1),
		"insert":                   insert("/keys/c", object("x", nil), before("d")),
		"insert after":             insert("/a/nullable", true, after("type")),
		"insert at the end":        insert("/keys/f", jsonvalue.Array{jsonvalue.Number("1.50")}, after("no")),
		"insert an item":           insert("/list/-", 3, atEnd),
		"insert what is there":     insert("/keys/b", 2, atEnd),
		"insert into nothing":      insert("/no/b", 2, atEnd),
		"insert into a scalar":     insert("/keys/b/c", 2, atEnd),
		"insert into a mapping":    insertInto("/keys/d", "f", "x", atEnd),
		"insert into a new one":    insertInto("/a/properties", "f", object("type", "string"), before("type")),
		"insert into a list":       insertInto("/list", "-", 3, atEnd),
		"insert into a new list":   insertInto("/keys/list", "-", 3, atEnd),
		"insert a key twice":       insertInto("/keys/d", "e", 3, atEnd),
		"remove":                   remove("/keys/b"),
		"remove an item":           remove("/list/0"),
		"remove nothing":           remove("/keys/c"),
		"remove no item":           remove("/list/2"),
		"remove a name":            removeName("/a/required", "y"),
		"remove the last name":     removeName("/only", "z"),
		"remove no name":           removeName("/a/required", "z"),
		"remove a name of nothing": removeName("/a/no", "z"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tree, err := document.ParseFile("a.yaml", "a document", []byte(text))
			require.NoError(t, err)
			d, err := edit.Parse("a.yaml", []byte(text))
			require.NoError(t, err)
			edited, textErr := step.inText(d, step.within)
			value, valueErr := changed(tree.Root().Value(), jsonvalue.Tokens(step.within), step.inValue)
			require.Equal(t, textErr == nil, valueErr == nil, "%v and %v", textErr, valueErr)
			if textErr != nil {
				return
			}
			after, err := document.ParseFile("a.yaml", "a document", edited)
			require.NoError(t, err)
			assert.True(t, jsonvalue.Equal(after.Root().Value(), value), "%s\n%v", edited, value)
			written, err := jsonvalue.Append(nil, value)
			require.NoError(t, err)
			again, err := jsonvalue.Decode(written, nil)
			require.NoError(t, err)
			assert.True(t, jsonvalue.Equal(again, value), string(written))
			assert.True(t, jsonvalue.Equal(tree.Root().Value(), mustValue(t, text)), "the value from before stays as it is")
		})
	}
}

func mustValue(t *testing.T, text string) any {
	t.Helper()
	tree, err := document.ParseFile("a.yaml", "a document", []byte(text))
	require.NoError(t, err)
	return tree.Root().Value()
}

// An edit may add a reference to a part that the operation didn't need before.
func TestWhatIsAddedMayReferToAnotherPart(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(fstest.MapFS{
		"openapi.yaml": {Data: []byte("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: A.}}}}}\n" +
			"components: {responses: {B: {$ref: b.yaml}, C: {description: C.}}}\n")},
		"b.yaml": {Data: []byte("description: B.\n")},
	}, "openapi.yaml")
	require.NoError(t, err)
	s := New(c, func(file string) string { return file })
	require.NoError(t, s.open())
	others := s.parts.references(object("400", reference("#/components/responses/B")), s.tree.Root())
	e, err := s.excerpt([]string{"/a"}, others)
	require.NoError(t, err)
	assert.Equal(t, []string{"", "b.yaml"}, slices.Sorted(maps.Keys(e.texts)))
	assert.NotContains(t, string(e.texts[""]), `"C"`)
}

// A large document takes much memory, so it is not read before somebody looks for edits.
func TestTheDocumentIsReadWhenEditsAreLookedFor(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {/a: {get: {responses: {'200': {description: a}}}}}\n"))
	require.NoError(t, err)
	s := New(c, func(file string) string { return file })
	x := &contract.Exchange{Request: contract.Request{Method: "GET", URL: &url.URL{Path: "/a"}}, Response: &contract.Response{Status: 404}}
	findings := c.Check(x)
	require.NotEmpty(t, findings)
	s.Add(x, findings)
	assert.Nil(t, s.tree)
	_, _, err = s.Suggest(t.Context(), nil, nil)
	require.NoError(t, err)
	assert.NotNil(t, s.tree)
}

// An excerpt with many short values takes as long to read as its number of values, and not as its
// length.
func TestShortValuesCountInTheSizeOfAnExcerpt(t *testing.T) {
	t.Parallel()
	const n = 10_000
	c, err := contract.Parse("openapi.yaml", []byte("{openapi: 3.1.0, info: {title: A, version: '1'}, paths: {/a: {x-many: ["+strings.Repeat("1,", n)+"1], get: {responses: {'200': {description: A}}}}}}"))
	require.NoError(t, err)
	s := New(c, func(file string) string { return file })
	require.NoError(t, s.open())
	made, err := s.excerpt([]string{"/a"}, nil)
	require.NoError(t, err)
	assert.Less(t, len(made.texts[""]), 3*n)
	assert.Greater(t, made.size, bytesPerValue*n)
}
