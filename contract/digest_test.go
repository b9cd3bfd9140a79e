package contract_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// digested is a document that uses everything that a digest can depend on: parameters of a path
// item, security and invariants of the whole document, references, and schemas that refer to each
// other.
const digested = `openapi: 3.0.3
info: {title: Digested, version: "1"}
servers: [{url: https://one.example/base}]
security: [{key: []}]
x-invariants:
  - {id: everywhere, rule: "true", message: it is so}
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: string}}
      - {name: page, in: query, schema: {type: integer, minimum: 1}}
    get:
      operationId: getA
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 2}}
      responses:
        "200":
          description: A tree.
          headers:
            X-Seen: {$ref: "#/components/headers/Seen"}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Tree"}
  /b:
    get:
      operationId: getB
      security: [{key: []}, {}]
      parameters: [{name: accept, in: header, schema: {type: string}}]
      responses:
        "200":
          description: A leaf.
          headers: {Content-Type: {schema: {type: string}}}
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Wrap"}
components:
  securitySchemes:
    key: {type: http, scheme: bearer}
    other: {type: http, scheme: basic}
  headers:
    Seen: {schema: {$ref: "#/components/schemas/Wrap"}}
  schemas:
    Wrap: {type: object, properties: {leaf: {$ref: "#/components/schemas/Leaf"}, plant: {$ref: "#/components/schemas/Plant"}}}
    Plant: {type: object, properties: {kind: {type: string}}, discriminator: {propertyName: kind, mapping: {tall: Bush}}}
    Shrub: {allOf: [{$ref: "#/components/schemas/Plant"}, {type: object}]}
    Bush: {allOf: [{$ref: "#/components/schemas/Shrub"}, {type: object, properties: {height: {type: integer}}}]}
    Cat: {type: object, properties: {kind: {type: string}}}
    Dog: {type: object, properties: {kind: {type: string}}}
    Tree:
      type: object
      required: [name, leaf]
      properties:
        name: {type: string, minLength: 1}
        description: {type: string, enum: [one, two]}
        leaf: {$ref: "#/components/schemas/Leaf"}
        children: {type: array, items: {$ref: "#/components/schemas/Tree"}}
    Leaf:
      type: object
      properties:
        tree: {$ref: "#/components/schemas/Tree"}
        size: {type: integer}
        pet:
          oneOf: [{$ref: "#/components/schemas/Cat"}, {$ref: "#/components/schemas/Dog"}]
          discriminator: {propertyName: kind}
        pair: {enum: [[1, 2]]}
`

// digests returns the digest of each operation by its operationId.
func digests(t *testing.T, document string) map[string]string {
	t.Helper()
	c, err := contract.Parse("digested.yaml", []byte(document))
	require.NoError(t, err)
	all := map[string]string{}
	for _, o := range c.Operations() {
		assert.Regexp(t, "^[0-9a-f]{64}$", o.Digest)
		all[o.ID] = o.Digest
	}
	return all
}

func TestDigestChangesWithWhatCanChangeAVerdict(t *testing.T) {
	before := digests(t, digested)
	assert.NotEqual(t, before["getA"], before["getB"])
	const both, onlyA, onlyB, neither = "getA getB", "getA", "getB", ""
	for name, edit := range map[string]struct{ old, text, changed string }{
		"a description":                       {"description: A tree.", "description: The tree.", neither},
		"an example":                          {"size: {type: integer}", "size: {type: integer, example: 1, default: 2, x-note: a}", neither},
		"a title":                             {"    Leaf:\n      type: object", "    Leaf:\n      title: A leaf\n      type: object", neither},
		"a tag":                               {"operationId: getA", "operationId: getA\n      tags: [Trees]\n      summary: Get", neither},
		"the host of a server":                {"https://one.example/base", "https://two.example/base", neither},
		"the order of keys and lists":         {"required: [name, leaf]", "required: [leaf, name]", neither},
		"the order of an enum":                {"enum: [one, two]", "enum: [two, one]", neither},
		"the name of a component":             {"headers/Seen\"}", "headers/Other\"}", neither},
		"a schema instead of a name":          {`X-Seen: {$ref: "#/components/headers/Seen"}`, `X-Seen: {schema: {$ref: "#/components/schemas/Wrap"}}`, neither},
		"the message of an invariant":         {"message: it is so", "message: so it is", neither},
		"an overridden parameter of the path": {"minimum: 1}", "minimum: 3}", neither},
		"a component without references":      {"  schemas:\n", "  schemas:\n    Unused: {type: string}\n", neither},

		"an extension among statuses":       {"type: string}}]\n      responses:\n", "type: string}}]\n      responses:\n        x-note: a\n", neither},
		"a header that OpenAPI ignores":     {"{name: accept, in: header, schema: {type: string}}", "", neither},
		"a property in a response":          {"Content-Type: {schema: {type: string}}", "", neither},
		"a credential where none is needed": {"[{key: []}, {}]", "[{}]", neither},
		"an optional credential":            {"[{key: []}, {}]", "[{key: []}]", onlyB},
		"another header":                    {"accept, in: header", "accepted, in: header", onlyB},
		"a query parameter of the name":     {"accept, in: header", "accept, in: query", onlyB},

		"a schema that is written twice":                       {"name: {type: string, minLength: 1}", "name: {type: string, minLength: 3}", both},
		"the order within a value of an enum":                  {"[[1, 2]]", "[[2, 1]]", both},
		"the name of a component that a discriminator chooses": {"schemas/Cat\"}, {", "schemas/Dog\"}, {", both},
		"the path of a server":                                 {"example/base", "example/elsewhere", both},
		"an id":                                                {"operationId: getB", "operationId: getB2", onlyB},
		"a property":                                           {"size: {type: integer}", "size: {type: number}", both},
		"a property named like a keyword":                      {"description: {type: string,", "description: {type: string, minLength: 1,", both},
		"a component that only one of them refers to":          {"Seen: {schema:", "Seen: {required: true, schema:", onlyA},
		"a value of an enum":                                   {"[one, two]", "[one, three]", both},
		"a number":                                             {"minLength: 1", "minLength: 2", both},
		"the rule of an invariant":                             {`rule: "true"`, `rule: "response.status > 0"`, both},
		"security of the document":                             {"[{key: []}]", "[{key: []}, {other: []}]", onlyA},
		"a security scheme":                                    {"scheme: bearer", "scheme: basic", onlyA},
		"security of the operation":                            {"security: [{key: []}, {}]", "security: [{other: []}]", onlyB},
		"a schema that builds on one with a discriminator":     {"height: {type: integer}", "height: {type: number}", both},
		"the name of a schema that builds on it":               {"    Shrub: {allOf: [{", "    Shoot: {allOf: [{$ref: '#/components/schemas/Plant'}]}\n    Shrub: {allOf: [{", both},
		"a status":                                             {"type: string}}]\n      responses:\n        \"200\"", "type: string}}]\n      responses:\n        \"201\"", onlyB},
		"a parameter of the path":                              {"name: id, in: path, required: true, schema: {type: string}", "name: id, in: path, required: true, schema: {type: integer}", onlyA},
		"a path":                                               {"  /b:", "  /c:", onlyB},
		"a method":                                             {"    get:\n      operationId: getB", "    put:\n      operationId: getB", onlyB},
		"whether other properties are allowed":                 {"    Leaf:\n      type: object", "    Leaf:\n      additionalProperties: false\n      type: object", both},
	} {
		t.Run(name, func(t *testing.T) {
			document := strings.Replace(digested, edit.old, edit.text, 1)
			document = strings.Replace(document, "    Seen: {", "    Other: {schema: {$ref: \"#/components/schemas/Wrap\"}}\n    Seen: {", 1)
			require.NotEqual(t, digested, document)
			after := digests(t, document)
			for id := range before {
				now := after[id]
				if now == "" {
					now = "another id"
				}
				assert.Equal(t, strings.Contains(edit.changed, id), now != before[id], id)
			}
		})
	}
}

// An operation keeps its digest if the document is written with anchors, with merge keys, in other
// styles of YAML, or as JSON.
func TestDigestIgnoresHowTheDocumentIsWritten(t *testing.T) {
	document := strings.NewReplacer(
		"size: {type: integer}", "size: &size {type: integer}\n        size2: *size",
		"name: {type: string, minLength: 1}", "name:\n          <<: &text {type: string}\n          minLength: 1",
	).Replace(digested)
	plain := strings.Replace(digested, "size: {type: integer}", "size: {type: integer}\n        size2: {\"type\": \"integer\"}", 1)
	assert.Equal(t, digests(t, plain), digests(t, document))
}

// The digest of an operation depends neither on other parts of the document nor on how the
// operation refers to shared parts.
func TestDigestIsOfOneOperation(t *testing.T) {
	before := digests(t, digested)
	head, rest, _ := strings.Cut(digested, "  /a/{id}:")
	a, rest, _ := strings.Cut(rest, "  /b:")
	b, components, _ := strings.Cut(rest, "components:")
	assert.Equal(t, before["getA"], digests(t, head+"  /a/{id}:"+a+"components:"+components)["getA"])
	assert.Equal(t, before["getB"], digests(t, head+"  /b:"+b+"components:"+components)["getB"])
}

// If all schemas refer to each other, the number of paths through them is too large to follow every
// path. The digest follows each schema once and leaves no schema out.
func TestDigestOfSchemasThatReferToEachOther(t *testing.T) {
	document := func(last string) string {
		var b strings.Builder
		b.WriteString(strings.Replace(digested, "size: {type: integer}", `size: {$ref: "#/components/schemas/S0"}`, 1))
		const n = 40
		for i := range n {
			fmt.Fprintf(&b, "    S%d:\n      type: object\n      properties:\n", i)
			for j := range n {
				fmt.Fprintf(&b, "        p%d: {$ref: \"#/components/schemas/S%d\"}\n", j, j)
			}
		}
		return b.String() + "        last: " + last + "\n"
	}
	before, after := digests(t, document("{type: string}")), digests(t, document("{type: integer}"))
	other := digests(t, strings.Replace(document("{type: string}"), "schemas/S7\"", "schemas/S8\"", 1))
	assert.Equal(t, before, digests(t, document("{type: string, description: The last.}")))
	for id := range before {
		assert.NotEqual(t, before[id], after[id], id)
		assert.NotEqual(t, before[id], other[id], id)
	}
}
