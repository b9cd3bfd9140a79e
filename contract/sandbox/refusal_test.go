package sandbox_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// What is wrong with a body or its headers is told apart: 400 where it is malformed, 422 where a value can't be.
func TestWrongBodies(t *testing.T) {
	const good = `{"name": "Acme"}`
	for _, test := range []struct {
		name, body string
		headers    []string
		status     int
		metadata   map[string]any
	}{
		{"no JSON", `{"name": `, nil, 400, map[string]any{"body": "json"}},
		{"two values", good + good, nil, 400, map[string]any{"body": "json"}},
		{"a name twice", `{"name": "Acme", "name": "Evil"}`, nil, 400, map[string]any{"body": "json"}},
		{"no UTF-8", "{\"name\": \"\xff\"}", nil, 400, map[string]any{"body": "json"}},
		{"too deep", strings.Repeat("[", 20_000), nil, 400, map[string]any{"body": "json"}},
		{"nothing", "", []string{"Content-Type", "application/json"}, 400, map[string]any{"body": "json"}},
		{"no media type", good, []string{"Content-Type", ""}, 400, map[string]any{"header": "Content-Type"}},
		{"another media type", good, []string{"Content-Type", "text/plain"}, 400, map[string]any{"header": "Content-Type"}},
		{"two media types", good, []string{"Content-Type", "application/json", "Content-Type", "application/json"}, 400, map[string]any{"header": "Content-Type"}},
		{"another charset", good, []string{"Content-Type", "application/json; charset=utf-16"}, 400, map[string]any{"header": "Content-Type"}},
		{"an encoding", good, []string{"Content-Encoding", "gzip"}, 400, map[string]any{"header": "Content-Encoding"}},
		{"too large", `{"name": "` + strings.Repeat("a", 1<<20) + `"}`, nil, 400, map[string]any{"body": "size"}},
		{"no object", `[]`, nil, 422, map[string]any{"field": "body"}},
		{"null", `null`, nil, 422, map[string]any{"field": "body"}},
		{"no name", `{}`, nil, 422, map[string]any{"field": "name"}},
		{"a name in another case", `{"Name": "Acme"}`, nil, 422, map[string]any{"field": "name"}},
		{"an empty name", `{"name": ""}`, nil, 422, map[string]any{"field": "name"}},
		{"a null name", `{"name": null}`, nil, 422, map[string]any{"field": "name"}},
		{"a number for a setting", `{"name": "Acme", "sso_domain": 5}`, nil, 422, map[string]any{"field": "sso_domain"}},
		{"null for a setting", `{"name": "Acme", "client_secret": null}`, nil, 422, map[string]any{"field": "client_secret"}},
		{"a charset", good, []string{"Content-Type", "Application/JSON; charset=UTF-8"}, 200, nil},
		{"a number that is larger than a float", `{"name": "Acme", "size": 1e999}`, nil, 200, nil},
		{"a property that the document doesn't have", `{"name": "Acme", "NAME": 5}`, nil, 200, nil},
	} {
		for _, target := range []struct{ method, path string }{{"POST", list}, {"PUT", item(sandbox.DefaultChildID)}} {
			t.Run(test.name+" "+target.method, func(t *testing.T) {
				p := start(t)
				got := p.send(target.method, target.path, test.body, test.headers...)
				require.Equal(t, test.status, got.status, got.body)
				if test.metadata != nil {
					assert.Equal(t, test.metadata, got.apiError(t).Metadata)
					all, err := p.Client.ListOrganizations(t.Context())
					require.NoError(t, err)
					assert.Len(t, all, 2, "nothing was created")
					assert.Equal(t, "Example Customer", all[1].Name, "nor changed")
				} else {
					assert.Equal(t, "Acme", got.organization(t).Name)
				}
			})
		}
	}
	t.Run("a body where there is none", func(t *testing.T) {
		p := start(t)
		assert.Equal(t, 400, p.send("DELETE", item(sandbox.DefaultChildID), "{}").status)
		assert.Equal(t, 400, p.send("GET", list, "{}").status)
	})
}

// A client that asks before it sends a body is told at once that there is no use in it.
func TestAnAnswerToWhoAsksBeforeSending(t *testing.T) {
	p := start(t)
	for name, test := range map[string]struct {
		key    string
		length int64
		status int
	}{
		"a stranger": {"nobody", 16, 401},
		"too large":  {partner, 1<<20 + 1, 400},
	} {
		t.Run(name, func(t *testing.T) {
			body, sent := io.Pipe() // Nothing ever comes.
			defer func() { assert.NoError(t, sent.Close()) }()
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.URL+list, body)
			require.NoError(t, err)
			request.ContentLength = test.length
			request.Header = http.Header{"Expect": {"100-continue"}, "Authorization": {bearer(test.key)}, "Content-Type": {"application/json"}}
			response, err := (&http.Transport{DisableKeepAlives: true, ExpectContinueTimeout: time.Hour}).RoundTrip(request)
			require.NoError(t, err)
			assert.Equal(t, test.status, response.StatusCode)
			require.NoError(t, response.Body.Close())
		})
	}
}

// A client that sends a long body before it looks for the answer finds one.
func TestAnAnswerToWhoSendsOn(t *testing.T) {
	p := start(t)
	assert.Equal(t, 401, p.sendBy(unchecked, "POST", list, strings.Repeat("a", 12<<20), "Authorization", "").status)
}

// What is not part of the API is answered as an API does: the document has no such exchange, so it isn't held against it.
func TestWhatTheAPIDoesNotHave(t *testing.T) {
	p := start(t)
	for _, test := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/", 404, ""},
		{"GET", "/api/users", 404, ""},
		{"GET", "/api//organizations", 404, ""},
		{"GET", "/api/organizations/", 404, ""},
		{"GET", "/api/organizations/../organization", 404, ""},
		{"GET", item(sandbox.DefaultChildID) + "/users", 404, ""},
		{"HEAD", list, 405, "GET, POST"},
		{"OPTIONS", list, 405, "GET, POST"},
		{"DELETE", list, 405, "GET, POST"},
		{"PATCH", item(sandbox.DefaultChildID), 405, "DELETE, GET, PUT"},
		{"POST", present, 405, "GET"},
		{"PURGE", present, 405, "GET"},
	} {
		t.Run(test.method+" "+test.path, func(t *testing.T) {
			got := p.sendBy(unchecked, test.method, test.path, "")
			assert.Equal(t, test.status, got.status)
			assert.Equal(t, test.allow, got.header.Get("Allow"))
			assert.Equal(t, "application/json", got.header.Get("Content-Type"))
			assert.Equal(t, "2025-09-18", got.header.Get(versionHeader))
			if test.method != http.MethodHead {
				assert.Equal(t, test.status, got.apiError(t).Status)
			}
		})
	}
}

// A question about the server as a whole is answered by the sandbox too, and not by net/http, which would name no version.
func TestOptionsOfTheServer(t *testing.T) {
	p := start(t)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodOptions, p.URL, http.NoBody)
	require.NoError(t, err)
	request.URL.Opaque = "*"
	response, err := unchecked.RoundTrip(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	assert.Equal(t, 404, response.StatusCode)
	assert.Equal(t, "2025-09-18", response.Header.Get(versionHeader))
}

// Every constraint that the document puts on a request is broken once, and the answer is a 4xx that it documents: the sandbox enforces the
// document as it is, also after a change of it.
func TestEachConstraintOfTheDocumentIsEnforced(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(polytomic.OpenAPI())
	require.NoError(t, err)
	broken := 0
	for path, pathItem := range doc.Paths.Map() {
		for method, operation := range pathItem.Operations() {
			for _, b := range breaches(t, path, operation) {
				broken++
				t.Run(operation.OperationID+" "+b.name, func(t *testing.T) {
					p := startDerived(t)
					findings := 0
					transport := p.checked(unchecked, func(_ *contract.Exchange, found []contract.Finding) {
						for _, f := range found {
							if assert.Equal(t, contract.Rejected, f.Severity, "%s at %s: %s", f.Rule.String(), f.At.String(), f.Message()) {
								findings++
							}
						}
					})
					got := p.sendBy(transport, method, b.path, b.body, b.headers...)
					assert.NotNil(t, operation.Responses.Status(got.status), "%d is not documented", got.status)
					assert.GreaterOrEqual(t, got.status, 400)
					assert.Less(t, got.status, 500)
					assert.Positive(t, findings, "the request should break the document, and doesn't")
				})
			}
		}
	}
	assert.GreaterOrEqual(t, broken, 40, "few constraints were found")
}

// breach is a request that breaks one constraint.
type breach struct {
	name, path, body string
	headers          []string
}

func breaches(t *testing.T, template string, operation *openapi3.Operation) []breach {
	t.Helper()
	path := strings.ReplaceAll(template, "{id}", sandbox.DefaultChildID)
	good := ""
	if operation.RequestBody != nil {
		good = `{"name": "Acme"}`
	}
	list := []breach{{"security", path, good, []string{"Authorization", ""}}}
	for _, ref := range operation.Parameters {
		parameter := ref.Value
		for _, value := range wrongTexts(parameter.Schema.Value) {
			b := breach{fmt.Sprintf("%s %s %.20q", parameter.In, parameter.Name, value), path, good, nil}
			switch parameter.In {
			case openapi3.ParameterInPath:
				b.path = strings.ReplaceAll(template, "{"+parameter.Name+"}", value)
			case openapi3.ParameterInHeader:
				b.headers = []string{parameter.Name, value}
			default:
				t.Fatalf("a parameter in %s: teach the test to break it", parameter.In)
			}
			list = append(list, b)
		}
		if parameter.In == openapi3.ParameterInHeader {
			example, _ := parameter.Example.(string)
			list = append(list, breach{"header " + parameter.Name + " twice", path, good, []string{parameter.Name, example, parameter.Name, example}})
		}
	}
	if operation.RequestBody == nil {
		return append(list, breach{"body", path, "{}", nil})
	}
	if operation.RequestBody.Value.Required {
		list = append(list, breach{"body required", path, "", []string{"Content-Type", "application/json"}})
	}
	list = append(list, breach{"media type", path, good, []string{"Content-Type", "text/plain"}})
	return append(list, wrongBodies(operation.RequestBody.Value.Content["application/json"].Schema.Value, path)...)
}

// wrongTexts returns a text for each constraint of a schema of texts that it breaks.
func wrongTexts(schema *openapi3.Schema) []string {
	var wrong []string
	if schema.MinLength > 0 {
		wrong = append(wrong, strings.Repeat("a", int(schema.MinLength)-1))
	}
	if schema.MaxLength != nil {
		wrong = append(wrong, strings.Repeat("a", int(*schema.MaxLength)+1))
	}
	if schema.Pattern != "" {
		wrong = append(wrong, "no such text", "1234-56-78.")
	}
	if schema.Format != "" {
		wrong = append(wrong, "no-such-format")
	}
	return slices.DeleteFunc(wrong, func(text string) bool { return text == "" }) // An empty one would not be sent.
}

// wrongBodies returns a body for each constraint of an object's schema, and of its properties, that it breaks.
func wrongBodies(schema *openapi3.Schema, path string) []breach {
	list := []breach{{"body type", path, "[]", nil}}
	for _, name := range schema.Required {
		list = append(list, breach{"required " + name, path, "{}", nil})
	}
	for name, ref := range schema.Properties {
		property := func(value string) string {
			if name == "name" {
				return `{"name": ` + value + `}`
			}
			return fmt.Sprintf(`{"name": "Acme", %q: %s}`, name, value)
		}
		for _, value := range []string{"5", "null", "true", "[]", "{}"} {
			list = append(list, breach{"type of " + name + " " + value, path, property(value), nil})
		}
		if ref.Value.MinLength > 0 {
			list = append(list, breach{"minLength of " + name, path, property(`""`), nil})
		}
	}
	return list
}
