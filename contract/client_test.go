package contract_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// The constants are the values that the tests pass to the client.
const (
	apiVersion     = organizations.APIVersion
	idempotencyKey = "4f1f2a52-6a1c-4a5b-9d3c-6f6f6f0a7b21"
	organizationID = "248df4b7-aa70-47b8-a036-33ac447e668d"
)

// credentialsByScheme has a credential for each security scheme of the document.
var credentialsByScheme = map[string]organizations.Credential{
	"partnerKey":      organizations.PartnerKey("test-key"),
	"userKey":         organizations.UserKey("test-key"),
	"organizationKey": organizations.OrganizationKey(organizationID, "test-key"),
}

// sentinels has the client's error for each documented status outside 2xx.
var sentinels = map[int]error{
	400: organizations.ErrBadRequest,
	401: organizations.ErrUnauthorized,
	403: organizations.ErrForbidden,
	404: organizations.ErrNotFound,
	409: organizations.ErrConflict,
	422: organizations.ErrUnprocessableEntity,
	500: organizations.ErrInternalServerError,
}

// models has the generated Go type of each schema that describes a whole body.
var models = map[string]reflect.Type{
	"OrganizationEnvelope":      reflect.TypeFor[server.OrganizationEnvelope](),
	"OrganizationListEnvelope":  reflect.TypeFor[server.OrganizationListEnvelope](),
	"CreateOrganizationRequest": reflect.TypeFor[organizations.CreateOrganizationRequest](),
	"UpdateOrganizationRequest": reflect.TypeFor[organizations.UpdateOrganizationRequest](),
	"RecordLoggingEnvelope":     reflect.TypeFor[server.RecordLoggingEnvelope](),
	"ApiError":                  reflect.TypeFor[organizations.APIError](),
}

// peer is an HTTP server that always gives the same response and keeps the exchange.
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

// drive calls the client's method for an operation, with all parameters that the method takes. The
// server gives the response. The body is JSON. drive decodes it into the generated type, because a
// program would pass that type to the method. It returns the exchange and what the method returned.
func drive(t *testing.T, name string, operation *openapi3.Operation, scheme string, body []byte, answer contract.Response) (contract.Exchange, any, error) {
	t.Helper()
	server := newPeer(t, answer)
	require.Contains(t, credentialsByScheme, scheme, "no test sends the credential %s", scheme)
	client, err := organizations.New(credentialsByScheme[scheme], organizations.WithBaseURL(server.URL), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))
	require.NoError(t, err)
	method := reflect.ValueOf(client).MethodByName(strings.ToUpper(name[:1]) + name[1:])
	require.True(t, method.IsValid(), "the client has no method for %s: run make generate", name)

	arguments := []reflect.Value{reflect.ValueOf(t.Context())}
	for i := 1; i < method.Type().NumIn()-1; i++ {
		argument := reflect.New(method.Type().In(i)).Elem()
		if argument.Kind() == reflect.String {
			argument.SetString(organizationID)
		} else {
			require.NoError(t, json.Unmarshal(body, argument.Addr().Interface()))
		}
		arguments = append(arguments, argument)
	}
	if operation.Parameters.GetByInAndName(openapi3.ParameterInHeader, "Idempotency-Key") != nil {
		arguments = append(arguments, reflect.ValueOf(organizations.WithIdempotencyKey(idempotencyKey)))
	}
	results := method.Call(arguments)
	err, _ = reflect.TypeAssert[error](results[len(results)-1])
	if len(results) == 1 {
		return server.exchange, nil, err
	}
	return server.exchange, results[0].Interface(), err
}

// keep writes the exchanges of a test as one session to a directory, if an environment variable
// names the directory. The targets coverage and mutate of the Makefile read the directory.
func keep(t *testing.T, c *contract.Contract, exchanges ...*contract.Exchange) {
	t.Helper()
	keepIn(t, os.Getenv("EVIDENCE"), c, exchanges...)
}

// keepDerived is like keep, for exchanges that are made from the document. They show what a test
// exercises. They can't show a mistake in the document, because they repeat it. The target mutate
// of the Makefile leaves them out.
func keepDerived(t *testing.T, c *contract.Contract, exchanges ...*contract.Exchange) {
	t.Helper()
	keepIn(t, os.Getenv("DERIVED_EVIDENCE"), c, exchanges...)
}

func keepIn(t *testing.T, dir string, c *contract.Contract, exchanges ...*contract.Exchange) {
	t.Helper()
	report := recording.KeepTest(t, c, dir, func(*contract.Exchange, []contract.Finding) {})
	for _, x := range exchanges {
		report(x, nil)
	}
}

// examples returns the JSON of every example of a media type. It adds two values made from the
// schema: one with every property, and one with only the required properties.
func examples(t *testing.T, mediaType *openapi3.MediaType) map[string][]byte {
	t.Helper()
	values := map[string]any{"schema": sample(mediaType.Schema.Value), "least": least(mediaType.Schema.Value)}
	if mediaType.Example != nil {
		values["example"] = mediaType.Example
	}
	for name, ref := range mediaType.Examples {
		values["example "+name] = ref.Value.Value
	}
	assert.Greater(t, len(values), 2, "the document gives no example")
	texts := map[string][]byte{}
	for name, value := range values {
		text, err := json.Marshal(value)
		require.NoError(t, err)
		texts[name] = text
	}
	return texts
}

// sample returns a value of a schema. The value has every property that the schema declares.
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

// least returns a value of a schema. The value has only the required properties, and its strings
// are as short as possible.
func least(schema *openapi3.Schema) any {
	switch {
	case schema.Type.Is(openapi3.TypeObject):
		object := map[string]any{}
		for _, name := range schema.Required {
			object[name] = least(schema.Properties[name].Value)
		}
		return object
	case schema.Type.Is(openapi3.TypeArray):
		return []any{least(schema.Items.Value)}
	case schema.Type.Is(openapi3.TypeString):
		return strings.Repeat("a", int(schema.MinLength))
	default:
		return sample(schema)
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
		for _, scheme := range credentials(operation) {
			for what, body := range bodies {
				t.Run(name+"/"+scheme+"/"+what, func(t *testing.T) {
					x, _, err := drive(t, name, operation, scheme, body, contract.Response{Status: http.StatusTeapot})
					require.ErrorContains(t, err, "418")
					x.Response = nil
					assert.Empty(t, c.Check(&x))
					keepDerived(t, c, &x)
					found, ok := c.Find(x.Request.Method, x.Request.URL)
					require.True(t, ok)
					assert.Equal(t, name, found.ID)
					assertSent(t, operation, x.Request)
					if body != nil {
						assert.JSONEq(t, withoutNulls(t, body), string(x.Request.Body), "the client drops or changes a property")
					}
				})
			}
		}
	}
}

// withoutNulls returns an object without the properties whose value is null. The client never sends
// null, because in this document null means the same as leaving the property out.
func withoutNulls(t *testing.T, body []byte) string {
	t.Helper()
	var object map[string]any
	require.NoError(t, json.Unmarshal(body, &object))
	maps.DeleteFunc(object, func(_ string, value any) bool { return value == nil })
	text, err := json.Marshal(object)
	require.NoError(t, err)
	return string(text)
}

// The client refuses a credential that the document doesn't list for the operation, and sends
// nothing.
func TestClientRefusesCredentialsThatTheDocumentDoesNotList(t *testing.T) {
	byID, _ := operations(loadDocument(t))
	for name, operation := range byID {
		for scheme := range credentialsByScheme {
			if slices.Contains(credentials(operation), scheme) {
				continue
			}
			x, _, err := drive(t, name, operation, scheme, []byte(`{}`), contract.Response{Status: http.StatusTeapot})
			require.ErrorContains(t, err, "the credential is", name)
			assert.Empty(t, x.Request.Method, "%s was sent with %s", name, scheme)
		}
	}
}

func TestClientIsPinnedToTheVersionOfTheDocument(t *testing.T) {
	want := loadDocument(t).Info.Version
	assert.Equal(t, want, organizations.APIVersion)
}

// assertSent fails if the request lacks a declared parameter.
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
