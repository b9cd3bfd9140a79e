package sandbox_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// edited returns openapi.yaml with one edit. Operations without security then take user keys.
func edited(t *testing.T, before, after string) []byte {
	t.Helper()
	document := string(polytomic.OpenAPI())
	require.Contains(t, document, before)
	return []byte(strings.ReplaceAll(document, before, after) + "\nsecurity:\n  - userKey: []\n")
}

// If the document is edited, the sandbox accepts and refuses other requests, and its refusals have
// other words.
func TestTheSandboxFollowsTheDocument(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, before, after, method, path, body string
		headers                                 []string
		status                                  int
		message                                 string
	}{
		{"a shorter key", "minLength: 8", "minLength: 3", "POST", list, `{"name": "Acme"}`, []string{"Idempotency-Key", "abc"}, 200, ""},
		{"a key that is too long", "maxLength: 255", "maxLength: 9", "POST", list, `{"name": "Acme"}`, []string{"Idempotency-Key", "0123456789"}, 400, "Idempotency-Key must have at most 9 characters"},
		{"another pattern of keys", "^[A-Za-z0-9_-]+$", "^[a-z]+$", "POST", list, `{"name": "Acme"}`, []string{"Idempotency-Key", "ABCDEFGH"}, 400, "Idempotency-Key must match the pattern ^[a-z]+$"},
		{"an operation without a key", "        - $ref: \"#/components/parameters/IdempotencyKey\"\n", "", "POST", list, `{"name": "Acme"}`, []string{"Idempotency-Key", "!"}, 200, ""},
		{"an operation without a version", "        - $ref: \"#/components/parameters/RequestedVersion\"\n", "", "GET", list, "", []string{versionHeader, "latest"}, 400, "the API has no version of this date; its versions are 2025-09-18, 2024-02-08, 2023-04-25, 2022-12-12, 2021-05-23"},
		{"longer names", "minLength: 1", "minLength: 5", "POST", list, `{"name": "Acme"}`, nil, 422, "name must have at least 5 characters"},
		{"another required property", "required: [name]", "required: [name, issuer]", "POST", list, `{"name": "Acme"}`, nil, 422, "issuer is required"},
		{"nullable properties", "          type: string\n          example: acme.example", "          type: string\n          nullable: true", "PUT", item(sandbox.DefaultChildID), `{"name": "Acme", "sso_domain": null}`, nil, 200, ""},
		{"a list of values", "          example: org_01HXYZ", "          enum: [one]", "POST", list, `{"name": "Acme", "sso_org_id": "two"}`, nil, 422, "sso_org_id breaks the constraint enum of its schema"},
		{"users may list", "- partnerKey: []", "- userKey: []", "GET", list, "", []string{"Authorization", bearer(user)}, 200, ""},
		{"the security of the document", "      security:\n        - partnerKey: []\n", "", "GET", list, "", []string{"Authorization", bearer(user)}, 200, ""},
		{"a 404 for updates", "          description: The credential is of the wrong kind, or it may not change the organization.\n", "          $ref: \"#/components/responses/ServerFailure\"\n        \"404\":\n          description: Unknown.\n", "PUT", item("acme"), `{"name": "Acme"}`, nil, 404, "no organization has this id"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s, err := sandbox.OpenDocument(edited(t, test.before, test.after))
			require.NoError(t, err)
			r := httptest.NewRequestWithContext(t.Context(), test.method, test.path, strings.NewReader(test.body))
			r.Header.Set("Authorization", bearer(partner))
			r.Header.Set("Content-Type", "application/json")
			for i := 0; i < len(test.headers); i += 2 {
				r.Header.Set(test.headers[i], test.headers[i+1])
			}
			w := httptest.NewRecorder()
			s.ServeHTTP(w, r)
			assert.Equal(t, test.status, w.Code, w.Body.String())
			if test.message != "" {
				assert.Equal(t, test.message, reply{body: w.Body.String()}.apiError(t).Message)
			}
		})
	}
}

// If the sandbox can't serve a document, it returns an error that says what to do.
func TestDocumentsThatTheSandboxCantServe(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, before, after, want string }{
		{"not an OpenAPI document", "openapi: 3.0.3", "openapi: [", "openapi.yaml:4:8: "},
		{"an unknown security scheme", "partnerKey", "strangeKey", `: the sandbox doesn't know the security scheme "strangeKey"; add it to schemeCredentials`},
		{"an operation without security", "security:\n        - partnerKey: []", "security: []", "openapi.yaml: version 2025-09-18: GET /api/organizations: the operation needs no credential; the sandbox doesn't serve such operations"},
		{"a body of another type", "          application/json:\n            schema:\n              $ref: \"#/components/schemas/CreateOrganizationRequest\"", "          text/csv:\n            schema:\n              $ref: \"#/components/schemas/CreateOrganizationRequest\"", "openapi.yaml: version 2025-09-18: POST /api/organizations: the request body has no media type application/json; the sandbox reads no other"},
		{"an operation without a handler", "    put:\n      operationId: updateRecordLogging\n", "    patch:\n      operationId: updateRecordLogging\n", "gen/server has no handler for PATCH /api/organization/record-logging; run make generate"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := sandbox.OpenDocument(edited(t, test.before, test.after))
			require.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}
