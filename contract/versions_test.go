package contract_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// The table states the facts about the older versions of the API a second time. They were read from
// the vendor's pages and SDKs of that time, and not from the overlays. The table leaves out what
// nobody knows.
var versionTable = map[string]struct {
	// operations has the methods and paths of the version, each with the error statuses that are
	// known.
	operations map[string]string
	// result is the name of the property that has the organization or the list in a response.
	result string
	// body lists the properties of a request that creates or updates an organization.
	body string
}{
	"2021-05-23": {map[string]string{
		"GET /api/organizations": "", "POST /api/organizations": "401 500", "GET /api/organizations/{id}": "", "PATCH /api/organizations/{id}": "",
		"DELETE /api/organizations/{id}": "",
	}, "result", "name sso_domain sso_org_id"},
	"2022-12-12": {map[string]string{
		"GET /api/organizations": "", "POST /api/organizations": "", "GET /api/organizations/{id}": "", "PATCH /api/organizations/{id}": "",
		"DELETE /api/organizations/{id}": "401 403 404 500",
	}, "data", "client_id client_secret issuer name sso_domain sso_org_id"},
	"2023-04-25": {map[string]string{
		"GET /api/organizations": "401 500", "POST /api/organizations": "401 409 422 500", "GET /api/organizations/{id}": "",
		"PATCH /api/organizations/{id}": "401 403 409 422 500", "DELETE /api/organizations/{id}": "",
	}, "data", "client_id client_secret issuer name sso_domain sso_org_id"},
	"2024-02-08": {map[string]string{
		"GET /api/organizations": "401 500", "POST /api/organizations": "401 409 422 500", "GET /api/organizations/{id}": "401 403 404",
		"PUT /api/organizations/{id}": "401 403 409 422 500", "DELETE /api/organizations/{id}": "401 403 404 500",
	}, "data", "client_id client_secret issuer name sso_domain sso_org_id"},
}

func versionTree(t *testing.T, c *contract.Contract, name string) *document.Document {
	t.Helper()
	version, ok := c.Version(name)
	require.True(t, ok)
	doc, err := tree.Of(version)
	require.NoError(t, err)
	return doc
}

func TestOlderVersionsStateTheFacts(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(polytomic.FS(), "openapi.yaml")
	require.NoError(t, err)
	assert.Empty(t, c.Warnings())
	assert.Equal(t, []string{"2025-09-18", "2024-02-08", "2023-04-25", "2022-12-12", "2021-05-23"}, c.Versions())
	assert.Equal(t, "2025-09-18", c.DefaultVersion())
	for name, facts := range versionTable {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := versionTree(t, c, name)
			root := doc.Root()
			version, _ := c.Version(name)
			var operations []string
			for _, o := range version.Operations() {
				operations = append(operations, o.String())
				var statuses []string
				for _, r := range o.Responses {
					if r.Status >= "400" && r.Decision == "" {
						statuses = append(statuses, r.Status)
					}
				}
				if known := facts.operations[o.String()]; known != "" {
					assert.Equal(t, known, strings.Join(statuses, " "), o)
				} else {
					method, path := strings.ToLower(o.Method), o.Path
					decided := root.At("paths", path, method).StringAt("x-decision") != ""
					assert.True(t, decided, "%s: that its statuses are not known is a decision", o)
				}
			}
			for operation := range facts.operations {
				assert.Contains(t, operations, operation)
			}
			assert.Len(t, operations, len(facts.operations))
			assert.Equal(t, name, root.At("info", "version").Text())
			requested := root.At("components", "parameters", "RequestedVersion")
			assert.True(t, requested.Get("required").IsTrue(), "the version is required")
			for _, envelope := range []string{"OrganizationEnvelope", "OrganizationListEnvelope"} {
				schema := root.At("components", "schemas", envelope)
				assert.Equal(t, facts.result, schema.At("required", "0").Text())
				assert.NotNil(t, schema.At("properties", facts.result))
				assert.Equal(t, facts.result == "data", schema.At("properties", "data") != nil)
			}
			for _, body := range []string{"CreateOrganizationRequest", "UpdateOrganizationRequest"} {
				var names []string
				for property := range root.At("components", "schemas", body, "properties").SortedFields() {
					names = append(names, property)
				}
				assert.Equal(t, facts.body, strings.Join(names, " "), body)
			}
			for schemes := range root.At("paths", "/api/organizations", "get", "security").Items() {
				for scheme := range schemes.Fields() {
					assert.True(t, slices.Contains([]string{"partnerKey", "userKey", "deploymentKey"}, scheme), scheme)
				}
			}
			assert.Equal(t, 3, root.At("paths", "/api/organizations", "get", "security").Len())
		})
	}
}

func TestOnlyTheBodyOf401OfOneVersionIsOfItsOwnKind(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(polytomic.FS(), "openapi.yaml")
	require.NoError(t, err)
	doc := versionTree(t, c, "2024-02-08")
	for _, path := range []string{"/api/organizations", "/api/organizations/{id}"} {
		for method, operation := range doc.Root().At("paths", path).Fields() {
			schema := operation.At("responses", "401").Target().At("content", "application/json", "schema").Target()
			kinds := map[string]string{}
			for name, property := range schema.Get("properties").Fields() {
				kinds[name] = property.StringAt("type")
			}
			assert.Equal(t, map[string]string{"code": "integer", "context": "object", "error": "string", "status": "string"}, kinds, method)
		}
	}
}

// Each version, with its overlays applied, is a valid document.
func TestVersionsAreValidDocuments(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(polytomic.FS(), "openapi.yaml")
	require.NoError(t, err)
	for _, name := range c.Versions() {
		doc := versionTree(t, c, name)
		text, err := jsonvalue.Append(nil, doc.Root().Value())
		require.NoError(t, err)
		read, err := openapi3.NewLoader().LoadFromData(text)
		require.NoError(t, err, name)
		assert.NoError(t, read.Validate(t.Context(), openapi3.EnableExamplesValidation(), openapi3.EnableMultiError()), name)
	}
}
