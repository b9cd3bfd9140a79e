package contract_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
)

// loadDocument loads openapi.yaml with kin-openapi.
func loadDocument(tb testing.TB) *openapi3.T {
	tb.Helper()
	doc, err := openapi3.NewLoader().LoadFromData(polytomic.OpenAPI())
	require.NoError(tb, err)
	return doc
}

var parseContract = sync.OnceValues(func() (*contract.Contract, error) { return contract.Parse("openapi.yaml", polytomic.OpenAPI()) })

// loadContract returns the contract of openapi.yaml. All tests share it.
func loadContract(tb testing.TB) *contract.Contract {
	tb.Helper()
	c, err := parseContract()
	require.NoError(tb, err)
	return c
}

// operations returns the operations of a document by operationId, and the string "METHOD /path" of
// each operation.
func operations(doc *openapi3.T) (byID map[string]*openapi3.Operation, routes map[string]string) {
	byID, routes = map[string]*openapi3.Operation{}, map[string]string{}
	for path, item := range doc.Paths.Map() {
		for method, operation := range item.Operations() {
			byID[operation.OperationID] = operation
			routes[operation.OperationID] = method + " " + path
		}
	}
	return byID, routes
}

func TestDocumentIsValid(t *testing.T) {
	doc := loadDocument(t)
	assert.NoError(t, doc.Validate(context.Background(), openapi3.EnableExamplesValidation(), openapi3.EnableSchemaPatternValidation(), openapi3.EnableMultiError()))
}

// The tables below state the facts of the API a second time. They were read from the vendor's pages
// and not from openapi.yaml. If you add or remove a line of openapi.yaml, change these tables too,
// and compare them with the vendor's page while you do.

type operationFacts struct {
	route string
	// page is the last segment of the vendor's page about the operation. It is empty if the vendor
	// has no page yet and only its SDK has the operation.
	page        string
	credentials []string
	parameters  []string
	body        string
	// documented lists the statuses on the vendor's current page. decided lists the statuses that
	// this project added.
	documented, decided string
	payload             string
	// decision reports whether the operation itself has an x-decision.
	decision bool
}

const (
	version     = "header X-Polytomic-Version string"
	id          = "path id! string uuid"
	idempotency = "header Idempotency-Key string 8..255"
)

var operationTable = map[string]operationFacts{
	"getCurrentOrganization": {
		route: "GET /api/organization", page: "get-current", credentials: []string{"userKey", "organizationKey"},
		parameters: []string{version}, documented: "200 401 403 404", decided: "400", payload: "OrganizationEnvelope",
	},
	"getRecordLogging": {
		route: "GET /api/organization/record-logging", credentials: []string{"userKey", "organizationKey"},
		parameters: []string{version}, documented: "200 401 403 500", decided: "400", payload: "RecordLoggingEnvelope", decision: true,
	},
	"updateRecordLogging": {
		route: "PUT /api/organization/record-logging", credentials: []string{"userKey", "organizationKey"},
		parameters: []string{idempotency, version}, body: "UpdateRecordLoggingRequest!",
		documented: "200 401 403 404 422 500", decided: "400 409", payload: "RecordLoggingEnvelope", decision: true,
	},
	"listOrganizations": {
		route: "GET /api/organizations", page: "list", credentials: []string{"partnerKey"},
		parameters: []string{version}, documented: "200 500", decided: "400 401 403", payload: "OrganizationListEnvelope",
	},
	"createOrganization": {
		route: "POST /api/organizations", page: "create", credentials: []string{"partnerKey"},
		parameters: []string{idempotency, version}, body: "CreateOrganizationRequest!",
		documented: "200 409 422 500", decided: "400 401 403", payload: "OrganizationEnvelope",
	},
	"getOrganization": {
		route: "GET /api/organizations/{id}", page: "get", credentials: []string{"partnerKey"},
		parameters: []string{version, id}, documented: "200 403 404 500", decided: "400 401", payload: "OrganizationEnvelope",
	},
	"updateOrganization": {
		route: "PUT /api/organizations/{id}", page: "update", credentials: []string{"partnerKey"},
		parameters: []string{idempotency, version, id}, body: "UpdateOrganizationRequest!",
		documented: "200 403 409 422 500", decided: "400 401", payload: "OrganizationEnvelope", decision: true,
	},
	"deleteOrganization": {
		route: "DELETE /api/organizations/{id}", page: "delete", credentials: []string{"partnerKey"},
		parameters: []string{idempotency, version, id}, documented: "403 404 500", decided: "200 204 400 401", decision: true,
	},
}

func TestDocumentStatesTheFactsOfEachOperation(t *testing.T) {
	doc := loadDocument(t)
	byID, routes := operations(doc)
	assert.ElementsMatch(t, slices.Collect(maps.Keys(operationTable)), slices.Collect(maps.Keys(byID)), "operations")
	for name, want := range operationTable {
		operation := byID[name]
		if operation == nil {
			continue // The test already reported the missing operation.
		}
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, want.route, routes[name])
			assert.Equal(t, want.page, page(operation))
			assert.Equal(t, want.decision, operation.Extensions["x-decision"] != nil, "x-decision of the operation")
			assert.Equal(t, want.credentials, credentials(operation))
			assert.ElementsMatch(t, want.parameters, parameters(operation))
			assert.Equal(t, want.body, requestSchema(operation))

			documented, decided := statuses(operation)
			assert.Equal(t, want.documented, documented, "statuses of the vendor's page")
			assert.Equal(t, want.decided, decided, "statuses with x-decision")
			for status, ref := range operation.Responses.Map() {
				assert.Equal(t, payload(want, status), responseSchema(ref.Value), "schema of %s", status)
				require.Len(t, ref.Value.Headers, 1, "headers of %s", status)
				served := ref.Value.Headers["X-Polytomic-Version"]
				require.NotNil(t, served, "X-Polytomic-Version of %s", status)
				assert.True(t, served.Value.Required, "X-Polytomic-Version of %s is required", status)
				assert.Equal(t, datePattern, served.Value.Schema.Value.Pattern)
			}
		})
	}
}

const datePattern = `^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$`

func payload(want operationFacts, status string) string {
	switch {
	case status[0] != '2':
		return "ApiError"
	default:
		return want.payload
	}
}

// page returns the last segment of the URL of the vendor's page, or an empty string if the document
// names no page.
func page(operation *openapi3.Operation) string {
	if operation.ExternalDocs == nil {
		return ""
	}
	return strings.TrimPrefix(operation.ExternalDocs.URL, "https://apidocs.polytomic.com/2025-09-18/api-reference/organization/")
}

func credentials(operation *openapi3.Operation) []string {
	var names []string
	for _, requirement := range *operation.Security {
		names = append(names, slices.Sorted(maps.Keys(requirement))...)
	}
	return names
}

func parameters(operation *openapi3.Operation) []string {
	var texts []string
	for _, ref := range operation.Parameters {
		p := ref.Value
		text := p.In + " " + p.Name
		if p.Required {
			text += "!"
		}
		texts = append(texts, text+" "+describe(p.Schema.Value))
	}
	return texts
}

func requestSchema(operation *openapi3.Operation) string {
	if operation.RequestBody == nil {
		return ""
	}
	name := strings.TrimPrefix(operation.RequestBody.Value.Content["application/json"].Schema.Ref, "#/components/schemas/")
	if operation.RequestBody.Value.Required {
		name += "!"
	}
	return name
}

func responseSchema(response *openapi3.Response) string {
	if len(response.Content) == 0 {
		return ""
	}
	return strings.TrimPrefix(response.Content["application/json"].Schema.Ref, "#/components/schemas/")
}

func statuses(operation *openapi3.Operation) (documented, decided string) {
	var yes, no []string
	for status, ref := range operation.Responses.Map() {
		if reason, ok := ref.Value.Extensions["x-decision"].(string); ok && reason != "" {
			no = append(no, status)
		} else {
			yes = append(yes, status)
		}
	}
	slices.Sort(yes)
	slices.Sort(no)
	return strings.Join(yes, " "), strings.Join(no, " ")
}

// schemaTable has a line for each property: a ! if the property is required, then its type and
// other facts.
var schemaTable = map[string][]string{
	"Organization":             {"id string", "issuer string", "name string", "sso_domain string", "sso_org_id string"},
	"OrganizationEnvelope":     {"data! object"},
	"OrganizationListEnvelope": {"data! array nullable"},
	"CreateOrganizationRequest": {
		"client_id string", "client_secret string password writeOnly", "issuer string", "name! string 1..", "sso_domain string", "sso_org_id string",
	},
	"UpdateOrganizationRequest": {
		"client_id string", "client_secret string password writeOnly", "issuer string", "name! string 1..", "sso_domain string", "sso_org_id string",
	},
	"RecordLoggingSettings":      {"deliveryConnectionId string", "deliveryConnectionName string", "deliveryPrefix string", "enabled boolean"},
	"RecordLoggingEnvelope":      {"data! object"},
	"UpdateRecordLoggingRequest": {"deliveryConnectionId string nullable", "deliveryPrefix string nullable", "enabled! boolean"},
	"ApiError":                   {"key string", "message string", "metadata object open", "status integer"},
}

func TestDocumentStatesTheFactsOfEachSchema(t *testing.T) {
	doc := loadDocument(t)
	assert.ElementsMatch(t, slices.Collect(maps.Keys(schemaTable)), slices.Collect(maps.Keys(doc.Components.Schemas)), "schemas")
	for name, want := range schemaTable {
		if ref := doc.Components.Schemas[name]; ref != nil {
			assert.Equal(t, want, properties(ref.Value), name)
		}
	}
}

func properties(schema *openapi3.Schema) []string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(schema.Properties)) {
		text := name
		if slices.Contains(schema.Required, name) {
			text += "!"
		}
		texts = append(texts, text+" "+describe(schema.Properties[name].Value))
	}
	return texts
}

func describe(schema *openapi3.Schema) string {
	words := schema.Type.Slice()
	if schema.Format != "" {
		words = append(words, schema.Format)
	}
	if schema.MinLength > 0 || schema.MaxLength != nil {
		length := fmt.Sprintf("%d..", schema.MinLength)
		if schema.MaxLength != nil {
			length += strconv.FormatUint(*schema.MaxLength, 10)
		}
		words = append(words, length)
	}
	if schema.WriteOnly {
		words = append(words, "writeOnly")
	}
	if schema.Nullable {
		words = append(words, "nullable")
	}
	if has := schema.AdditionalProperties.Has; has != nil && *has {
		words = append(words, "open")
	}
	return strings.Join(words, " ")
}

func TestDocumentStatesTheFactsOfTheAPI(t *testing.T) {
	doc := loadDocument(t)
	assert.Equal(t, "3.0.3", doc.OpenAPI)
	assert.Equal(t, "2025-09-18", doc.Info.Version)
	require.Len(t, doc.Servers, 1)
	assert.Equal(t, "https://app.polytomic.com", doc.Servers[0].URL)

	schemes := map[string]string{}
	for name, ref := range doc.Components.SecuritySchemes {
		schemes[name] = ref.Value.Type + " " + ref.Value.Scheme
	}
	assert.Equal(t, map[string]string{"partnerKey": "http bearer", "userKey": "http bearer", "organizationKey": "http basic"}, schemes)
	assert.Equal(t, datePattern, doc.Components.Parameters["RequestedVersion"].Value.Schema.Value.Pattern)
	for _, decided := range []string{"OrganizationID", "IdempotencyKey"} {
		assert.NotNil(t, doc.Components.Parameters[decided].Value.Extensions["x-decision"], "x-decision of %s", decided)
	}
	assert.Equal(t, `^[A-Za-z0-9_-]+$`, doc.Components.Parameters["IdempotencyKey"].Value.Schema.Value.Pattern)
}
