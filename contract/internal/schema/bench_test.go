package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// benchmarked is a document whose schemas mean the same in OpenAPI 3.0 and 3.1.
const benchmarked = `
openapi: %s
components:
  schemas:
    List:
      type: object
      required: [data]
      properties:
        data: {type: array, maxItems: 100000, items: {$ref: "#/components/schemas/Pet"}}
    Pet:
      allOf:
        - $ref: "#/components/schemas/Named"
        - type: object
          required: [id, kind, owner]
          properties:
            id: {type: string, format: uuid}
            kind: {type: string, enum: [cat, dog, fish]}
            weight: {type: number, minimum: 0}
            tags: {type: array, items: {type: string, minLength: 1}}
            owner: {oneOf: [{$ref: "#/components/schemas/Person"}, {$ref: "#/components/schemas/Shop"}]}
    Named: {type: object, required: [name], properties: {name: {type: string, maxLength: 40, pattern: "^[A-Z]"}}}
    Person: {type: object, required: [email], properties: {email: {type: string}}}
    Shop: {type: object, required: [vat], properties: {vat: {type: string}}}
`

const benchmarkedPet = `{"name": "Tom", "id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff", "kind": "cat", "weight": 4.5, "tags": ["a", "b"], "owner": {"vat": "1"}}`

func BenchmarkValidate(b *testing.B) {
	value, err := jsonvalue.Decode([]byte(`{"data": [`+strings.TrimSuffix(strings.Repeat(benchmarkedPet+",", 100), ",")+`]}`), nil)
	require.NoError(b, err)
	for _, version := range []string{"3.0.4", "3.1.0"} {
		doc, err := document.Parse("bench.yaml", fmt.Appendf(nil, benchmarked, version))
		require.NoError(b, err)
		s := schema.NewCompiler(doc).Schema(doc.Find("/components/schemas/List"))
		b.Run(version, func(b *testing.B) {
			for b.Loop() {
				v := schema.Validation{Side: schema.Response}
				v.Validate(s, value)
				for u := range v.Undeclared(s, value) {
					b.Fatal(u)
				}
				if len(v.Found) > 0 {
					b.Fatal(v.Found)
				}
			}
		})
	}
}

func BenchmarkCompile(b *testing.B) {
	for _, version := range []string{"3.0.4", "3.1.0"} {
		var text strings.Builder
		fmt.Fprintf(&text, benchmarked, version)
		for i := range 2000 {
			fmt.Fprintf(&text, "    S%d: {type: object, properties: {a: {type: string, maxLength: 5}, b: {type: array, items: {type: integer}}, c: {$ref: '#/components/schemas/Pet'}}}\n", i)
		}
		doc, err := document.Parse("bench.yaml", []byte(text.String()))
		require.NoError(b, err)
		b.Run(version, func(b *testing.B) {
			for b.Loop() {
				c := schema.NewCompiler(doc)
				for _, node := range doc.Find("/components/schemas").Fields() {
					c.Schema(node)
				}
			}
		})
	}
}
