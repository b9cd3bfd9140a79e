package contract_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// library is a directory with a document of several files. The files are in several directories.
const library = "testdata/library"

// getBook returns an exchange that contradicts the library's document in several of its files.
func getBook(t *testing.T) *contract.Exchange {
	t.Helper()
	u, err := url.Parse("https://library.example/v1/books/7?limit=500")
	require.NoError(t, err)
	return &contract.Exchange{
		Request: contract.Request{Method: http.MethodGet, URL: u, Header: http.Header{"X-Key": {"k"}}},
		Response: &contract.Response{
			Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}},
			Body: []byte(`{"id": "7", "title": "Emma", "author": {"name": null}, "edition": {"medium": "print", "pages": 0}}`),
		},
	}
}

// places returns the places in the document that the findings of an exchange name. It removes the
// prefix from each place.
func places(c *contract.Contract, x *contract.Exchange, prefix string) []string {
	var all []string
	for _, f := range c.Check(x) {
		all = append(all, strings.TrimPrefix(f.Document.String(), prefix)+" "+f.Document.Pointer)
	}
	return all
}

func TestDocumentsOfSeveralFiles(t *testing.T) {
	t.Parallel()
	want := []string{
		"schemas/people.json:6:7 schemas/people.json#/Person/properties/name",
		"schemas/book.yaml:19:5 schemas/book.yaml#/properties/edition/oneOf",
		"schemas/book.yaml:5:5 schemas/book.yaml#/properties/id/type",
		"paths/book.yaml:9:3 paths/book.yaml#/~1books~1{id}/get",
	}
	x := getBook(t)
	files := http.FileServer(http.Dir(library))
	server := httptest.NewServer(files)
	t.Cleanup(server.Close)
	root, err := os.ReadFile(library + "/openapi.yaml")
	require.NoError(t, err)
	for name, load := range map[string]func() (*contract.Contract, error){
		"ParseFS": func() (*contract.Contract, error) { return contract.ParseFS(os.DirFS(library), "openapi.yaml") },
		"ParseFS below": func() (*contract.Contract, error) {
			return contract.ParseFS(os.DirFS("testdata"), "library/openapi.yaml")
		},
		"Load a file": func() (*contract.Contract, error) { return contract.Load(t.Context(), library+"/openapi.yaml") },
		"Load a URL": func() (*contract.Contract, error) {
			return contract.Load(t.Context(), server.URL+"/openapi.yaml?token=s3cr3t")
		},
		"Load a text": func() (*contract.Contract, error) {
			return contract.Load(t.Context(), library+"/stdin", contract.WithText(root))
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := load()
			require.NoError(t, err)
			assert.Empty(t, c.Warnings())
			assert.NotContains(t, c.Name(), "s3cr3t")
			prefix := strings.TrimSuffix(strings.TrimSuffix(c.Name(), "openapi.yaml"), "stdin")
			var found []string
			for _, place := range places(c, x, prefix) {
				found = append(found, strings.ReplaceAll(place, server.URL+"/", ""))
			}
			assert.ElementsMatch(t, want, found)
		})
	}
}

// The digests stay the same if the files of a document are bundled into one file.
func TestDigestsOfSeveralFiles(t *testing.T) {
	t.Parallel()
	const paths = `openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: A, content: {application/json: {schema: {$ref: "SCHEMA"}}}}
`
	bundled, err := contract.Parse("a.yaml", []byte(strings.ReplaceAll(paths, "SCHEMA", "#/components/schemas/A")+"components: {schemas: {A: {type: string, maxLength: 5}}}\n"))
	require.NoError(t, err)
	fsys := fstest.MapFS{"a.yaml": {Data: []byte(strings.ReplaceAll(paths, "SCHEMA", "b.yaml#/A"))}, "b.yaml": {Data: []byte("A: {type: string, maxLength: 5}\n")}}
	several, err := contract.ParseFS(fsys, "a.yaml")
	require.NoError(t, err)
	assert.Equal(t, bundled.Operations(), several.Operations())
	changed, err := several.WithFile("b.yaml", []byte("A: {type: string, maxLength: 6}\n"))
	require.NoError(t, err)
	assert.NotEqual(t, several.Operations()[0].Digest, changed.Operations()[0].Digest, "what a file says counts")
}

func TestWithFile(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(os.DirFS(library), "openapi.yaml")
	require.NoError(t, err)
	var locations []string
	for _, f := range c.Files() {
		locations = append(locations, f.Location)
		same, err := c.WithFile(f.Location, f.Text)
		require.NoError(t, err)
		assert.Equal(t, c.Operations(), same.Operations())
		assert.Equal(t, c.Claims(), same.Claims())
		_, err = same.WithFile(f.Location, []byte("a: ["))
		require.ErrorContains(t, err, f.Name+":2:1: ")
	}
	assert.Empty(t, locations[0], "the root file comes first")
	assert.ElementsMatch(t, []string{
		"", "paths/books.yaml", "paths/book.yaml", "paths/loans.json", "schemas/book.yaml", "schemas/people.json", "schemas/new book.yaml",
		"schemas/edition/print.yaml", "schemas/edition/audio.yaml", "shared/common.yaml",
	}, locations)
	all := map[string][]byte{}
	for _, f := range c.Files()[:3] {
		all[f.Location] = append(slices.Clone(f.Text), '\n')
	}
	changed, err := c.WithFiles(all)
	require.NoError(t, err)
	for i, f := range changed.Files() {
		assert.Equal(t, i < 3, len(f.Text) > len(c.Files()[i].Text), f.Name)
	}
	// The new text may refer to a file that the document did not have before.
	fsys := fstest.MapFS{"a.yaml": {Data: []byte("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {}\n")}, "b.yaml": {Data: []byte("{}\n")}}
	c, err = contract.ParseFS(fsys, "a.yaml")
	require.NoError(t, err)
	c, err = c.WithFile("", []byte("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths: {/a: {$ref: b.yaml}}\n"))
	require.NoError(t, err)
	assert.Len(t, c.Files(), 2)
}

func TestWhereReferencesMayLead(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root+"/library", os.DirFS(library)))
	require.NoError(t, os.Rename(root+"/library/shared", root+"/shared"))
	rewrite(t, root+"/library", "../shared/", "../../shared/")
	rewrite(t, root+"/library", "$ref: shared/", "$ref: ../shared/")
	name := filepath.Join(root, "library", "openapi.yaml")
	_, err := contract.Load(t.Context(), name)
	require.ErrorContains(t, err, "it is outside the directory of the document; allow its directory with --allow-refs")
	c, err := contract.Load(t.Context(), name, contract.AllowRefs(filepath.Join(root, "shared")))
	require.NoError(t, err)
	assert.Empty(t, c.Warnings())
	_, err = contract.Load(t.Context(), name, contract.AllowRefs(filepath.Join(root, "none")))
	require.ErrorContains(t, err, "/none: there is no such directory; name one")

	server := httptest.NewServer(http.FileServer(http.Dir(root)))
	t.Cleanup(server.Close)
	rewrite(t, root+"/library", "../../shared/", server.URL+"/shared/")
	rewrite(t, root+"/library", "../shared/", server.URL+"/shared/")
	_, err = contract.Load(t.Context(), name)
	require.ErrorContains(t, err, "it is on the network; allow that with --allow-remote-refs")
	c, err = contract.Load(t.Context(), name, contract.AllowRemoteRefs())
	require.NoError(t, err)
	assert.Empty(t, c.Warnings())
	c, err = contract.Load(t.Context(), server.URL+"/library/openapi.yaml")
	require.NoError(t, err, "the host of the document is allowed")
	assert.Equal(t, server.URL+"/library/openapi.yaml", c.Name())
	_, err = contract.Load(t.Context(), server.URL+"/library/openapi.yaml", contract.AllowRefs(root))
	require.ErrorContains(t, err, "leave --allow-refs out")
	_, err = contract.Load(t.Context(), server.URL+"/none.yaml?token=s3cr3t")
	require.EqualError(t, err, server.URL+"/none.yaml: the server answers with 404, and 200 was expected; correct the URL")
}

// rewrite replaces a string in all files below a directory.
func rewrite(t *testing.T, directory, old, replacement string) {
	t.Helper()
	require.NoError(t, filepath.WalkDir(directory, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(path, []byte(strings.ReplaceAll(string(text), old, replacement)), 0o600)
	}))
}

// A wrong example in another file gives a warning that names the example's place.
func TestWarningsInOtherFiles(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(os.DirFS(library), "openapi.yaml")
	require.NoError(t, err)
	for _, f := range c.Files() {
		if f.Location == "schemas/book.yaml" {
			c, err = c.WithFile(f.Location, []byte(strings.Replace(string(f.Text), "example: 1984-06-08", "example: 5", 1)))
		}
	}
	require.NoError(t, err)
	require.Len(t, c.Warnings(), 1)
	assert.Equal(t, "schemas/book.yaml:15:5", c.Warnings()[0].Document.String())
	assert.Equal(t, contract.ExampleWarning, c.Warnings()[0].Kind)
}

// A discriminator's mapping chooses a file, whichever way it writes the path to the file.
func TestDiscriminatorsChooseFiles(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(fstest.MapFS{
		"openapi.yaml": {Data: []byte(`openapi: 3.0.3
info: {title: Pets, version: "1"}
paths: {/pet: {get: {responses: {"200": {description: A pet., content: {application/json: {schema: {$ref: schemas/pet.yaml}}}}}}}}
components: {schemas: {Fish: {$ref: schemas/fish.yaml}}}
`)},
		"schemas/pet.yaml": {Data: []byte(`oneOf: [{$ref: cat.yaml}, {$ref: big dog.yaml}, {$ref: fish.yaml}]
discriminator: {propertyName: kind, mapping: {cat: cat.yaml, dog: ./big%20dog.yaml, fish: Fish}}
`)},
		"schemas/cat.yaml":     {Data: []byte("type: object\nrequired: [claws]\n")},
		"schemas/big dog.yaml": {Data: []byte("type: object\nrequired: [collar]\n")},
		"schemas/fish.yaml":    {Data: []byte("type: object\nrequired: [fins]\n")},
	}, "openapi.yaml")
	require.NoError(t, err)
	require.Empty(t, c.Warnings())
	for kind, want := range map[string]string{"cat": "schemas/cat.yaml:2:", "dog": "schemas/big dog.yaml:2:", "fish": "schemas/fish.yaml:2:"} {
		found := c.Check(&contract.Exchange{
			Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/pet"}},
			Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"kind": "` + kind + `"}`)},
		})
		require.Len(t, found, 1, kind)
		assert.Contains(t, found[0].Document.String()+" "+found[0].Actual, want, kind)
	}
}

func TestPlacesAreInTheOrderOfTheFiles(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(os.DirFS(library), "openapi.yaml")
	require.NoError(t, err)
	var files []string
	for _, claim := range c.Claims() {
		if len(files) == 0 || files[len(files)-1] != claim.Place.File {
			files = append(files, claim.Place.File)
		}
	}
	assert.Equal(t, []string{
		"openapi.yaml", "paths/book.yaml", "paths/books.yaml", "paths/loans.json", "schemas/book.yaml", "schemas/edition/audio.yaml",
		"schemas/edition/print.yaml", "schemas/new book.yaml", "schemas/people.json", "shared/common.yaml",
	}, files)
}

// ExampleParseFS checks an exchange against a document of two files.
func ExampleParseFS() {
	files := fstest.MapFS{
		"openapi.yaml": {Data: []byte(`openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pet:
    get:
      responses:
        "200": {description: A pet., content: {application/json: {schema: {$ref: schemas/pet.yaml}}}}
`)},
		"schemas/pet.yaml": {Data: []byte("type: object\nproperties:\n  name: {type: string}\n")},
	}
	c, err := contract.ParseFS(files, "openapi.yaml")
	if err != nil {
		log.Fatal(err)
	}
	body, err := json.Marshal(map[string]any{"name": 5})
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range c.Check(&contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/pet"}},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}}, Body: body},
	}) {
		fmt.Println(f.Document, f.Document.Pointer, f.Message())
	}
	// Output:
	// schemas/pet.yaml:3:10 schemas/pet.yaml#/properties/name/type expected a string, got the number 5
}
