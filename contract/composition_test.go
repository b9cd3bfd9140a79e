package contract_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// withSchema returns a document with the operation POST /v. Its request and its response have the
// schema.
func withSchema(schema string) string {
	return fmt.Sprintf(`{"openapi": "3.0.3", "info": {"title": "V", "version": "1"}, "paths": {"/v": {"post": {
		"requestBody": {"required": true, "content": {"application/json": {"schema": %[1]s}}},
		"responses": {"200": {"description": "V.", "content": {"application/json": {"schema": %[1]s}}}}}}},
		"components": {"schemas": {
			"Tree": {"oneOf": [{"type": "string"}, {"type": "object", "required": ["left", "right"],
				"properties": {"left": {"$ref": "#/components/schemas/Tree"}, "right": {"$ref": "#/components/schemas/Tree"}}}]},
			"Cat": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["Cat", "puss"]}, "lives": {"type": "integer"}}},
			"Dog": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": ["Dog", "hound"]}, "tail": {"type": "boolean"}}}}}}`, schema)
}

// valueExchange returns an exchange whose response body is the value.
func valueExchange(value string) *contract.Exchange {
	header := http.Header{"Content-Type": {"application/json"}}
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodPost, URL: &url.URL{Path: "/v"}, Header: header, Body: []byte(value)},
		Response: &contract.Response{Status: 200, Header: header, Body: []byte(value)},
	}
}

const pets = `{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
	"discriminator": {"propertyName": "kind", "mapping": {"puss": "#/components/schemas/Cat"}}}`

func TestCheckValues(t *testing.T) {
	deep := strings.Repeat(`{"left": "a", "right": `, 40) + "5" + strings.Repeat("}", 40)
	for name, tt := range map[string]struct {
		schema, value string
		want          []string
	}{
		"both parts of an allOf":        {`{"allOf": [{"type": "integer", "minimum": 9}, {"type": "integer", "multipleOf": 2}]}`, `5`, []string{"minimum body", "multipleOf body"}},
		"allOf beside its own keywords": {`{"allOf": [{"maxLength": 1}], "type": "string", "enum": ["a"]}`, `"bc"`, []string{"enum body", "maxLength body"}},
		"not, beside a property": {
			`{"type": "object", "not": {"required": ["a"]}, "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}`,
			`{"a": "", "b": 5}`,
			[]string{"not body", "type /b"},
		},
		"enum and pattern":                {`{"type": "string", "enum": ["a"], "pattern": "^a", "format": "date"}`, `"b"`, []string{"enum body", "format body", "pattern body"}},
		"none of anyOf":                   {`{"anyOf": [{"type": "string"}, {"type": "integer"}]}`, `true`, []string{"anyOf body"}},
		"one of anyOf":                    {`{"anyOf": [{"type": "string"}, {"type": "integer"}]}`, `5`, nil},
		"two of oneOf":                    {`{"oneOf": [{"type": "number"}, {"type": "integer"}]}`, `5`, []string{"oneOf body"}},
		"undeclared by the branch":        {`{"oneOf": [{"type": "object", "required": ["a"], "properties": {"a": {}}}, {"type": "object", "required": ["b"], "properties": {"b": {}}}]}`, `{"a": 1, "c": 2}`, []string{"property-undeclared /c"}},
		"declared by two of an allOf":     {`{"allOf": [{"type": "object", "properties": {"a": {"type": "object", "properties": {"x": {}}}}}, {"type": "object", "properties": {"a": {"type": "object", "properties": {"y": {}}}}}]}`, `{"a": {"x": 1, "y": 2, "z": 3}}`, []string{"property-undeclared /a/z"}},
		"discriminator by its mapping":    {pets, `{"kind": "puss", "lives": "9"}`, []string{"oneOf body"}},
		"discriminator by the schema":     {pets, `{"kind": "Dog", "lives": 9}`, []string{"property-undeclared /lives"}},
		"discriminator that names none":   {pets, `{"kind": "Cow"}`, []string{"oneOf body"}},
		"discriminator that is not there": {pets, `{}`, []string{"oneOf body"}},
		"discriminator that decides nothing": {
			`{"oneOf": [{"required": ["a"], "type": "object", "properties": {"kind": {}, "a": {}}}, {"required": ["b"], "type": "object", "properties": {"kind": {}, "b": {}}}], "discriminator": {"propertyName": "kind"}}`,
			`{"kind": "x", "a": 1}`, nil,
		},
		"deep recursion of branches":      {`{"$ref": "#/components/schemas/Tree"}`, deep, []string{"oneOf body"}},
		"exclusive bounds":                {`{"type": "array", "items": {"type": "number", "minimum": 1, "exclusiveMinimum": true, "maximum": 3, "exclusiveMaximum": true}}`, `[1, 2, 3]`, []string{"exclusiveMaximum /2", "exclusiveMinimum /0"}},
		"integer beyond float64":          {`{"type": "integer", "maximum": 9007199254740992}`, `9007199254740993`, []string{"maximum body"}},
		"int64 and one more":              {`{"type": "array", "items": {"type": "integer", "format": "int64"}}`, `[9223372036854775807, 9223372036854775808]`, []string{"format /1"}},
		"int32":                           {`{"type": "array", "items": {"type": "integer", "format": "int32"}}`, `[2147483647, 2147483648]`, []string{"format /1"}},
		"integer with a fraction of zero": {`{"type": "array", "items": {"type": "integer"}}`, `[1.0, 1e2, 1.5, -1e500, 1e-500]`, []string{"type /2", "type /4"}},
		"multiple of a fraction":          {`{"type": "array", "items": {"type": "number", "multipleOf": 0.01}}`, `[4.02, 0.07, 0.005]`, []string{"multipleOf /2"}},
		"equal numbers in an enum":        {`{"enum": [1]}`, `1.0`, nil},
		"equal objects":                   {`{"type": "array", "uniqueItems": true, "items": {}}`, `[{"a": 1, "b": 2}, {"b": 2.0, "a": 1}]`, []string{"uniqueItems body"}},
		"null of any type":                {`{"type": "object", "properties": {"a": {}}}`, `{"a": null}`, nil},
		"null that is allowed":            {`{"type": "string", "nullable": true, "minLength": 1}`, `null`, nil},
		"null that isn't":                 {`{"type": "string"}`, `null`, []string{"nullable body"}},
		"characters, not bytes":           {`{"type": "string", "maxLength": 2}`, `"éé"`, nil},
		"escape of ECMA 262":              {`{"type": "string", "pattern": "^\\u0061$"}`, `"b"`, []string{"pattern body"}},
		"base64":                          {`{"type": "string", "format": "byte"}`, `"a"`, []string{"format body"}},
		"free-form object":                {`{"type": "object"}`, `{"a": {"b": 1}}`, nil},
		"open object":                     {`{"type": "object", "additionalProperties": true, "properties": {"a": {"type": "string"}}}`, `{"a": 1, "b": 2}`, []string{"type /a"}},
		"too many properties":             {`{"type": "object", "maxProperties": 1}`, `{"a": 1, "b": 2}`, []string{"maxProperties body"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, err := contract.Parse("v.json", []byte(withSchema(tt.schema)))
			require.NoError(t, err)
			var got []string
			for _, f := range c.Check(valueExchange(tt.value)) {
				if f.Side == contract.ResponseSide {
					got = append(got, strings.TrimPrefix(f.Rule.String(), "response.")+" "+f.At.String())
				}
				assert.True(t, c.KnownRule(f.Rule), f.Rule.String())
			}
			assert.ElementsMatch(t, tt.want, got)
			if kinRejects(t, tt.schema, tt.value) {
				assert.NotEmpty(t, tt.want, "kin-openapi finds something")
			}
		})
	}
}

// kinRejects reports whether kin-openapi's filter finds a mistake in the response.
func kinRejects(t *testing.T, schema, value string) bool {
	t.Helper()
	doc, err := openapi3.NewLoader().LoadFromData([]byte(withSchema(schema)))
	require.NoError(t, err)
	router, err := gorillamux.NewRouter(doc)
	require.NoError(t, err)
	x := valueExchange(value)
	request := &http.Request{Method: x.Request.Method, URL: x.Request.URL, Header: x.Request.Header}
	route, path, err := router.FindRoute(request)
	require.NoError(t, err)
	if strings.Contains(value, "null") && strings.Contains(schema, `"a": {}`) {
		return false // Kin-openapi refuses null for a schema without a type, and OpenAPI 3.0.3 accepts it.
	}
	return openapi3filter.ValidateResponse(context.Background(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: &openapi3filter.RequestValidationInput{Request: request, PathParams: path, Route: route},
		Status:                 x.Response.Status, Header: x.Response.Header, Body: io.NopCloser(strings.NewReader(value)),
	}) != nil
}

// If no branch accepts a value, the finding explains the branch that comes closest, and names its
// place in the document.
func TestCheckExplainsTheClosestBranch(t *testing.T) {
	c, err := contract.Parse("v.json", []byte(withSchema(`{"oneOf": [{"type": "string"}, {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "integer"}, "b": {}, "c": {}}},
		{"type": "object", "required": ["x", "y", "z"]}]}`)))
	require.NoError(t, err)
	findings := c.Check(valueExchange(`{"a": "1", "b": 2}`))
	require.NotEmpty(t, findings)
	assert.Equal(t, `expected a value that exactly one of 3 alternatives accepts, got an object of 2 properties; the closest expects an integer at /a, got the string "1" (v.json:2:`,
		strings.Split(findings[0].Message(), "v.json:2:")[0]+"v.json:2:")
}

// FuzzCheckFindsWhatKinOpenAPIDoes compares the engine with kin-openapi. The engine must find
// something in every value that kin-openapi refuses, and neither of them may panic.
func FuzzCheckFindsWhatKinOpenAPIDoes(f *testing.F) {
	for _, body := range []string{`{"data": []}`, `{"data": null}`, `{"data": [{"id": 5}]}`, `{"data": [{}], "data": 1}`, `[`, "\xff", `{"data":[{"id":"a"}]}{}`} {
		f.Add([]byte(body))
	}
	doc := loadDocument(f)
	c := loadContract(f)
	schema := doc.Paths.Value("/api/organizations").Get.Responses.Status(200).Value.Content["application/json"].Schema.Value
	f.Fuzz(func(t *testing.T, body []byte) {
		x := call("GET", "/api/organizations", "", 200, string(body))
		x.Response.Header.Set("Content-Type", "application/json")
		findings := c.Check(x)
		var value any
		if err := json.Unmarshal(body, &value); err != nil || schema.VisitJSON(value) != nil {
			assert.NotEmpty(t, findings, "kin-openapi refuses %q", body)
		}
	})
}
