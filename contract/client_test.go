package contract_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/uuid"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// The values that the client is driven with.
const (
	apiVersion     = "2025-09-18"
	idempotencyKey = "4f1f2a52-6a1c-4a5b-9d3c-6f6f6f0a7b21"
)

var organizationID = uuid.MustParse("248df4b7-aa70-47b8-a036-33ac447e668d")

// calls drives each operation of the generated client with everything that it takes. A body is JSON of the document; it goes
// through the generated type, as a program's would.
var calls = map[string]func(ctx context.Context, c *organizations.ClientWithResponses, body []byte) (any, error){
	"getCurrentOrganization": func(ctx context.Context, c *organizations.ClientWithResponses, _ []byte) (any, error) {
		return c.GetCurrentOrganizationWithResponse(ctx, &organizations.GetCurrentOrganizationParams{XPolytomicVersion: apiVersion})
	},
	"listOrganizations": func(ctx context.Context, c *organizations.ClientWithResponses, _ []byte) (any, error) {
		return c.ListOrganizationsWithResponse(ctx, &organizations.ListOrganizationsParams{XPolytomicVersion: apiVersion})
	},
	"createOrganization": func(ctx context.Context, c *organizations.ClientWithResponses, body []byte) (any, error) {
		var request organizations.CreateOrganizationRequest
		if err := json.Unmarshal(body, &request); err != nil {
			return nil, err
		}
		return c.CreateOrganizationWithResponse(ctx, &organizations.CreateOrganizationParams{XPolytomicVersion: apiVersion, IdempotencyKey: idempotencyKey}, request)
	},
	"getOrganization": func(ctx context.Context, c *organizations.ClientWithResponses, _ []byte) (any, error) {
		return c.GetOrganizationWithResponse(ctx, organizationID, &organizations.GetOrganizationParams{XPolytomicVersion: apiVersion})
	},
	"updateOrganization": func(ctx context.Context, c *organizations.ClientWithResponses, body []byte) (any, error) {
		var request organizations.UpdateOrganizationRequest
		if err := json.Unmarshal(body, &request); err != nil {
			return nil, err
		}
		return c.UpdateOrganizationWithResponse(ctx, organizationID, &organizations.UpdateOrganizationParams{XPolytomicVersion: apiVersion}, request)
	},
	"deleteOrganization": func(ctx context.Context, c *organizations.ClientWithResponses, _ []byte) (any, error) {
		return c.DeleteOrganizationWithResponse(ctx, organizationID, &organizations.DeleteOrganizationParams{XPolytomicVersion: apiVersion})
	},
}

// peer is an HTTP server that gives one answer and keeps the exchange.
type peer struct {
	*httptest.Server

	exchange contract.Exchange
}

func newPeer(t *testing.T, answer contract.Response) *peer {
	t.Helper()
	p := &peer{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		p.exchange = contract.Exchange{
			Request:  contract.Request{Method: r.Method, URL: r.URL, Header: r.Header, Body: body},
			Response: &answer,
		}
		maps.Copy(w.Header(), answer.Header)
		w.WriteHeader(answer.Status)
		_, err = w.Write(answer.Body)
		assert.NoError(t, err)
	}))
	t.Cleanup(p.Close)
	return p
}

// drive calls an operation against a server that gives the answer, and returns the exchange and what the client made of it.
func drive(t *testing.T, operation, credential string, body []byte, answer contract.Response) (contract.Exchange, any) {
	t.Helper()
	require.Contains(t, calls, operation, "no test drives the operation %s: add it to the table of calls", operation)
	server := newPeer(t, answer)
	client, err := organizations.NewClientWithResponses(server.URL, organizations.WithRequestEditorFn(func(_ context.Context, r *http.Request) error {
		r.Header.Set("Authorization", credential)
		return nil
	}))
	require.NoError(t, err)
	response, err := calls[operation](t.Context(), client, body)
	require.NoError(t, err, "the client doesn't understand the answer")
	return server.exchange, response
}

// authorization returns a header that satisfies a security requirement of the document.
func authorization(t *testing.T, doc *openapi3.T, requirement openapi3.SecurityRequirement) string {
	t.Helper()
	require.Len(t, requirement, 1)
	for name := range requirement {
		switch scheme := doc.Components.SecuritySchemes[name].Value; scheme.Scheme {
		case "bearer":
			return "Bearer test-key"
		case "basic":
			r := &http.Request{Header: http.Header{}}
			r.SetBasicAuth(organizationID.String(), "test-key")
			return r.Header.Get("Authorization")
		default:
			require.Failf(t, "unknown credential", "no test sends a credential of the scheme %s (%s)", name, scheme.Scheme)
		}
	}
	return ""
}

// examples returns the JSON of every example of a media type, and of one value made from the schema with everything in it.
func examples(t *testing.T, mediaType *openapi3.MediaType) map[string][]byte {
	t.Helper()
	values := map[string]any{"schema": sample(mediaType.Schema.Value)}
	if mediaType.Example != nil {
		values["example"] = mediaType.Example
	}
	for name, ref := range mediaType.Examples {
		values["example "+name] = ref.Value.Value
	}
	assert.Greater(t, len(values), 1, "the document gives no example")
	texts := map[string][]byte{}
	for name, value := range values {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		texts[name] = text
	}
	return texts
}

// sample makes a value of a schema, with every property that it declares.
func sample(schema *openapi3.Schema) any {
	switch {
	case schema.Example != nil:
		return schema.Example
	case schema.Type.Is(openapi3.TypeObject):
		object := map[string]any{}
		for name, property := range schema.Properties {
			object[name] = sample(property.Value)
		}
		return object
	case schema.Type.Is(openapi3.TypeArray):
		return []any{sample(schema.Items.Value), sample(schema.Items.Value)}
	case schema.Type.Is(openapi3.TypeInteger), schema.Type.Is(openapi3.TypeNumber):
		return 7
	case schema.Type.Is(openapi3.TypeBoolean):
		return true
	default:
		return "text"
	}
}

func TestClientSendsWhatTheDocumentAllows(t *testing.T) {
	doc, c := loadDocument(t), loadContract(t)
	byID, _ := operations(doc)
	for name, operation := range byID {
		bodies := map[string][]byte{"no body": nil}
		if operation.RequestBody != nil {
			bodies = examples(t, operation.RequestBody.Value.Content["application/json"])
		}
		for i, requirement := range *operation.Security {
			for what, body := range bodies {
				t.Run(fmt.Sprintf("%s/credential %d/%s", name, i, what), func(t *testing.T) {
					x, _ := drive(t, name, authorization(t, doc, requirement), body, contract.Response{Status: http.StatusTeapot})
					x.Response = nil
					assert.Empty(t, c.Check(&x))
					found, ok := c.Find(x.Request.Method, x.Request.URL)
					require.True(t, ok)
					assert.Equal(t, name, found.ID)
					assertSent(t, operation, x.Request)
					if body != nil {
						assert.JSONEq(t, string(body), string(x.Request.Body), "the client drops or changes a property")
					}
				})
			}
		}
	}
}

// assertSent fails for each declared parameter that the request doesn't have.
func assertSent(t *testing.T, operation *openapi3.Operation, request contract.Request) {
	t.Helper()
	for _, ref := range operation.Parameters {
		switch p := ref.Value; p.In {
		case openapi3.ParameterInHeader:
			assert.NotEmpty(t, request.Header.Get(p.Name), "no test sends the header %s", p.Name)
		case openapi3.ParameterInQuery:
			assert.True(t, request.URL.Query().Has(p.Name), "no test sends the query parameter %s", p.Name)
		}
	}
}

func TestClientUnderstandsEveryDocumentedAnswer(t *testing.T) {
	doc, c := loadDocument(t), loadContract(t)
	byID, _ := operations(doc)
	for name, operation := range byID {
		body := []byte(nil)
		if operation.RequestBody != nil {
			body = examples(t, operation.RequestBody.Value.Content["application/json"])["schema"]
		}
		credential := authorization(t, doc, (*operation.Security)[0])
		for status, ref := range operation.Responses.Map() {
			code, err := strconv.Atoi(status)
			require.NoError(t, err, "no test drives the status %s of %s", status, name)
			answers := map[string][]byte{"no body": nil}
			if mediaType := ref.Value.Content["application/json"]; mediaType != nil {
				answers = examples(t, mediaType)
			}
			for what, answer := range answers {
				t.Run(name+"/"+status+"/"+what, func(t *testing.T) {
					x, response := drive(t, name, credential, body, contract.Response{Status: code, Header: documentedHeader(answer), Body: answer})
					assert.Empty(t, c.Check(&x))
					assertPreserved(t, response, code, answer)
				})
			}
		}
	}
}

func documentedHeader(body []byte) http.Header {
	h := http.Header{"X-Polytomic-Version": {apiVersion}}
	if body != nil {
		h.Set("Content-Type", "application/json")
	}
	return h
}

// assertPreserved fails where the generated type for the status is missing, or where decoding into it and encoding again
// loses or changes something of the body.
func assertPreserved(t *testing.T, response any, status int, body []byte) {
	t.Helper()
	value := reflect.ValueOf(response).Elem()
	assert.Equal(t, status, value.FieldByName("HTTPResponse").Interface().(*http.Response).StatusCode)
	if len(body) == 0 {
		return
	}
	field := value.FieldByName("JSON" + strconv.Itoa(status))
	require.True(t, field.IsValid(), "the client has no type for the body of %d: run make generate", status)
	require.False(t, field.IsNil(), "the client didn't decode the body of %d", status)
	again, err := json.Marshal(field.Interface())
	require.NoError(t, err)
	assert.JSONEq(t, string(body), string(again), "the client drops or changes a property")
}

func TestClientHasNoAnswerBeyondTheDocument(t *testing.T) {
	byID, _ := operations(loadDocument(t))
	for name, operation := range byID {
		_, response := drive(t, name, "Bearer test-key", []byte(`{"name":"Acme"}`), contract.Response{Status: http.StatusTeapot})
		for field := range reflect.TypeOf(response).Elem().Fields() {
			if status, ok := strings.CutPrefix(field.Name, "JSON"); ok {
				assert.NotNil(t, operation.Responses.Value(status), "the client decodes %s of %s, which the document doesn't have: run make generate", status, name)
			}
		}
	}
}

func TestClientUnderstandsEveryRecording(t *testing.T) {
	c := loadContract(t)
	for _, x := range loadRecordings(t) {
		if x.Response == nil {
			continue
		}
		operation, ok := c.Find(x.Request.Method, x.Request.URL)
		require.True(t, ok, x.Source)
		t.Run(x.Source.String(), func(t *testing.T) {
			_, response := drive(t, operation.ID, "Bearer test-key", x.Request.Body, *x.Response)
			assertPreserved(t, response, x.Response.Status, x.Response.Body)
		})
	}
}

// loadRecordings returns all recorded exchanges of this repository.
func loadRecordings(tb testing.TB) []contract.Exchange {
	tb.Helper()
	exchanges, err := recording.Load("testdata/recordings")
	require.NoError(tb, err)
	return exchanges
}

func TestRecordingsAgreeWithTheDocument(t *testing.T) {
	c := loadContract(t)
	for _, x := range loadRecordings(t) {
		assert.Empty(t, c.Check(&x), x.Source)
	}
}

func TestEveryOperationHasADocumentedRecording(t *testing.T) {
	byID, _ := operations(loadDocument(t))
	c := loadContract(t)
	documented := map[string][]contract.Exchange{}
	for _, x := range loadRecordings(t) {
		if x.Source.Provenance == contract.Documented {
			operation, _ := c.Find(x.Request.Method, x.Request.URL)
			documented[operation.ID] = append(documented[operation.ID], x)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(byID)) {
		require.NotEmpty(t, documented[name], "no recording holds the vendor's example of %s", name)
		for _, x := range documented[name] {
			assert.Equal(t, byID[name].ExternalDocs.URL, x.Source.Page, "%s names no source page", x.Source)
			assert.True(t, strings.HasSuffix(x.Source.File, "/documented/"+name+".har"), "%s is not in documented/%s.har", x.Source, name)
			if x.Response != nil {
				assert.NotEmpty(t, x.Response.Body, x.Source)
			}
		}
	}
}
