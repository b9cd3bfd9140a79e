package derive_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// A property or item that no other keyword evaluates breaks unevaluatedProperties or
// unevaluatedItems. A check reports the same findings.
func TestUnevaluated(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		schema string
		// kept and broken report whether the cases for the keyword have valid and invalid requests.
		kept, broken bool
	}{
		"allOf":                     {`{type: object, allOf: [{properties: {a: {type: string}}, required: [a]}], unevaluatedProperties: false}`, false, true},
		"anyOf":                     {`{type: object, anyOf: [{properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: string}}, required: [b]}], unevaluatedProperties: false}`, false, true},
		"oneOf":                     {`{type: object, oneOf: [{properties: {a: {type: string}}, required: [a]}, {properties: {b: {type: string}}, required: [b]}], unevaluatedProperties: false}`, false, true},
		"if":                        {`{type: object, required: [a], if: {properties: {a: {type: string}}, required: [a]}, unevaluatedProperties: false}`, false, true},
		"then":                      {`{type: object, required: [a, b], properties: {a: {const: x}}, if: {required: [a]}, then: {properties: {b: {type: string}}}, unevaluatedProperties: false}`, false, true},
		"else":                      {`{type: object, required: [a, b], properties: {a: {const: x}}, if: {required: [c]}, else: {properties: {b: {type: string}}}, unevaluatedProperties: false}`, false, true},
		"dependentSchemas":          {`{type: object, required: [a, b], properties: {a: {const: x}}, dependentSchemas: {a: {properties: {b: {type: string}}}}, unevaluatedProperties: false}`, false, true},
		"another schema":            {`{type: object, properties: {a: {type: string}}, unevaluatedProperties: {type: integer}}`, true, true},
		"additionalProperties":      {`{type: object, allOf: [{additionalProperties: true}], unevaluatedProperties: false}`, true, false},
		"unevaluatedProperties":     {`{type: object, allOf: [{properties: {a: {type: string}}, unevaluatedProperties: {type: string}}], unevaluatedProperties: false}`, true, false},
		"prefixItems":               {`{type: array, allOf: [{prefixItems: [{type: string}]}], unevaluatedItems: false}`, false, true},
		"another schema for items":  {`{type: array, prefixItems: [{type: string}], unevaluatedItems: {type: integer}}`, true, true},
		"contains":                  {`{type: array, minItems: 1, contains: {type: string}, unevaluatedItems: {type: integer}}`, true, true},
		"unevaluatedItems":          {`{type: array, allOf: [{prefixItems: [{type: string}], unevaluatedItems: {type: string}}], unevaluatedItems: false}`, true, false},
		"a branch that isn't valid": {`{type: object, required: [a], properties: {a: {const: 1}}, anyOf: [{properties: {a: {const: 2}, undeclared: {type: string}}}, {required: [a]}], unevaluatedProperties: false}`, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, err := contract.Parse("a.yaml", []byte(`
openapi: 3.1.0
info: {title: Unevaluated, version: "1"}
paths:
  /a:
    post:
      requestBody: {required: true, content: {application/json: {schema: `+tt.schema+`}}}
      responses: {"204": {description: Fine.}}
`))
			require.NoError(t, err)
			doc, err := tree.Of(c)
			require.NoError(t, err)
			kept, broken := false, false
			for o := range derive.New(doc).Operations(t.Context()) {
				_, ok := o.Base()
				require.True(t, ok, "no valid request was made")
				for r := range o.Requests(t.Context()) {
					var got []derive.Finding
					for _, f := range c.Check(&contract.Exchange{Request: r.Request}) {
						got = append(got, derive.Finding{Severity: f.Severity, Rule: f.Rule, At: f.At, Document: f.Document.Pointer})
					}
					slices.SortFunc(got, derive.Finding.Compare)
					assert.Equal(t, len(r.Findings) == 0, len(got) == 0, "%s: %s: %v, but %v", r.Claim, r.Request.Body, r.Findings, got)
					if strings.Contains(r.Claim, "/schema/unevaluated") {
						assert.Equal(t, r.Findings, got, "%s: %s", r.Claim, r.Request.Body)
						kept, broken = kept || len(r.Findings) == 0, broken || len(r.Findings) > 0
					}
				}
			}
			assert.Equal(t, tt.kept, kept, "kept")
			assert.Equal(t, tt.broken, broken, "broken")
		})
	}
}
