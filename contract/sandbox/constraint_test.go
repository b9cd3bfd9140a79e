package sandbox_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// The test breaks each constraint that the document of each version puts on a request, one
// constraint at a time. Each answer must be a 4xx that the document lists. This shows that the
// sandbox enforces the document, and that it will also enforce a changed document.
func TestEachConstraintOfTheDocumentIsEnforced(t *testing.T) {
	t.Parallel()
	documents, err := sandbox.Documents()
	require.NoError(t, err)
	assert.Len(t, documents, 5)
	for version, doc := range documents {
		t.Run(version, func(t *testing.T) { breakEach(t, version, doc) })
	}
}

// breakEach breaks each constraint of the document of a version.
func breakEach(t *testing.T, version string, doc *openapi3.T) {
	t.Helper()
	p := startDerived(t)
	findings := 0
	transport := p.checked(unchecked, func(_ *contract.Exchange, found []contract.Finding) {
		for _, f := range found {
			if assert.Equal(t, contract.Rejected, f.Severity, "%s at %s: %s", f.Rule, f.At, f.Message()) {
				findings++
			}
		}
	})
	broken := 0
	for path, pathItem := range doc.Paths.Map() {
		for method, operation := range pathItem.Operations() {
			for _, b := range breaches(t, path, operation) {
				headers := append([]string{versionHeader, version}, b.headers...)
				if len(b.headers) > 0 && b.headers[0] == versionHeader {
					if version != organizations.APIVersion {
						continue // The sandbox treats a request with an unknown version as a request of the current version.
					}
					headers = b.headers
				}
				broken++
				findings = 0
				got := p.sendBy(transport, method, b.path, b.body, headers...)
				name := operation.OperationID + " " + b.name
				assert.NotNil(t, operation.Responses.Status(got.status), "%s: %d is not documented", name, got.status)
				assert.GreaterOrEqual(t, got.status, 400, name)
				assert.Less(t, got.status, 500, name)
				assert.Positive(t, findings, "%s: the request was meant to break the document", name)
			}
		}
	}
	assert.GreaterOrEqual(t, broken, 30, "the document has at least 30 constraints")
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
		good = bodyOf(operation.RequestBody.Value.Content["application/json"].Schema.Value, "", "")
	}
	list := []breach{{"security", path, good, []string{"Authorization", ""}}}
	for _, ref := range operation.Parameters {
		parameter := ref.Value
		for _, value := range wrongStrings(parameter.Schema.Value) {
			b := breach{fmt.Sprintf("%s %s %.20q", parameter.In, parameter.Name, value), path, good, nil}
			switch parameter.In {
			case openapi3.ParameterInPath:
				b.path = strings.ReplaceAll(template, "{"+parameter.Name+"}", value)
			case openapi3.ParameterInHeader:
				b.headers = []string{parameter.Name, value}
			default:
				t.Fatalf("the test can't break a parameter in %s yet; add it here", parameter.In)
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

// wrongStrings returns a string for each constraint of the schema. The string breaks that
// constraint.
func wrongStrings(schema *openapi3.Schema) []string {
	var wrong []string
	if schema.MinLength > 0 {
		wrong = append(wrong, strings.Repeat("a", int(schema.MinLength)-1))
	}
	if schema.MaxLength != nil {
		wrong = append(wrong, strings.Repeat("a", int(*schema.MaxLength)+1))
	}
	if schema.Pattern != "" {
		wrong = append(wrong, "not the pattern", "1234-56-78.")
	}
	if schema.Format != "" {
		wrong = append(wrong, "no-such-format")
	}
	return slices.DeleteFunc(wrong, func(s string) bool { return s == "" }) // The client would not send an empty header.
}

// wrongBodies returns a body for each constraint of an object's schema and of its properties. The
// body breaks that constraint.
func wrongBodies(schema *openapi3.Schema, path string) []breach {
	list := []breach{{"body type", path, "[]", nil}}
	for _, name := range schema.Required {
		list = append(list, breach{"required " + name, path, "{}", nil})
	}
	for name, ref := range schema.Properties {
		for _, value := range []string{"5", "null", "true", `"true"`, "[]", "{}"} {
			if !allows(ref.Value, value) {
				list = append(list, breach{"type of " + name + " " + value, path, bodyOf(schema, name, value), nil})
			}
		}
		if ref.Value.MinLength > 0 {
			list = append(list, breach{"minLength of " + name, path, bodyOf(schema, name, `""`), nil})
		}
	}
	return list
}

// allows reports whether a value in JSON has the type of the schema.
func allows(schema *openapi3.Schema, value string) bool {
	switch value {
	case "null":
		return schema.Nullable
	case "true":
		return schema.Type.Is(openapi3.TypeBoolean)
	default:
		return value[0] == '"' && schema.Type.Is(openapi3.TypeString)
	}
}

// bodyOf returns an object with the properties that a schema requires. It adds a property with the
// given name and value, unless the name is empty.
func bodyOf(schema *openapi3.Schema, name, value string) string {
	values := map[string]json.RawMessage{}
	for _, required := range schema.Required {
		values[required] = json.RawMessage(`"Acme"`)
		if schema.Properties[required].Value.Type.Is(openapi3.TypeBoolean) {
			values[required] = json.RawMessage("true")
		}
	}
	if name != "" {
		values[name] = json.RawMessage(value)
	}
	body, err := json.Marshal(values)
	if err != nil {
		panic(err) // Each value is valid JSON.
	}
	return string(body)
}
