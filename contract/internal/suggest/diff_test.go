package suggest_test

import (
	"encoding/binary"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// Git can apply the diffs of all kinds of documents.
func TestGitAppliesTheDiff(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ file, document string }{
		"Windows":             {"openapi.yaml", strings.ReplaceAll(pets, "\n", "\r\n")},
		"a byte order mark":   {"openapi.yaml", "\ufeff" + pets},
		"no last line break":  {"openapi.yaml", strings.TrimSuffix(pets, "\n")},
		"a directory":         {"./api/open api.yaml", pets},
		"a directory outside": {"../../openapi.yaml", pets},
		"JSON": {"openapi.json", `{"openapi":"3.0.3","info":{"title":"Pets","version":"1"},"paths":{"/pets":{"get":{"parameters":[{"name":"limit","in":"query","schema":{"type":"integer"}}],
"responses":{"200":{"description":"A pet.","headers":{"X-Page":{"schema":{"type":"integer"}}},"content":{"application/json":{"schema":{"type":"object","properties":{"name":{"type":"string"},"kind":{"type":"string"}}}}}}}}}}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := contract.Parse(test.file, []byte(test.document))
			require.NoError(t, err)
			s := suggest.New(c, named(test.file))
			x := pet(`{"name": "Tom", "kind": "cat", "colour": "red"}`)
			var groups contract.Groups
			groups.Add(c.Check(x))
			s.Add(x, c.Check(x))
			found, _, err := s.Suggest(t.Context(), groups.List(), all([]*contract.Exchange{x}))
			require.NoError(t, err)
			require.Len(t, found, 1)
			edited := applied(t, strings.TrimLeft(test.file, "./"), test.document, found[0].Diff)
			after, err := contract.Parse(test.file, []byte(edited))
			require.NoError(t, err)
			assert.Empty(t, after.Check(x))
		})
	}
}

// applied returns the document after git applied a diff to it.
func applied(t *testing.T, file, document, diff string) string {
	t.Helper()
	directory := t.TempDir()
	path := filepath.Join(directory, file)
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o700))
	require.NoError(t, os.WriteFile(path, []byte(document), 0o600))
	command := exec.CommandContext(t.Context(), "git", "apply", "--whitespace=nowarn", "-")
	command.Dir, command.Stdin = directory, strings.NewReader(diff)
	output, err := command.CombinedOutput()
	require.NoError(t, err, "%s\n%s", output, diff)
	edited, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(edited)
}

// An edit is made in the file of its subject, and its references are relative to this file.
func TestSuggestionsInSeveralFiles(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"api/openapi.yaml": {Data: []byte(`openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /cats:
    get:
      responses:
        "200": {description: A cat., content: {application/json: {schema: {$ref: schemas/pet.yaml}}}}
        "404": {$ref: "#/components/responses/Failure"}
  /dogs: {$ref: paths/dogs.yaml}
components:
  responses:
    Failure: {description: It failed.}
`)},
		"api/paths/dogs.yaml":  {Data: []byte("get:\n  responses:\n    \"200\":\n      description: A dog.\n")},
		"api/schemas/pet.yaml": {Data: []byte("type: object\nproperties:\n  name:\n    type: string\n")},
	}
	c, err := contract.ParseFS(files, "api/openapi.yaml")
	require.NoError(t, err)
	s := suggest.New(c, func(file string) string { return file })
	var groups contract.Groups
	exchanges := []*contract.Exchange{
		{Request: contract.Request{Method: "GET", URL: &url.URL{Path: "/dogs"}}, Response: &contract.Response{Status: 404}},
		{Request: contract.Request{Method: "GET", URL: &url.URL{Path: "/cats"}}, Response: &contract.Response{
			Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(`{"name": "Tom", "age": 3}`),
		}},
	}
	for _, x := range exchanges {
		groups.Add(c.Check(x))
		s.Add(x, c.Check(x))
	}
	found, _, err := s.Suggest(t.Context(), groups.List(), all(exchanges))
	require.NoError(t, err)
	require.Len(t, found, 2)
	assert.Contains(t, found[0].Diff, "+++ b/api/schemas/pet.yaml\n")
	assert.Equal(t, "+  age:\n+    type: integer\n", changes(found[0].Diff))
	assert.Contains(t, found[1].Diff, "+++ b/api/paths/dogs.yaml\n")
	assert.Equal(t, "+    \"404\":\n+      $ref: ../openapi.yaml#/components/responses/Failure\n", changes(found[1].Diff))
}

func TestADocumentThatCannotBeEdited(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", utf16Of(pets))
	require.NoError(t, err)
	_, _, err = suggest.New(c, named("openapi.yaml")).Suggest(t.Context(), nil, nil)
	require.ErrorIs(t, err, suggest.ErrUneditable)
	assert.EqualError(t, err, "the document can't be edited: openapi.yaml: the file is not UTF-8; convert it")
}

// A document with very many values is not read to be edited.
func TestADocumentThatIsTooLargeToBeEdited(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte(pets+"\nx-many: '"+strings.Repeat(",", 1_000_000)+"'\n"))
	require.NoError(t, err)
	_, _, err = suggest.New(c, named("openapi.yaml")).Suggest(t.Context(), nil, nil)
	require.ErrorIs(t, err, suggest.ErrUneditable)
	assert.EqualError(t, err, "the document can't be edited: openapi.yaml: it has more than a million values, and to try edits would take gigabytes of memory")
}

// utf16Of returns a text in UTF-16. YAML allows this encoding, but the package can't edit it.
func utf16Of(text string) []byte {
	encoded := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune(text)) {
		encoded = binary.LittleEndian.AppendUint16(encoded, unit)
	}
	return encoded
}

// named returns a function that gives every file this name in diffs.
func named(name string) func(file string) string {
	return func(string) string { return name }
}
