package change_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
)

func exchange(t *testing.T, file, method, address string, status int) *contract.Exchange {
	t.Helper()
	u, err := url.Parse("https://a.example" + address)
	require.NoError(t, err)
	x := &contract.Exchange{Request: contract.Request{Method: method, URL: u, Header: http.Header{}}, Source: contract.Source{File: file}}
	if status != 0 {
		x.Response = &contract.Response{Status: status}
	}
	return x
}

// compared makes an edit of the base document. It returns the two documents and the changes.
func compared(t *testing.T, pairs ...string) (old, revised *change.Document, changes []change.Change) {
	t.Helper()
	old, revised = parse(t, "old", base), parse(t, "new", edited(t, pairs...))
	changes, err := change.Compare(old, revised)
	require.NoError(t, err)
	return old, revised, changes
}

func TestRecordings(t *testing.T) {
	for name, tt := range map[string]struct {
		edits []string
		want  []string
	}{
		"a request: all exchanges of the operation": {
			edits: []string{"minLength: 2", "minLength: 3"},
			want:  []string{"post-200.har", "post-500.har", "post-none.har"},
		},
		"a response: those with its status": {
			edits: []string{"maximum: 10", "maximum: 11"},
			want:  []string{"list-200.har", "post-200.har"},
		},
		"an operation that is gone": {
			edits: []string{"    delete:\n", "    put:\n"},
			want:  []string{"delete.har"},
		},
		"all": {
			edits: []string{"https://a.example", "https://b.example"},
			want:  []string{"delete.har", "list-200.har", "list-404.har", "post-200.har", "post-500.har", "post-none.har"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			old, revised, changes := compared(t, tt.edits...)
			recordings := change.NewRecordings(old, revised)
			recordings.Add(exchange(t, "post-500.har", "POST", "/things", 500))
			recordings.Add(exchange(t, "post-200.har", "POST", "/things", 200))
			recordings.Add(exchange(t, "post-200.har", "POST", "/things", 200))
			recordings.Add(exchange(t, "post-none.har", "POST", "/things", 0))
			recordings.Add(exchange(t, "list-200.har", "GET", "/things", 200))
			recordings.Add(exchange(t, "list-404.har", "GET", "/things", 404))
			recordings.Add(exchange(t, "delete.har", "DELETE", "/things/3", 204))
			recordings.Add(exchange(t, "other.har", "GET", "/others", 200))
			recordings.Touch(changes)
			require.NotEmpty(t, changes)
			assert.Equal(t, tt.want, changes[0].Recordings)
		})
	}
}

func TestRecordingsByStatus(t *testing.T) {
	old, revised, _ := compared(t)
	recordings := change.NewRecordings(old, revised)
	recordings.Add(exchange(t, "200.har", "GET", "/things", 200))
	recordings.Add(exchange(t, "404.har", "GET", "/things", 404))
	recordings.Add(exchange(t, "none.har", "GET", "/things", 0))
	for status, want := range map[string][]string{"200": {"200.har"}, "4XX": {"404.har"}, "500": nil, "default": {"200.har", "404.har"}} {
		changes := []change.Change{{Operations: []change.Operation{{Method: "GET", Path: "/things", Statuses: []string{status}}}}}
		recordings.Touch(changes)
		assert.Equal(t, want, changes[0].Recordings, status)
	}
}

// The identifiers are those of the client that is generated from the project's own document.
func TestIdentifiers(t *testing.T) {
	document, err := os.ReadFile("../../../openapi.yaml")
	require.NoError(t, err)
	source, err := change.ParsePackage("../../../gen/organizations")
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		old, replacement string
		want             []string
	}{
		"a property": {
			"        issuer:\n          description: The URL of the OpenID Connect issuer.\n          type: string\n          example: https://login.acme.example\n        sso_domain:\n          description: The e-mail domain that leads a user to this organization at single sign-on.\n          type: string\n          example: acme.example\n        sso_org_id:\n          description: The identifier of the organization at WorkOS, which runs single sign-on.\n          type: string\n          example: org_01HXYZ\n\n",
			"        issuer: {type: string}\n        sso_domain: {type: string}\n\n",
			[]string{"Organization.SSOOrgID"},
		},
		"a property that is required": {"      required: [data]\n", "", []string{"Client.CreateOrganization", "Client.GetCurrentOrganization", "Client.GetOrganization", "Client.UpdateOrganization"}},
		"an acronym":                  {"          description: The status of the response. The status line has it too.\n          type: integer", "          type: number", []string{"APIError.Status"}},
		"a parameter": {"minLength: 8", "minLength: 9", []string{
			"Client.CreateOrganization", "Client.DeleteOrganization", "Client.UpdateOrganization", "Client.UpdateRecordLogging",
		}},
		"a response that operations share": {
			"x-decision: The vendor's pages don't list 400.", "x-decision: The pages don't list 400.", []string{
				"Client.CreateOrganization", "Client.DeleteOrganization", "Client.GetCurrentOrganization", "Client.GetOrganization",
				"Client.GetRecordLogging", "Client.ListOrganizations", "Client.Organizations", "Client.UpdateOrganization", "Client.UpdateRecordLogging",
			},
		},
		"security": {"        - userKey: []\n", "", []string{"Client.GetCurrentOrganization"}},
		"an operation with an iterator": {
			"x-iterator: Organizations", "x-iterator: Organizations\n      x-other: 1",
			[]string{"Client.ListOrganizations", "Client.Organizations"},
		},
		"an operation by another name": {"operationId: deleteOrganization", "operationId: removeOrganization", []string{"Client.DeleteOrganization"}},
		"a property that is not generated yet": {
			"        client_id:\n", "        client_realm: {type: string}\n        client_id:\n", []string{"CreateOrganizationRequest"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			require.Contains(t, string(document), tt.old)
			old, revised := parse(t, "old", string(document)), parse(t, "new", strings.Replace(string(document), tt.old, tt.replacement, 1))
			changes, err := change.Compare(old, revised)
			require.NoError(t, err)
			require.NotEmpty(t, changes)
			source.Touch(old, revised, changes)
			assert.Equal(t, tt.want, changes[0].Identifiers, changes[0].ID())
		})
	}
}

func TestParsePackageErrors(t *testing.T) {
	dir := t.TempDir()
	_, err := change.ParsePackage(dir)
	require.ErrorContains(t, err, "there is no Go package; name the directory of one that is generated from the document")
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.go"), []byte("package a\n\nfunc {"), 0o600))
	_, err = change.ParsePackage(dir)
	require.ErrorContains(t, err, "a.go:3:6: expected 'IDENT'")
	assert.NotContains(t, err.Error(), "\n")
}

func TestChangelog(t *testing.T) {
	const narrowed = "request-parameter-min-length-increased /paths/~1things/post/parameters/0/schema/minLength"
	for name, tt := range map[string]struct {
		changelog string
		version   string
		want      bool
	}{
		"named":                        {"# Changes\n\n## [Unreleased]\n\n- Tokens are longer (`" + narrowed + "`).\n\n## 1.0.0\n", "1", true},
		"named below a subheading":     {"# Changes\n\n## Unreleased\n\n### Breaking\n\n- `" + narrowed + "`\n", "1", true},
		"named for an earlier release": {"# Changes\n\n## Unreleased\n\n## 1.0.0\n\n- `" + narrowed + "`\n", "1", false},
		"not in backticks":             {"## Unreleased\n\n" + narrowed + "\n", "1", false},
		"the rule at another place":    {"## Unreleased\n\n`request-parameter-min-length-increased /paths/~1things/get`\n", "1", false},
		"no such heading":              {"# Changes\n\n`" + narrowed + "`\n", "1", false},
		"another version":              {"", "2", true},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "CHANGELOG.md")
			require.NoError(t, os.WriteFile(file, []byte(tt.changelog), 0o600))
			changelog, err := change.ReadChangelog(file)
			require.NoError(t, err)
			old, revised, changes := compared(t, "minLength: 2", "minLength: 3", `version: "1"`, `version: "`+tt.version+`"`)
			changelog.Announce(old, revised, changes)
			require.Len(t, changes, 1)
			assert.Equal(t, narrowed, changes[0].ID())
			assert.Equal(t, tt.want, changes[0].Announced)
		})
	}
	_, err := change.ReadChangelog("none.md")
	assert.EqualError(t, err, "none.md: file does not exist; name a changelog in Markdown")
}
