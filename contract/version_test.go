package contract_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// booksDocument is a document with three versions. In version 2, a book has a title; in version 1,
// it has a name; in version 0, the API can't list books.
const booksDocument = `openapi: 3.0.3
info: {title: Books, version: "2"}
x-versions:
  header: API-Version
  default: "1"
  versions:
    - name: "2"
    - name: "1"
      overlay: versions/1.yaml
    - name: "0"
      overlay: versions/0.yaml
x-invariants:
  - id: served-version
    when: request.headers["api-version"] in versions
    rule: response.headers["api-version"] == request.headers["api-version"]
    message: the version that served the request is the one it asked for
paths:
  /books:
    get:
      operationId: listBooks
      parameters:
        - {name: API-Version, in: header, schema: {type: string, pattern: "^[0-9]+$"}}
      responses:
        "200":
          description: The books.
          headers:
            API-Version: {schema: {type: string}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Books"}
        "400": {description: Bad.}
  /books/{id}:
    delete:
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        "204": {description: Gone.}
components:
  schemas:
    Books:
      type: array
      items:
        type: object
        required: [title]
        properties:
          title: {type: string}
        additionalProperties: false
`

const overlay1 = `overlay: 1.0.0
info: {title: Version 1, version: "1"}
actions:
  - target: $.components.schemas.Books.items.required
    remove: true
  - target: $.components.schemas.Books.items.properties
    update:
      name:
        type: string
        maxLength: 3
`

const overlay0 = `overlay: 1.0.0
info: {title: Version 0, version: "1"}
actions:
  - target: $.paths['/books']
    remove: true
`

func versionedFiles() fstest.MapFS {
	return fstest.MapFS{
		"openapi.yaml": {Data: []byte(booksDocument)}, "versions/1.yaml": {Data: []byte(overlay1)}, "versions/0.yaml": {Data: []byte(overlay0)},
	}
}

func parseVersioned(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.ParseFS(versionedFiles(), "openapi.yaml")
	require.NoError(t, err)
	return c
}

// booksListed returns an exchange that lists books. The request asks for the version requested, and
// the response names the version served. If one of them is empty, its header is missing.
func booksListed(requested, served string, status int, body string) *contract.Exchange {
	x := &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/books"}, Header: http.Header{}},
		Response: &contract.Response{Status: status, Header: http.Header{}},
	}
	if body != "" {
		x.Response.Header.Set("Content-Type", "application/json")
		x.Response.Body = []byte(body)
	}
	if requested != "" {
		x.Request.Header.Set("Api-Version", requested)
	}
	if served != "" {
		x.Response.Header.Set("Api-Version", served)
	}
	return x
}

func TestEachExchangeIsCheckedAgainstItsVersion(t *testing.T) {
	t.Parallel()
	c := parseVersioned(t)
	const unknown = "openapi.yaml:6:3 expected one of the versions 2, 1, 0, got "
	for name, test := range map[string]struct {
		exchange *contract.Exchange
		version  string
		want     []string
	}{
		"served":                {booksListed("2", "2", 200, `[{"title":"A"}]`), "2", nil},
		"requested":             {booksListed("2", "", 200, `[{"title":"A"}]`), "2", []string{"violation invariant.served-version openapi.yaml:13:5"}},
		"default":               {booksListed("", "", 200, `[{"name":"A"}]`), "1", nil},
		"default without title": {booksListed("", "", 200, `[{}]`), "1", nil},
		"new as old": {
			booksListed("1", "1", 200, `[{"name":"Abcd"}]`), "1", []string{"violation response.maxLength versions/1.yaml:10:9"},
		},
		"old as new": {
			booksListed("2", "2", 200, `[{"name":"A"}]`), "2",
			[]string{"violation response.additionalProperties openapi.yaml:47:9", "violation response.required openapi.yaml:44:20"},
		},
		"served before requested": {
			booksListed("2", "1", 200, `[{"name":"A"}]`), "1", []string{"violation invariant.served-version openapi.yaml:13:5"},
		},
		"no operation": {booksListed("0", "0", 200, `[]`), "0", []string{"violation request.path openapi.yaml:17:1"}},
		"unknown, served": {
			booksListed("1", "3", 200, `[{"name":"A"}]`), "1",
			[]string{"violation invariant.served-version openapi.yaml:13:5", "violation response.version-unknown " + unknown + `"3"`},
		},
		"unknown, requested": {
			booksListed("3", "1", 200, `[{"name":"A"}]`), "1", []string{"violation request.version-unknown " + unknown + `"3"`},
		},
		"unknown, rejected":    {booksListed("3", "", 400, ""), "1", []string{"rejected request.version-unknown " + unknown + `"3"`}},
		"not even a version":   {booksListed("three", "", 400, ""), "1", []string{"rejected request.pattern openapi.yaml:22:66"}},
		"unknown and no route": {booksListed("9", "0", 404, ""), "0", []string{"violation request.path openapi.yaml:17:1", "violation request.version-unknown " + unknown + `"9"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, f := range c.Check(test.exchange) {
				assert.Equal(t, test.version, f.Version)
				line := string(f.Severity) + " " + f.Rule.String() + " " + f.Document.String()
				if f.Rule.Keyword == "version-unknown" {
					line += " " + f.Message()
					assert.Equal(t, "header API-Version", f.At.String())
				}
				got = append(got, line)
			}
			assert.Equal(t, test.want, got)
			assert.Equal(t, test.version, c.For(test.exchange).VersionName())
		})
	}
}

func TestVersions(t *testing.T) {
	t.Parallel()
	c := parseVersioned(t)
	assert.Equal(t, []string{"2", "1", "0"}, c.Versions())
	assert.Empty(t, c.VersionName())
	paths := map[string][]string{}
	for _, name := range c.Versions() {
		version, ok := c.Version(name)
		require.True(t, ok)
		assert.Equal(t, name, version.VersionName())
		assert.Nil(t, version.Versions())
		for _, o := range version.Operations() {
			paths[name] = append(paths[name], o.String())
		}
		assert.Same(t, version, version.For(booksListed("2", "2", 200, "[]")), "the contract of a version is for all exchanges")
	}
	both := []string{"GET /books", "DELETE /books/{id}"}
	assert.Equal(t, map[string][]string{"2": both, "1": both, "0": both[1:]}, paths)
	_, ok := c.Version("3")
	assert.False(t, ok)

	var files []string
	for _, f := range c.Files() {
		files = append(files, strings.TrimSpace(f.Location+" "+f.Version))
	}
	assert.Equal(t, []string{"", "versions/1.yaml 1", "versions/0.yaml 0"}, files)

	plain, err := contract.Parse("openapi.yaml", []byte(booksDocument))
	require.NoError(t, err, "a document in one file has one version")
	assert.Nil(t, plain.Versions())
	assert.Same(t, plain, plain.For(booksListed("1", "1", 200, "[]")))
}

func TestClaimsOfVersions(t *testing.T) {
	t.Parallel()
	c := parseVersioned(t)
	places := map[string]int{}
	ids := map[string]bool{}
	for _, claim := range c.Claims() {
		assert.False(t, ids[claim.ID], claim.ID)
		ids[claim.ID] = true
		places[claim.Place.File]++
	}
	assert.True(t, ids["property /components/schemas/Books/items/properties/name present versions/1.yaml"], "an overlay makes claims of its own")
	assert.Positive(t, places["openapi.yaml"])
	findings, covered := c.Session().Cover(booksListed("1", "1", 200, `[{"name":"Abc"}]`))
	assert.Empty(t, findings)
	var own []string
	for _, claim := range covered {
		assert.True(t, ids[claim.Claim], claim.Claim)
		if strings.HasSuffix(claim.Claim, "versions/1.yaml") {
			own = append(own, claim.Claim)
		}
	}
	assert.Equal(t, []string{
		"property /components/schemas/Books/items/properties/name present versions/1.yaml",
		"constraint /components/schemas/Books/items/properties/name/type kept versions/1.yaml",
		"constraint /components/schemas/Books/items/properties/name/maxLength edge versions/1.yaml",
	}, own)
}

func TestWithFilesKeepsVersions(t *testing.T) {
	t.Parallel()
	c, err := parseVersioned(t).WithFile("versions/1.yaml", []byte(strings.Replace(overlay1, "maxLength: 3", "maxLength: 9", 1)))
	require.NoError(t, err)
	assert.Empty(t, c.Check(booksListed("1", "1", 200, `[{"name":"Abcd"}]`)))
	_, err = c.WithFile("", []byte(strings.Replace(booksDocument, "    Books:", "    Tomes:", 1)))
	require.ErrorContains(t, err, "points to nothing")
	_, err = c.WithFile("versions/0.yaml", []byte("overlay: 3.0.0\n"))
	require.ErrorContains(t, err, "versions/0.yaml:1:1: overlays of version")
	_, err = c.WithFile("versions/0.yaml", []byte(strings.Replace(overlay0, "$.paths['/books']", "$.components", 1)))
	require.ErrorContains(t, err, "openapi.yaml:30:30: the $ref \"#/components/schemas/Books\" points to nothing; correct it, or add its target (in version 0)")
}

func TestFlawsOfVersions(t *testing.T) {
	t.Parallel()
	const list = "openapi.yaml:6:3: x-versions: "
	for name, test := range map[string]struct{ old, revised, want string }{
		"not a mapping":   {"  header: API-Version\n  default: \"1\"\n  versions:\n    - name: \"2\"\n    - name: \"1\"\n      overlay: versions/1.yaml\n    - name: \"0\"\n      overlay: versions/0.yaml\n", "  - 1\n", "openapi.yaml:3:1: x-versions: it must be a mapping; write header and versions"},
		"unknown field":   {"  header: API", "  heading: 1\n  header: API", `openapi.yaml:4:3: x-versions: the field "heading" has no meaning here; write header, default, versions`},
		"no header":       {"  header: API-Version\n", "", "openapi.yaml:3:1: x-versions: it must name the header that holds the version; write header: API-Version, or what the header is called"},
		"no list":         {"  versions:\n    - name: \"2\"\n    - name: \"1\"\n      overlay: versions/1.yaml\n    - name: \"0\"\n      overlay: versions/0.yaml\n", "  versions: []\n", list + `it must list the versions, the newest first; `},
		"unknown default": {`default: "1"`, `default: "7"`, `openapi.yaml:5:3: x-versions: the default "7" is not in the list; write 2 or 1 or 0`},
		"no name":         {`    - name: "2"`, `    - overlay: a.yaml`, `openapi.yaml:7:7: x-versions: a version must have a name; write name: "1", in quotes`},
		"twice":           {`    - name: "1"`, `    - name: "2"`, `openapi.yaml:8:7: x-versions: the version "2" is in the list twice; remove one`},
		"wrong overlay":   {"overlay: versions/1.yaml", "overlay: [a]", "openapi.yaml:9:7: x-versions: the overlay must be a path relative to the document; write overlay: versions/1.yaml"},
		"too many":        {`    - name: "2"`, "    - name: \"2\"\n" + strings.Repeat("    - name: \"3\"\n", 198), list + "it lists 201 versions, and the most are 200; remove the oldest"},
		"no such overlay": {"overlay: versions/1.yaml", "overlay: versions/9.yaml", "openapi.yaml:9:7: the overlay can't be read: versions/9.yaml: there is no such file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := versionedFiles()
			require.Contains(t, booksDocument, test.old)
			files["openapi.yaml"] = &fstest.MapFile{Data: []byte(strings.Replace(booksDocument, test.old, test.revised, 1))}
			_, err := contract.ParseFS(files, "openapi.yaml")
			require.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

func TestLoadAppliesOverlays(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"openapi.yaml": strings.Replace(booksDocument, "x-versions:", "x-no-versions:", 1), "versions/1.yaml": overlay1, "versions/0.yaml": overlay0,
	} {
		require.NoError(t, os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700))
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600))
	}
	first := filepath.Join(dir, "versions", "1.yaml")
	c, err := contract.Load(t.Context(), filepath.Join(dir, "openapi.yaml"), contract.WithOverlay(first))
	require.NoError(t, err)
	findings := c.Check(booksListed("", "", 200, `[{"name":"Abcd"}]`))
	require.Len(t, findings, 1)
	assert.Equal(t, filepath.ToSlash(first)+":10:9", findings[0].Document.String())
	assert.Equal(t, "/components/schemas/Books/items/properties/name/maxLength", findings[0].Document.Pointer)
	assert.Equal(t, "versions/1.yaml", c.Files()[1].Location)
	c, err = c.WithFile("versions/1.yaml", []byte(strings.Replace(overlay1, "maxLength: 3", "maxLength: 4", 1)))
	require.NoError(t, err)
	assert.Empty(t, c.Check(booksListed("", "", 200, `[{"name":"Abcd"}]`)))

	c, err = contract.Load(t.Context(), filepath.Join(dir, "openapi.yaml"),
		contract.WithOverlay(first), contract.WithOverlay(filepath.Join(dir, "versions", "0.yaml")))
	require.NoError(t, err)
	assert.Len(t, c.Operations(), 1)
	_, err = contract.Load(t.Context(), filepath.Join(dir, "openapi.yaml"), contract.WithOverlay(filepath.Join(dir, "no.yaml")))
	require.ErrorContains(t, err, "no.yaml: file does not exist; name an overlay of an OpenAPI document")
}
