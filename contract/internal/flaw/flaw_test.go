package flaw_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/flaw"
)

// find returns the sorted flaws of a document, each as "POINTER: WHAT".
func find(t *testing.T, version, text string) []string {
	t.Helper()
	d, err := document.Parse("a.yaml", []byte("openapi: "+version+"\n"+text))
	require.NoError(t, err)
	require.NoError(t, d.Validate())
	require.Empty(t, d.Flaws(), "the grammar finds no flaw")
	var all []string
	for _, f := range flaw.Find(d) {
		all = append(all, f.Node.Pointer()+": "+f.What)
	}
	slices.Sort(all)
	return all
}

const info = "info: {title: a, version: '1'}\n"

// Each text is a schema, which is placed at components: schemas: {s: TEXT}. The flaws of the schema
// follow the text.
func TestSchemas(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"3.0.3 {type: array, items: {type: string}, minItems: 1, maxItems: 1}": "",
		"3.1.0 {type: [string, 'null'], minLength: 1}":                         "",
		"3.1.0 {type: array}":                "",
		"3.0.3 {type: array}":                ": a schema of the type array must have items in OpenAPI 3.0; add it",
		"3.0.3 {type: strin}":                `/type: there is no type "strin"; write one of array, boolean, integer, number, object, string`,
		"3.0.3 {type: file}":                 "/type: there is no type file; write type: string and format: binary",
		"3.0.3 {type: any}":                  "/type: there is no type any; remove it, because a schema without a type accepts all values",
		"3.0.3 {type: 'null'}":               "/type: the type null exists since OpenAPI 3.1; write nullable: true beside another type",
		"3.1.0 {type: [string, string]}":     `/type/1: "string" is in the list type twice; remove one of them`,
		"3.0.3 {minLength: 2, maxLength: 1}": "/minLength: minLength 2 is more than maxLength 1, so no value is valid; correct one of them",
		"3.0.3 {minimum: 12345678901234567891, maximum: 12345678901234567890}": "/minimum: minimum 12345678901234567891 is more than maximum 12345678901234567890, so no value is valid; correct one of them",
		"3.0.3 {minItems: 2, maxItems: 1}":                                     "/minItems: minItems 2 is more than maxItems 1, so no value is valid; correct one of them",
		"3.0.3 {minProperties: 2, maxProperties: 1}":                           "/minProperties: minProperties 2 is more than maxProperties 1, so no value is valid; correct one of them",
		"3.0.3 {multipleOf: 0}":                                                "/multipleOf: multipleOf must be more than 0; correct it",
		"3.0.3 {readOnly: true, writeOnly: true}":                              "/writeOnly: readOnly and writeOnly exclude each other; remove one of them",
		"3.0.3 {enum: []}":                                                     "/enum: the enum is empty, so no value is valid; add the values, or remove it",
		"3.0.3 {required: [a, b, a]}":                                          `/required/2: "a" is in the list required twice; remove one of them`,
	} {
		version, schema, _ := strings.Cut(text, " ")
		var all []string
		if want != "" {
			all = []string{"/components/schemas/s" + want}
		}
		assert.Equal(t, all, find(t, version, info+"paths: {}\ncomponents: {schemas: {s: "+schema+"}}\n"), text)
	}
}

// Each text is the value of components.
func TestComponents(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"3.0.3 parameters: {p: {name: a, in: query, schema: {}}}":                                                                        "",
		"3.2.0 parameters: {p: {name: a, in: querystring, content: {a/b: {}}}}":                                                          "",
		"3.2.0 parameters: {p: {name: a, in: cookie, style: cookie, schema: {}}}":                                                        "",
		"3.1.0 parameters: {p: {name: a, in: querystring, content: {a/b: {}}}}":                                                          `/parameters/p/in: no parameter is in "querystring"; write path, query, header, cookie`,
		"3.2.0 parameters: {p: {name: a, in: querystring, schema: {}}}":                                                                  "/parameters/p: a parameter in the querystring must have content; add it",
		"3.0.3 parameters: {p: {name: a, in: path, schema: {}}}":                                                                         `/parameters/p: the path parameter "a" must have required: true; add it`,
		"3.0.3 parameters: {p: {name: a, in: query}}":                                                                                    "/parameters/p: the parameter must have a schema or content; add one",
		"3.0.3 parameters: {p: {name: a, in: query, content: {a/b: {}, c/d: {}}}}":                                                       "/parameters/p/content: the content of a parameter must have one media type; it has 2",
		"3.0.3 parameters: {p: {name: a, in: query, schema: {}, content: {a/b: {}}}}":                                                    "/parameters/p/content: schema and content exclude each other; remove one of them",
		"3.0.3 parameters: {p: {name: a, in: header, style: form, schema: {}}}":                                                          `/parameters/p/style: a parameter in header does not have the style "form"; write simple`,
		"3.0.3 headers: {h: {style: form, schema: {}}}":                                                                                  `/headers/h/style: a header in header does not have the style "form"; write simple`,
		"3.0.3 headers: {h: {schema: {}, example: 1, examples: {}}}":                                                                     "/headers/h/examples: example and examples exclude each other; remove one of them",
		"3.0.3 examples: {e: {value: 1, externalValue: a}}":                                                                              "/examples/e/externalValue: value and externalValue exclude each other; remove one of them",
		"3.0.3 schemas: {a b: {}}":                                                                                                       `/schemas/a b: the name "a b" has other characters than letters, digits, dots, dashes and underscores; rename it`,
		"3.0.3 links: {l: {}}":                                                                                                           "/links/l: the link names no operation; add an operationId or an operationRef",
		"3.0.3 links: {l: {operationId: a}}":                                                                                             `/links/l/operationId: no operation has the operationId "a"; correct it`,
		"3.0.3 links: {l: {operationRef: https://a.example/b}}":                                                                          "",
		"3.0.3 securitySchemes: {s: {type: http, scheme: basic}}":                                                                        "",
		"3.0.3 securitySchemes: {s: {type: http}}":                                                                                       "/securitySchemes/s: a security scheme of the type http must have the field scheme; add it",
		"3.0.3 securitySchemes: {s: {type: key}}":                                                                                        `/securitySchemes/s/type: there is no security scheme of the type "key"; write apiKey, http, oauth2, openIdConnect or mutualTLS`,
		"3.0.3 securitySchemes: {s: {type: mutualTLS}}":                                                                                  "/securitySchemes/s/type: the type mutualTLS exists since OpenAPI 3.1, and nothing checks it; declare openapi: 3.1.0",
		"3.1.0 securitySchemes: {s: {type: mutualTLS}}":                                                                                  "",
		"3.0.3 securitySchemes: {s: {type: apiKey, name: a, in: body}}":                                                                  `/securitySchemes/s/in: no key is in "body"; write query, header or cookie`,
		"3.0.3 securitySchemes: {s: {type: oauth2, flows: {password: {scopes: {}}}}}":                                                    "/securitySchemes/s/flows/password: the OAuth flow password must have the field tokenUrl; add it",
		"3.2.0 securitySchemes: {s: {type: oauth2, flows: {deviceAuthorization: {scopes: {}, tokenUrl: a, deviceAuthorizationUrl: b}}}}": "",
	} {
		version, component, _ := strings.Cut(text, " ")
		var all []string
		if want != "" {
			all = []string{"/components" + want}
		}
		assert.Equal(t, all, find(t, version, info+"paths: {}\ncomponents: {"+component+"}\n"), text)
	}
}

// op returns an operation with parameters and an id.
func op(id string, parameters string) string {
	return "{operationId: " + id + ", parameters: [" + parameters + "], responses: {default: {description: a}}}"
}

const (
	x = "{name: x, in: path, required: true, schema: {}}"
	y = "{name: y, in: path, required: true, schema: {}}"
	q = "{name: x, in: query, schema: {}}"
)

// Each text is the rest of a document of OpenAPI 3.0.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"info: {title: '', version: '1'}\npaths: {}":                                          {"/info/title: the title is empty; write one"},
		info + "paths: {}\ntags: [{name: a}, {name: b}, {name: a}]":                           {`/tags/2: the tag "a" is already at a.yaml:4:8; remove one of them`},
		info + "paths: {}\nservers: [{url: 'https://{a}/{a}', variables: {a: {default: b}}}]": nil,
		info + "paths: {}\nservers: [{url: 'https://{a}', variables: {b: {default: b}}}]": {
			`/servers/0/url: the URL has the variable "a", which variables does not declare; declare it with a default`,
			`/servers/0/variables/b: the URL does not have the variable "b"; use it there, or remove it`,
		},
		info + "paths: {}\nservers: [{url: 'https://{a', variables: {}}]":                    {"/servers/0/url: the braces of the URL do not match; close each one that is opened"},
		info + "paths: {}\nservers: [{url: '{a}', variables: {a: {default: b, enum: [c]}}}]": {`/servers/0/variables/a/default: the default "b" is not in the enum of the variable; add it there, or correct it`},
		info + "paths: {}\nsecurity: [{a: []}]":                                              {`/security/0/a: components does not define the security scheme "a"; define it under securitySchemes, or correct the name`},
		info + "paths: {'/a/{x}': {get: " + op("a", x) + ", parameters: []}}":                nil,
		info + "paths: {'/a/{x}': {get: " + op("a", "") + ", parameters: [" + x + "]}}":      nil,
		info + "paths: {'/a/{x}': {get: " + op("a", x) + ", put: " + op("b", "") + "}}":      {`/paths/~1a~1{x}: the path parameter "x" is not declared by all operations of the path; declare it under parameters`},
		info + "paths: {/a: {get: " + op("a", x) + "}}":                                      {`/paths/~1a/get/parameters/0: the path does not have the parameter "x"; write {x} in it, or remove the parameter`},
		info + "paths: {/a: {get: " + op("a", "") + ", parameters: [" + x + "]}}":            {`/paths/~1a/parameters/0: the path does not have the parameter "x"; write {x} in it, or remove the parameter`},
		info + "paths: {/a: {get: " + op("a", q+","+q) + "}}":                                {`/paths/~1a/get/parameters/1: the list has the query parameter "x" twice; remove one of them`},
		info + "paths: {'/{x}/{x}': {get: " + op("a", x) + "}}":                              {`/paths/~1{x}~1{x}: the path has the parameter "x" twice; rename one of them`},
		info + "paths: {'/{x}/{x}/{x}': {get: " + op("a", x) + "}}":                          {`/paths/~1{x}~1{x}~1{x}: the path has the parameter "x" twice; rename one of them`},
		info + "paths: {'/{x': {get: " + op("a", "") + "}}":                                  {"/paths/~1{x: the braces of the path do not match; close each one that is opened"},
		info + "paths: {/a: {get: " + op("a", "") + ", put: " + op("a", "") + "}}":           {`/paths/~1a/put/operationId: the operation at a.yaml:3:14 has the operationId "a" too; change one of them`},
		info + "paths: {/a: {get: {responses: {}}}}":                                         {"/paths/~1a/get/responses: the operation has no response; add one, or default"},
		info + "paths: {'/a/{x}': {get: " + op("a", x) + "}, '/{y}/b': {get: " + op("b", y) + "}}": {
			"/paths/~1{y}~1b: a request may match this path and the path /a/{x} at a.yaml:3:9, and OpenAPI does not say which one counts; change one of them",
		},
		info + "paths: {'/a/{x}': {get: " + op("a", x) + "}, '/{y}/b': {put: " + op("b", y) + "}}": nil,
		info + "paths: {'/a/{x}': {get: " + op("a", x) + "}, /a/b: {get: " + op("b", "") + "}}":    nil,
	} {
		assert.Equal(t, want, find(t, "3.0.3", text), text)
	}
}

// TestManyPaths checks that each path is reported only once. There may be millions of pairs of
// paths, so pairs must not be reported.
func TestManyPaths(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("openapi: 3.0.3\ninfo: {title: A, version: \"1\"}\npaths:\n")
	for i := range 300 {
		fmt.Fprintf(&text, "  /a%d/{x}: {get: {parameters: [{$ref: '#/x'}], responses: {\"200\": {description: OK.}}}}\n", i)
		fmt.Fprintf(&text, "  /{x}/b%d: {get: {parameters: [{$ref: '#/x'}], responses: {\"200\": {description: OK.}}}}\n", i)
	}
	text.WriteString("x: {name: x, in: path, required: true, schema: {type: string}}\n")
	d, err := document.Parse("a.yaml", []byte(text.String()))
	require.NoError(t, err)
	assert.Less(t, len(flaw.Find(d)), 601)
}
