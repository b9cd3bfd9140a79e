package derive

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// nested returns a document of schemas S0 to Sn. Each but the last is the template, in which NEXT
// stands for the name of the next schema.
func nested(t *testing.T, n int, template, last string) *document.Document {
	t.Helper()
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "    S%d: %s\n", i, strings.ReplaceAll(template, "NEXT", fmt.Sprintf("{$ref: '#/components/schemas/S%d'}", i+1)))
	}
	return withSchemas(t, b.String()+fmt.Sprintf("    S%d: %s\n", n, last))
}

// withSchemas returns a document with an operation that takes S0.
func withSchemas(t *testing.T, schemas string) *document.Document {
	t.Helper()
	return parse(t, `
openapi: 3.1.0
info: {title: Nested, version: "1"}
paths:
  /a:
    post:
      parameters: [{name: q, in: query, schema: {$ref: '#/components/schemas/S0'}}]
      requestBody:
        required: true
        content:
          application/json: {schema: {$ref: '#/components/schemas/S0'}}
          multipart/form-data: {schema: {$ref: '#/components/schemas/S0'}}
      responses: {"204": {description: Fine.}}
components:
  schemas:
`+schemas)
}

// Schemas that name each other again and again have more values than anyone can make. To make some
// takes no more steps than the limit allows, and most of these need far fewer.
func TestTheWorkIsLimited(t *testing.T) {
	t.Parallel()
	const object = "{type: object, required: [a]}"
	for name, tt := range map[string]struct {
		template, last string
		n, steps       int
	}{
		"properties":        {"{type: object, properties: {a: NEXT, b: NEXT}}", "{type: string}", 13, 700_000},
		"required":          {"{type: object, required: [a, b], properties: {a: NEXT, b: NEXT}}", "{type: string}", 30, 1000},
		"allOf":             {"{allOf: [NEXT, NEXT]}", "{type: string, minLength: 3}", 30, 100_000},
		"a chain of allOf":  {"{allOf: [NEXT]}", "{type: string}", 300, 500_000},
		"anyOf":             {"{anyOf: [NEXT, NEXT]}", "{type: string}", 13, 700_000},
		"oneOf":             {"{oneOf: [NEXT, {type: integer}]}", "{type: string}", 16, 1_000_000},
		"not":               {"{not: {anyOf: [NEXT, NEXT]}}", "{type: string}", 30, 100_000},
		"items":             {"{type: array, minItems: 3, items: NEXT}", "{type: string}", 20, 2_000_000},
		"prefixItems":       {"{type: array, prefixItems: [NEXT, NEXT], items: NEXT}", "{type: string}", 13, 700_000},
		"contains":          {"{type: array, contains: NEXT, items: NEXT}", "{type: string}", 16, 1_000_000},
		"more properties":   {"{type: object, properties: {a: NEXT}, additionalProperties: NEXT}", "{type: string}", 13, 700_000},
		"patternProperties": {"{type: object, patternProperties: {^a: NEXT, ^b: NEXT}, required: [a, b]}", "{type: string}", 30, 100_000},
		"if":                {"{if: NEXT, then: NEXT, else: NEXT}", "{type: string}", 30, 100_000},
		"dependentSchemas":  {"{type: object, properties: {a: {}, b: {}}, dependentSchemas: {a: NEXT, b: NEXT}}", object, 30, 200_000},
		"unevaluated":       {"{allOf: [NEXT], anyOf: [NEXT], properties: {a: {}}, unevaluatedProperties: false}", object, 30, 500_000},
		"itself":            {"{anyOf: [NEXT, {$ref: '#/components/schemas/S0'}, {type: string}]}", "{type: string}", 5, 2_000_000},
		"long arrays":       {"{type: array, minItems: 2000, items: NEXT}", "{type: string}", 4, 2_500_000},
		"many multiples":    {"{allOf: [NEXT], multipleOf: 3}", "{type: integer}", 30, 500_000},
		"no such string":    {`{type: object, properties: {a: {type: string, pattern: "a^b"}}}`, "{type: string}", 1, 100_000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := New(nested(t, tt.n, tt.template, tt.last)).Find(t.Context(), "POST", "/a", Values{})
			used := o.share - o.steps
			for range o.Requests(t.Context()) {
			}
			used += o.share - o.steps
			for range o.Forms(t.Context()) {
			}
			used += o.share - o.steps
			for range 3 {
				o.Random(t.Context(), 1)
				used += o.share - o.steps
			}
			assert.Less(t, used, tt.steps)
			assert.Less(t, len(o.properties("", o.declared.Get("requestBody").Get("content").Fields())), 10)
		})
	}
}

// If an operation has too many cases, those about what is nested less come first. The others are
// counted.
func TestWhatIsOmittedIsCounted(t *testing.T) {
	t.Parallel()
	o := New(nested(t, 30, "{type: object, properties: {a: NEXT, b: NEXT}}", "{type: string}")).Find(t.Context(), "POST", "/a", Values{})
	o.share = 250_000
	bodies := map[string]bool{}
	for c := range o.Requests(t.Context()) {
		bodies[string(c.Request.Body)] = true
	}
	assert.Positive(t, o.Omitted())
	assert.True(t, bodies[`{"b":"text"}`] && bodies[`{"b":{"b":{"b":"text"}}}`])

	var wide strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&wide, "p%d: {type: string}, ", i)
	}
	o = New(withSchemas(t, "    S0: {type: object, required: [p1, p2], properties: {"+wide.String()+"}}")).Find(t.Context(), "POST", "/a", Values{})
	o.share = 500_000
	made := 0
	for range o.Requests(t.Context()) {
		made++
	}
	assert.Positive(t, made)
	assert.Greater(t, o.Omitted(), 1000)

	o = New(load(t, "../../testdata/every-keyword.yaml")).Find(t.Context(), "POST", "/strings", Values{})
	for range o.Requests(t.Context()) {
	}
	assert.Zero(t, o.Omitted(), "an ordinary document has all cases")
}

// When the context ends, an operation makes no more cases. The next task can go on.
func TestTheWorkIsStopped(t *testing.T) {
	t.Parallel()
	o := New(nested(t, 30, "{type: object, properties: {a: NEXT, b: NEXT}}", "{type: string}")).Find(t.Context(), "POST", "/a", Values{})
	o.share = 200_000
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	made, after := 0, 0
	for range o.Requests(ctx) {
		made++
		if ctx.Err() != nil {
			after++
		}
		if made == 20 {
			cancel()
		}
	}
	assert.LessOrEqual(t, after, pollingSteps/stepsPerCase+1)
	for range o.Forms(ctx) {
		assert.Fail(t, "the context has ended")
	}
	_, ok := o.Random(ctx, 1)
	assert.False(t, ok)
	again := 0
	for range o.Requests(t.Context()) {
		again++
	}
	assert.Greater(t, again, made)

	_, ok = New(o.doc).Find(ctx, "POST", "/a", Values{}).Base()
	assert.True(t, ok || ctx.Err() != nil)
	for range New(o.doc).Operations(ctx) {
		assert.Fail(t, "the context has ended")
	}
}

// A discriminator with many names takes no longer for each of them.
func TestManyDiscriminatorNames(t *testing.T) {
	t.Parallel()
	var mapping, schemas, refs strings.Builder
	const n = 300
	for i := range n {
		fmt.Fprintf(&mapping, "m%d: '#/components/schemas/K%d', ", i, i)
		fmt.Fprintf(&refs, "{$ref: '#/components/schemas/K%d'}, ", i)
		fmt.Fprintf(&schemas, "    K%d: {type: object, required: [kind], properties: {kind: {const: m%d}}}\n", i, i)
	}
	doc := withSchemas(t, "    S0: {oneOf: ["+refs.String()+"], discriminator: {propertyName: kind, mapping: {"+mapping.String()+"}}}\n"+schemas.String())
	o := New(doc).Find(t.Context(), "POST", "/a", Values{})
	s0, ok := o.part(doc.Root().At("components", "schemas", "S0"))
	require.True(t, ok)
	assert.Len(t, o.branches(s0), 2*n)
	assert.NotNil(t, o.discriminated(s0, map[string]any{"kind": "m7"}))
	assert.Nil(t, o.discriminated(s0, map[string]any{"kind": "none"}))
}
