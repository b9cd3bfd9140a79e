package contract_test

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"reflect"
	"slices"
	"strconv"
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

func TestClientUnderstandsEveryDocumentedAnswer(t *testing.T) {
	doc, c := loadDocument(t), loadContract(t)
	byID, _ := operations(doc)
	documented := map[int]bool{}
	for name, operation := range byID {
		body := []byte(nil)
		if operation.RequestBody != nil {
			body = examples(t, operation.RequestBody.Value.Content["application/json"])["schema"]
		}
		for status, ref := range operation.Responses.Map() {
			code, err := strconv.Atoi(status)
			require.NoError(t, err, "no test drives the status %s of %s", status, name)
			documented[code] = true
			answers := map[string][]byte{"no body": nil}
			if mediaType := ref.Value.Content["application/json"]; mediaType != nil {
				answers = examples(t, mediaType)
			}
			for what, answer := range answers {
				t.Run(name+"/"+status+"/"+what, func(t *testing.T) {
					response := contract.Response{Status: code, Header: documentedHeader(answer), Body: answer}
					x, payload, err := drive(t, name, operation, credentials(operation)[0], body, response)
					findings := c.Check(&x)
					if what == "schema" { // Each property of the value is valid, but the value may break an invariant.
						findings = slices.DeleteFunc(findings, func(f contract.Finding) bool { return strings.HasPrefix(f.Rule.String(), "invariant.") })
					}
					assert.Empty(t, findings)
					keepDerived(t, c, &x)
					assertUnderstood(t, ref.Value, response, payload, err)
				})
			}
		}
	}
	for status := range sentinels {
		assert.True(t, documented[status], "there is an error for %d, which no operation documents", status)
	}
}

func documentedHeader(body []byte) http.Header {
	h := http.Header{"X-Polytomic-Version": {apiVersion}}
	if body != nil {
		h.Set("Content-Type", "application/json")
	}
	return h
}

// assertUnderstood fails if the method returned something that differs from the response. It also
// fails if the generated type loses or changes a part of the response: it decodes the response and
// encodes it again.
func assertUnderstood(t *testing.T, documented *openapi3.Response, answer contract.Response, payload any, err error) {
	t.Helper()
	if answer.Status >= 300 {
		var refusal *organizations.Error
		require.ErrorAs(t, err, &refusal)
		require.Contains(t, sentinels, answer.Status, "no error stands for the status %d", answer.Status)
		require.ErrorIs(t, err, sentinels[answer.Status])
		var said organizations.APIError
		require.NoError(t, json.Unmarshal(answer.Body, &said))
		got := organizations.APIError{Key: refusal.Key, Message: refusal.Message, Metadata: refusal.Metadata, Status: said.Status}
		assert.Equal(t, said, got)
		assert.Equal(t, answer.Status, refusal.StatusCode)
		assert.Equal(t, apiVersion, refusal.Version)
	} else {
		require.NoError(t, err)
	}
	if len(answer.Body) == 0 {
		return
	}
	schema := responseSchema(documented)
	require.Contains(t, models, schema, "no test knows the generated type of the schema %s", schema)
	value := reflect.New(models[schema]).Interface()
	require.NoError(t, json.Unmarshal(answer.Body, value))
	described := documented.Content["application/json"].Schema.Value
	var whole map[string]any
	require.NoError(t, json.Unmarshal(answer.Body, &whole))
	addFalse(described, whole)
	assertJSON(t, whole, value)
	if property, ok := described.Extensions["x-payload"].(string); ok {
		assertJSON(t, whole[property], payload)
	}
}

// addFalse sets each boolean property that an object lacks to false, because the generated Go type
// can't tell a missing boolean from false.
func addFalse(schema *openapi3.Schema, value any) {
	object, ok := value.(map[string]any)
	if !ok {
		return
	}
	for name, property := range schema.Properties {
		if _, present := object[name]; !present && property.Value.Type.Is(openapi3.TypeBoolean) {
			object[name] = false
		}
		addFalse(property.Value, object[name])
	}
}

func assertJSON(t *testing.T, want, value any) {
	t.Helper()
	text, err := json.Marshal(want)
	require.NoError(t, err)
	again, err := json.Marshal(value)
	require.NoError(t, err)
	assert.JSONEq(t, string(text), string(again), "the client drops or changes a property")
}

// A loop over the client's iterator yields the same items as the method that returns a list.
func TestClientGoesOverEveryDocumentedList(t *testing.T) {
	byID, _ := operations(loadDocument(t))
	iterators := 0
	for name, operation := range byID {
		if operation.Extensions["x-iterator"] != nil {
			iterators++
			assert.Equal(t, "listOrganizations", name, "no test drives the iterator of %s", name)
		}
	}
	require.Equal(t, 1, iterators)
	documented := byID["listOrganizations"].Responses.Value("200")
	require.NotNil(t, documented, "the document has no list to go over")
	for what, answer := range examples(t, documented.Value.Content["application/json"]) {
		server := newPeer(t, contract.Response{Status: 200, Header: documentedHeader(answer), Body: answer})
		client, err := organizations.New(credentialsByScheme["partnerKey"], organizations.WithBaseURL(server.URL))
		require.NoError(t, err)
		list, err := client.ListOrganizations(t.Context())
		require.NoError(t, err)
		var streamed []organizations.Organization
		for organization, err := range client.Organizations(t.Context()) {
			require.NoError(t, err, what)
			streamed = append(streamed, organization)
		}
		assert.Equal(t, list, streamed, what)
	}
}

func TestClientUnderstandsEveryRecording(t *testing.T) {
	c := loadContract(t)
	byID, _ := operations(loadDocument(t))
	for _, x := range loadRecordings(t) {
		if x.Response == nil {
			continue
		}
		found, ok := c.Find(x.Request.Method, x.Request.URL)
		require.True(t, ok, x.Source)
		operation := byID[found.ID]
		t.Run(x.Source.String(), func(t *testing.T) {
			documented := operation.Responses.Status(x.Response.Status)
			require.NotNil(t, documented)
			body := x.Request.Body
			if len(c.Check(&x)) > 0 { // A test sent this wrong request on purpose, and no client does. Only the response is of use.
				body = []byte(`{}`)
			}
			_, payload, err := drive(t, found.ID, operation, credentials(operation)[0], body, *x.Response)
			assertUnderstood(t, documented.Value, *x.Response, payload, err)
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
		findings := c.Check(&x)
		if x.Source.Provenance == contract.Sandbox { // Some requests to the sandbox are wrong on purpose.
			findings = slices.DeleteFunc(findings, func(f contract.Finding) bool { return f.Severity == contract.Rejected })
		}
		assert.Empty(t, findings, x.Source)
	}
}

// TestMistakesInRefusedRequests compares a file with the mistakes that the engine finds in the
// requests that the sandbox refuses. A rejected request doesn't fail a check. Without this test,
// nobody would notice if the engine no longer found such a mistake. Each line of the file also
// shows what the request sent. If the environment has UPDATE=1, the test writes the file instead.
func TestMistakesInRefusedRequests(t *testing.T) {
	const file = "testdata/rejected.txt"
	c := loadContract(t)
	var b strings.Builder
	for _, x := range loadRecordings(t) {
		for _, f := range c.Check(&x) {
			fmt.Fprintf(&b, "%s %s %d %s at %s: %s\n", f.Operation, f.Severity, x.Response.Status, f.Rule.String(), f.At.String(), sentAt(&x, f.At))
		}
	}
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String(), "look at the difference, then run the test with UPDATE=1")
}

// sentAt returns the beginning of what the request sent at a location: the values of a header, the
// path, or the body.
func sentAt(x *contract.Exchange, at contract.Location) string {
	sent := string(x.Request.Body)
	switch at.In {
	case contract.InHeader:
		sent = strings.Join(x.Request.Header.Values(at.Name), " | ")
	case contract.InPath:
		sent = x.Request.URL.Path
	default:
	}
	if sent == "" {
		return "nothing"
	}
	const most = 60
	if len(sent) > most {
		return fmt.Sprintf("%#q and %d more bytes", sent[:most], len(sent)-most)
	}
	return fmt.Sprintf("%#q", sent)
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
		if byID[name].ExternalDocs == nil { // The vendor has no page about the operation, so it shows no example.
			assert.Empty(t, documented[name], "a recording holds an example of %s, and the document names no page", name)
			continue
		}
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
