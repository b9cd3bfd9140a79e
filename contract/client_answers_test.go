package contract_test

import (
	"encoding/json"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

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
