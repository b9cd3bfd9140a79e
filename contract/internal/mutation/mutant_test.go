package mutation_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

// head is the beginning of the documents of these tests. Each document has one operation and what
// the operation needs.
const head = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"

// ofSchema returns a document in which a request and its answer have a body with this schema. The
// schema must be indented by two spaces.
func ofSchema(schema string) string {
	return head + `paths:
  /a:
    post:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}
      responses:
        "200": {description: A, content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}
components:
  schemas:
    S:
` + strings.ReplaceAll(schema, "\n  ", "\n      ")[1:] + "\n"
}

// parsed returns the contract of a document.
func parsed(tb testing.TB, name string, document []byte) *contract.Contract {
	tb.Helper()
	c, err := contract.Parse(name, document)
	require.NoError(tb, err)
	return c
}

// edits returns the lines that mutants remove and add. It looks only at mutants of some kinds, in
// their order.
func edits(t *testing.T, document string, kinds ...mutation.Kind) []string {
	t.Helper()
	mutants, err := mutation.Mutants(t.Context(), parsed(t, "a.yaml", []byte(document)))
	require.NoError(t, err)
	var all []string
	for _, m := range mutants {
		for _, kind := range kinds {
			if m.Kind == kind {
				all = append(all, string(kind)+difference(t, document, m))
			}
		}
	}
	return all
}

// difference returns the lines that a mutant removes and adds. It leaves out the lines at the
// beginning and end that both documents have.
func difference(t *testing.T, document string, m mutation.Mutant) string {
	t.Helper()
	edited, err := m.Document()
	require.NoError(t, err, m.ID)
	before, after := strings.Split(document, "\n"), strings.Split(string(edited), "\n")
	for len(before) > 0 && len(after) > 0 && before[0] == after[0] {
		before, after = before[1:], after[1:]
	}
	for len(before) > 0 && len(after) > 0 && before[len(before)-1] == after[len(after)-1] {
		before, after = before[:len(before)-1], after[:len(after)-1]
	}
	var b strings.Builder
	for _, line := range before {
		b.WriteString(" -" + strings.TrimSpace(line))
	}
	for _, line := range after {
		b.WriteString(" +" + strings.TrimSpace(line))
	}
	return b.String()
}

func TestMutantsOfSchemas(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		schema string
		kinds  []mutation.Kind
		want   []string
	}{
		"required": {
			"\n  type: object\n  required: [a, b]\n  properties:\n    a: {}\n    b: {}\n    c: {}",
			[]mutation.Kind{mutation.DropRequired, mutation.AddRequired},
			[]string{
				"add-required -required: [a, b] +required: [a, b, c]", "drop-required -required: [a, b] +required: [b]", "drop-required -required: [a, b] +required: [a]",
			},
		},
		"the only required": {
			"\n  type: object\n  required: [a]\n  properties:\n    a: {}", []mutation.Kind{mutation.DropRequired}, []string{"drop-required -required: [a]"},
		},
		"nothing required": {
			"\n  type: object\n  properties:\n    a: {}", []mutation.Kind{mutation.AddRequired}, []string{"add-required +required: +- a"},
		},
		"property": {
			"\n  properties:\n    a: {type: string}\n    b: {}",
			[]mutation.Kind{mutation.DropProperty},
			[]string{"drop-property -a: {type: string}", "drop-property -b: {}"},
		},
		"string":  {"\n  type: string", []mutation.Kind{mutation.Type}, []string{"type -type: string +type: integer", "type -S: -type: string +S: {}"}},
		"boolean": {"\n  type: boolean\n  x-a: 1", []mutation.Kind{mutation.Type}, []string{"type -type: boolean +type: integer", "type -type: boolean"}},
		"integer": {
			"\n  type: integer\n  x-a: 1",
			[]mutation.Kind{mutation.Type},
			[]string{"type -type: integer +type: number", "type -type: integer +type: string", "type -type: integer"},
		},
		"number": {
			"\n  type: number\n  x-a: 1",
			[]mutation.Kind{mutation.Type},
			[]string{"type -type: number +type: integer", "type -type: number +type: string", "type -type: number"},
		},
		"array":        {"\n  type: array\n  items: {}", []mutation.Kind{mutation.Type}, []string{"type -type: array +type: object", "type -type: array"}},
		"object":       {"\n  type: object\n  x-a: 1", []mutation.Kind{mutation.Type}, []string{"type -type: object +type: string", "type -type: object"}},
		"nullable":     {"\n  type: string\n  nullable: true", []mutation.Kind{mutation.Nullable}, []string{"nullable -nullable: true +nullable: false"}},
		"not nullable": {"\n  type: string\n  nullable: false", []mutation.Kind{mutation.Nullable}, []string{"nullable -nullable: false +nullable: true"}},
		"nothing about null": {
			"\n  type: string", []mutation.Kind{mutation.Nullable}, []string{"nullable +nullable: true"},
		},
		"no type, so null is allowed": {"\n  minLength: 1", []mutation.Kind{mutation.Nullable}, nil},
		"lengths": {
			"\n  minLength: 1\n  maxLength: 9",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{
				"narrow -minLength: 1 +minLength: 2", "widen -minLength: 1 +minLength: 0", "narrow -maxLength: 9 +maxLength: 8", "widen -maxLength: 9 +maxLength: 10",
			},
		},
		"a bound that can't be wider": {
			"\n  minItems: 0\n  maxItems: 0",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{"narrow -minItems: 0 +minItems: 1", "widen -maxItems: 0 +maxItems: 1"},
		},
		"a bound so large that one more is nothing": {"\n  type: integer\n  maximum: 9223372036854775807", []mutation.Kind{mutation.Widen}, nil},
		"properties": {
			"\n  minProperties: 2\n  maxProperties: 3",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{
				"narrow -minProperties: 2 +minProperties: 3", "widen -minProperties: 2 +minProperties: 1",
				"narrow -maxProperties: 3 +maxProperties: 2", "widen -maxProperties: 3 +maxProperties: 4",
			},
		},
		"numbers": {
			"\n  minimum: -0.5\n  exclusiveMaximum: true\n  maximum: 3",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{
				"narrow +exclusiveMinimum: true", "narrow -minimum: -0.5 +minimum: 0.5", "widen -minimum: -0.5 +minimum: -1.5",
				"widen -exclusiveMaximum: true +exclusiveMaximum: false", "narrow -maximum: 3 +maximum: 2", "widen -maximum: 3 +maximum: 4",
			},
		},
		"multiples": {
			"\n  type: integer\n  multipleOf: 5",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{"narrow -multipleOf: 5 +multipleOf: 10", "widen -multipleOf: 5"},
		},
		"unique items": {"\n  type: array\n  items: {}\n  uniqueItems: true", []mutation.Kind{mutation.Widen}, []string{"widen -uniqueItems: true"}},
		"enum": {
			"\n  enum: [a, b]", []mutation.Kind{mutation.DropEnum}, []string{"drop-enum -enum: [a, b] +enum: [b]", "drop-enum -enum: [a, b] +enum: [a]"},
		},
		"enum of one":  {"\n  type: string\n  enum: [a]", []mutation.Kind{mutation.DropEnum}, []string{"drop-enum -enum: [a]"}},
		"format":       {"\n  type: string\n  format: uuid", []mutation.Kind{mutation.Format}, []string{"format -format: uuid +format: date", "format -format: uuid"}},
		"date":         {"\n  type: string\n  format: date", []mutation.Kind{mutation.Format}, []string{"format -format: date +format: date-time", "format -format: date"}},
		"small number": {"\n  type: integer\n  format: int32", []mutation.Kind{mutation.Format}, []string{"format -format: int32 +format: int64", "format -format: int32"}},
		"pattern": {
			"\n  type: string\n  pattern: ^a$",
			[]mutation.Kind{mutation.Pattern},
			[]string{"pattern -pattern: ^a$", "pattern -pattern: ^a$ +pattern: a$", "pattern -pattern: ^a$ +pattern: ^a"},
		},
		"closed": {"\n  type: object\n  additionalProperties: false", []mutation.Kind{mutation.Open, mutation.Close}, []string{"open -additionalProperties: false +additionalProperties: true"}},
		"open":   {"\n  type: object\n  additionalProperties: true", []mutation.Kind{mutation.Open, mutation.Close}, []string{"close -additionalProperties: true +additionalProperties: false"}},
		"open to some": {
			"\n  additionalProperties: {type: string}",
			[]mutation.Kind{mutation.Open, mutation.Close},
			[]string{"open -additionalProperties: {type: string} +additionalProperties: true", "close -additionalProperties: {type: string} +additionalProperties: false"},
		},
		"silent": {
			"\n  properties: {a: {}}",
			[]mutation.Kind{mutation.Open, mutation.Close},
			[]string{"open +additionalProperties: true", "close +additionalProperties: false"},
		},
		"silent of all": {"\n  type: object", []mutation.Kind{mutation.Open, mutation.Close}, []string{"close +additionalProperties: false"}},
		"not":           {"\n  type: string\n  not: {minLength: 3}", []mutation.Kind{mutation.DropBranch}, []string{"drop-branch -not: {minLength: 3}"}},
		"no object":     {"\n  type: string", []mutation.Kind{mutation.Open, mutation.Close}, nil},
		"branches": {
			"\n  oneOf: [{type: string}, {type: integer}]",
			[]mutation.Kind{mutation.DropBranch},
			[]string{"drop-branch -oneOf: [{type: string}, {type: integer}] +oneOf: [{type: integer}]", "drop-branch -oneOf: [{type: string}, {type: integer}] +oneOf: [{type: string}]"},
		},
		"sides": {
			"\n  properties:\n    a: {readOnly: true}\n    b: {writeOnly: true}",
			[]mutation.Kind{mutation.DropSide},
			[]string{"drop-side -a: {readOnly: true} +a: {}", "drop-side -b: {writeOnly: true} +b: {}"},
		},
		"deep within": {
			"\n  items: {not: {anyOf: [{properties: {a: {additionalProperties: {minLength: 1}}}}]}}",
			[]mutation.Kind{mutation.Narrow},
			[]string{
				"narrow -items: {not: {anyOf: [{properties: {a: {additionalProperties: {minLength: 1}}}}]}}" +
					" +items: {not: {anyOf: [{properties: {a: {additionalProperties: {minLength: 2}}}}]}}",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, edits(t, ofSchema(tt.schema), tt.kinds...))
		})
	}
}

func TestMutantsOfOperations(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		document string
		kinds    []mutation.Kind
		want     []string
	}{
		"path and method": {
			"paths:\n  /a/{b}:\n    parameters: [{name: b, in: path, required: true, schema: {}}]\n    post:\n      responses: {default: {description: A}}",
			[]mutation.Kind{mutation.Path, mutation.Method, mutation.DropParameter, mutation.RenameParameter, mutation.MoveParameter, mutation.Optional, mutation.DropStatus},
			[]string{"path -/a/{b}: +'/a/{b}-moved':", "method -post: +put:"},
		},
		"statuses": {
			"paths:\n  /a:\n    get:\n      responses:\n        '200': {description: A, content: {a/b: {}}}\n        4XX: {$ref: '#/components/responses/B'}\n        '401': {description: A}\n" +
				"components:\n  responses:\n    B: {description: B}",
			[]mutation.Kind{mutation.DropStatus, mutation.SwapStatus, mutation.MediaType},
			[]string{
				"drop-status -'200': {description: A, content: {a/b: {}}}",
				"swap-status -'200': {description: A, content: {a/b: {}}} -4XX: {$ref: '#/components/responses/B'}" +
					" +'4XX': {description: A, content: {a/b: {}}} +'200': {$ref: '#/components/responses/B'}",
				"swap-status -'200': {description: A, content: {a/b: {}}} -4XX: {$ref: '#/components/responses/B'} -'401': {description: A}" +
					" +'401': {description: A, content: {a/b: {}}} +4XX: {$ref: '#/components/responses/B'} +'200': {description: A}",
				"media-type -'200': {description: A, content: {a/b: {}}} +'200': {description: A, content: {application/octet-stream: {}}}",
				"drop-status -4XX: {$ref: '#/components/responses/B'}",
				"drop-status -'401': {description: A}",
			},
		},
		"statuses with other headers": {
			"paths:\n  /a:\n    get:\n      responses:\n        '200': {description: A, headers: {H: {schema: {}}}}\n        '201': {description: B}",
			[]mutation.Kind{mutation.SwapStatus},
			[]string{
				"swap-status -'200': {description: A, headers: {H: {schema: {}}}} -'201': {description: B}" +
					" +'201': {description: A, headers: {H: {schema: {}}}} +'200': {description: B}",
			},
		},
		"headers": {
			"paths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: A\n          headers:\n            A: {$ref: '#/components/headers/H'}\n            B:\n              schema: {}\n" +
				"components:\n  headers:\n    H:\n      required: true\n      schema: {}",
			[]mutation.Kind{mutation.DropHeader, mutation.RenameHeader, mutation.Optional, mutation.Mandatory},
			[]string{
				"drop-header -A: {$ref: '#/components/headers/H'}",
				"rename-header -A: {$ref: '#/components/headers/H'} +A-Renamed: {$ref: '#/components/headers/H'}",
				"drop-header -B: -schema: {}", "rename-header -B: +B-Renamed:", "mandatory +required: true",
				"optional -required: true +required: false",
			},
		},
		"parameters": {
			"paths:\n  /a:\n    get:\n      parameters:\n        - name: q\n          in: query\n          schema: {}\n        - $ref: '#/components/parameters/H'\n      responses: {default: {description: A}}\n" +
				"components:\n  parameters:\n    H:\n      name: h\n      in: header\n      required: false\n      schema: {}",
			[]mutation.Kind{mutation.DropParameter, mutation.RenameParameter, mutation.MoveParameter, mutation.Mandatory},
			[]string{
				"drop-parameter -- name: q -in: query -schema: {}", "rename-parameter -- name: q +- name: q-Renamed", "mandatory +required: true",
				"move-parameter -in: query +in: header", "drop-parameter -- $ref: '#/components/parameters/H'",
				"rename-parameter -name: h +name: h-Renamed", "move-parameter -in: header +in: query", "mandatory -required: false +required: true",
			},
		},
		"body": {
			"paths:\n  /a:\n    put:\n      requestBody:\n        required: true\n        content: {application/octet-stream: {}}\n      responses: {default: {description: A}}",
			[]mutation.Kind{mutation.Optional, mutation.Mandatory, mutation.MediaType},
			[]string{
				"optional -required: true +required: false", "media-type -content: {application/octet-stream: {}} +content: {application/json: {}}",
			},
		},
		"security": {
			"security:\n  - a: []\n    b: []\n  - {}\npaths:\n  /a:\n    get:\n      security:\n        - a: []\n      responses: {default: {description: A}}\n" +
				"components:\n  securitySchemes:\n    a: {type: http, scheme: Basic}\n    b: {type: apiKey, name: k, in: query}\n    c: {type: http, scheme: bearer}",
			[]mutation.Kind{mutation.DropSecurity, mutation.Credential},
			[]string{
				"drop-security -security: -- a: [] -b: [] -- {} +security: []", "drop-security -- a: [] -b: [] +- b: []", "drop-security -- a: [] -b: []", "drop-security -b: []",
				"drop-security -- {}", "drop-security -security: -- a: [] +security: []",
				"credential -a: {type: http, scheme: Basic} +a: {type: http, scheme: bearer}", "credential -b: {type: apiKey, name: k, in: query} +b: {type: apiKey, name: k-Renamed, in: query}",
				"credential -c: {type: http, scheme: bearer} +c: {type: http, scheme: basic}",
			},
		},
		"invariants": {
			"x-invariants:\n  - id: a\n    when: has(request.body.b) && (response.status == 200 || response.status == 201)\n    rule: response.status > 0 && size(response.text) > 0\n    message: m\npaths: {}",
			[]mutation.Kind{mutation.DropInvariant, mutation.WeakenInvariant, mutation.WidenInvariant},
			[]string{
				"drop-invariant -x-invariants: -- id: a -when: has(request.body.b) && (response.status == 200 || response.status == 201)" +
					" -rule: response.status > 0 && size(response.text) > 0 -message: m +x-invariants: []",
				"widen-invariant -when: has(request.body.b) && (response.status == 200 || response.status == 201) +when: response.status == 200 || response.status == 201",
				"widen-invariant -when: has(request.body.b) && (response.status == 200 || response.status == 201) +when: has(request.body.b)",
				"weaken-invariant -rule: response.status > 0 && size(response.text) > 0 +rule: 'true'",
				"weaken-invariant -rule: response.status > 0 && size(response.text) > 0 +rule: response.status > -1 && size(response.text) > 0",
				"weaken-invariant -rule: response.status > 0 && size(response.text) > 0 +rule: response.status > 0 && size(response.text) > -1",
				"weaken-invariant -rule: response.status > 0 && size(response.text) > 0 +rule: size(response.text) > 0",
				"weaken-invariant -rule: response.status > 0 && size(response.text) > 0 +rule: response.status > 0",
			},
		},
		"a premise of one, and a rule": {
			"paths: {}\nx-invariants:\n  - id: a\n    when: response.status == 200\n    rule: request.body.all(k, k != '  ')\n    message: m\n  - id: b\n    rule: 'true'\n    message: m",
			[]mutation.Kind{mutation.WeakenInvariant, mutation.WidenInvariant},
			[]string{
				"widen-invariant -when: response.status == 200", "weaken-invariant -rule: request.body.all(k, k != '  ') +rule: 'true'",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, edits(t, head+tt.document+"\n", tt.kinds...))
		})
	}
}

// Each mutant of the built-in document has its own ID, differs from the document, and describes
// itself.
func TestMutantsOfTheBuiltInDocument(t *testing.T) {
	t.Parallel()
	mutants, err := mutation.Mutants(t.Context(), parsed(t, "openapi.yaml", polytomic.OpenAPI()))
	require.NoError(t, err)
	lines := bytes.Count(polytomic.OpenAPI(), []byte("\n"))
	ids, texts := map[string]bool{}, map[string]bool{}
	for _, m := range mutants {
		assert.False(t, ids[m.ID], m.ID)
		ids[m.ID] = true
		text, err := m.Document()
		require.NoError(t, err, m.ID)
		assert.False(t, texts[string(text)], "%s is another mutant once more", m.ID)
		texts[string(text)] = true
		assert.NotEqual(t, string(polytomic.OpenAPI()), string(text), m.ID)
		assert.NotEmpty(t, m.Description, m.ID)
		assert.NotEmpty(t, m.Killer, m.ID)
		assert.Contains(t, mutation.Kinds(), m.Kind)
		assert.Equal(t, "openapi.yaml", m.Place.File)
		assert.Positive(t, m.Place.Line, m.ID)
		assert.LessOrEqual(t, m.Place.Line, lines, m.ID)
	}
	assert.Greater(t, len(mutants), 400)

	again, err := mutation.Mutants(t.Context(), parsed(t, "openapi.yaml", polytomic.OpenAPI()))
	require.NoError(t, err)
	require.Len(t, again, len(mutants))
	for i := range again {
		assert.Equal(t, mutants[i].ID, again[i].ID)
	}
}

func TestWhatAnAliasRepeatsHasItsMutantsWhereItIsWritten(t *testing.T) {
	t.Parallel()
	mutants, err := mutation.Mutants(t.Context(), parsed(t, "a.yaml", []byte(ofSchema(`
  type: object
  properties:
    a: &a {type: string, enum: [x, y]}
    b: *a`))))
	require.NoError(t, err)
	var ids []string
	for _, m := range mutants {
		if strings.Contains(m.ID, "/properties/") {
			ids = append(ids, m.ID)
		}
		assert.NotContains(t, m.ID, "/properties/b/")
	}
	assert.Contains(t, ids, "drop-enum /components/schemas/S/properties/a/enum/0 x")
	assert.Contains(t, ids, "drop-property /components/schemas/S/properties/b")
}

// FuzzMutants checks the mutants of any document that can be read. Each mutant must have a place in
// the document, and an ID of one line that no other mutant has.
func FuzzMutants(f *testing.F) {
	const ofOneLine = `{"openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {}, "components": {"schemas": {"S": {"type": "string"}}}}`
	for _, document := range []string{ofOneLine, ofTexts, ofSides, ofPremises, ofOne, ofSchema("\n  type: string\n  pattern: ^[a-z]{2}$")} {
		f.Add([]byte(document))
	}
	f.Fuzz(func(t *testing.T, document []byte) {
		c, err := contract.Parse("a.yaml", document)
		if err != nil {
			return
		}
		mutants, err := mutation.Mutants(t.Context(), c)
		if err != nil {
			return
		}
		lines := bytes.Count(document, []byte("\n")) + bytes.Count(document, []byte("\r")) + 1
		seen := map[string]bool{}
		for _, m := range mutants {
			assert.NotContains(t, m.ID, "\n")
			assert.False(t, seen[m.ID], m.ID)
			assert.True(t, m.Place.Line >= 1 && m.Place.Line <= lines, "%s at line %d", m.ID, m.Place.Line)
			seen[m.ID] = true
			if _, err := m.Document(); err != nil {
				assert.NotContains(t, err.Error(), "\n")
			}
		}
	})
}
