package schema_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// in31 returns a schema of OpenAPI 3.1, written in YAML, and its compiler. It may refer to itself
// as "#/components/schemas/S".
func in31(t *testing.T, text string) (*schema.Schema, *schema.Compiler) {
	t.Helper()
	doc, err := document.Parse("s.yaml", []byte("openapi: 3.1.0\ninfo: {title: S, version: '1'}\npaths: {}\ncomponents: {schemas: {S: "+text+"}}"))
	require.NoError(t, err)
	compiler := schema.NewCompiler(doc)
	return compiler.Schema(doc.Find("/components/schemas/S")), compiler
}

// explain returns the mismatches of a value, each as KEYWORD PLACE: MESSAGE.
func explain(found []schema.Mismatch) []string {
	var all []string
	for i := range found {
		e := found[i].Explain(func(*schema.Schema, string, string) bool { return false })
		all = append(all, fmt.Sprintf("%s %s: expected %s, got %s", found[i].Keyword, found[i].At, e.Expected, e.Actual))
	}
	return all
}

func TestKeywordsOf202012(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema, valid, invalid string
		want                   []string
	}{
		"a list of types":  {`{type: [string, "null"]}`, `null`, `1`, []string{"type : expected a string or null, got the number 1"}},
		"null unquoted":    {`{type: [string, null]}`, `null`, `1`, []string{"type : expected a string or null, got the number 1"}},
		"null is no extra": {`{type: string}`, `"a"`, `null`, []string{"type : expected a string, got null"}},
		"an enum counts":   {`{type: [string, "null"], enum: [a]}`, `"a"`, `null`, []string{`enum : expected one of "a", got null`}},
		"const":            {`{const: {a: 1}}`, `{"a": 1.0}`, `[]`, []string{`const : expected {"a":1}, got an array of 0 items`}},
		"const null":       {`{const: null}`, `null`, `0`, []string{`const : expected null, got the number 0`}},
		"exclusive bounds": {
			`{minimum: 1, exclusiveMinimum: 3, exclusiveMaximum: 5}`, `4`, `3`, []string{"exclusiveMinimum : expected more than 3, got the number 3"},
		},
		"the schema false": {`{properties: {a: false, b: true}}`, `{"b": 1}`, `{"a": 1}`, []string{"false-schema /a: expected no value, because the schema is false, got the number 1"}},
		"if and then": {
			`{if: {properties: {kind: {const: cat}}, required: [kind]}, then: {required: [lives]}, else: {maxProperties: 1}}`,
			`{"kind": "cat", "lives": 9}`, `{"kind": "cat"}`,
			[]string{"required : expected the property lives, got none"},
		},
		"if and else": {
			`{if: {required: [a]}, else: {maxProperties: 1}}`, `{"a": 1, "b": 2}`, `{"b": 1, "c": 2}`, []string{"maxProperties : expected at most 1 property, got an object of 2 properties"},
		},
		"prefixItems": {`{prefixItems: [{type: string}], items: {type: integer}}`, `["a", 1]`, `[1, "a"]`, []string{
			"type /0: expected a string, got the number 1", `type /1: expected an integer, got the string "a"`,
		}},
		"no more items": {`{prefixItems: [{type: string}], items: false}`, `["a"]`, `["a", 1, 2]`, []string{"items : expected at most 1 item, got an array of 3 items"}},
		"contains": {
			`{contains: {type: integer}}`, `["a", 1]`, `["a"]`, []string{"contains : expected an item that the schema under contains accepts, got none in an array of 1 item"},
		},
		"minContains": {
			`{contains: {type: integer}, minContains: 2}`, `[1, 2]`, `[1]`,
			[]string{"minContains : expected at least 2 items that the schema under contains accepts, got 1 in an array of 1 item"},
		},
		"maxContains": {
			`{contains: {type: integer}, minContains: 0, maxContains: 1}`, `[]`, `[1, 2]`,
			[]string{"maxContains : expected at most 1 item that the schema under contains accepts, got 2 in an array of 2 items"},
		},
		"dependentRequired": {
			`{dependentRequired: {card: [name]}}`, `{"name": 1}`, `{"card": 1}`,
			[]string{"dependentRequired : expected the property name, because there is the property card, got none"},
		},
		"dependentSchemas": {
			`{dependentSchemas: {card: {required: [name]}}}`, `{}`, `{"card": 1}`, []string{"required : expected the property name, got none"},
		},
		"propertyNames": {
			`{propertyNames: {maxLength: 2}}`, `{"ab": 1}`, `{"abc": 1}`, []string{`propertyNames /abc: expected a name that is at most 2 characters, got the name "abc"`},
		},
		"patternProperties": {
			`{patternProperties: {^x-: {type: string}}, properties: {a: {}}, additionalProperties: false}`, `{"x-a": "b", "a": 1}`, `{"x-a": 1, "b": 1}`,
			[]string{
				"type /x-a: expected a string, got the number 1", "additionalProperties /b: expected no property but a and names that match ^x-, got another property",
			},
		},
		"unevaluatedProperties": {
			`{allOf: [{properties: {a: {}}}], anyOf: [{properties: {b: {const: 1}}}, {properties: {c: {}}, required: [c]}], unevaluatedProperties: false}`,
			`{"a": 1, "b": 1}`, `{"a": 1, "b": 2, "c": 3}`,
			[]string{"unevaluatedProperties /b: expected no property that the schema does not describe, got another property"},
		},
		"unevaluatedProperties as a schema": {
			`{$ref: "#/components/schemas/S/$defs/a", unevaluatedProperties: {type: string}, $defs: {a: {properties: {a: {}}}}}`, `{"a": 1, "b": "c"}`, `{"b": 1}`,
			[]string{"type /b: expected a string, got the number 1"},
		},
		"unevaluatedItems": {
			`{prefixItems: [true], contains: {type: string}, unevaluatedItems: false}`, `[1, "a"]`, `["a", "b", 3]`,
			[]string{"unevaluatedItems /2: expected no item that the schema does not describe, got another item"},
		},
		"beside a $ref": {
			`{$ref: "#/components/schemas/S/$defs/a", maxLength: 2, $defs: {a: {type: string}}}`, `"ab"`, `"abc"`, []string{`maxLength : expected at most 2 characters, got the string "abc"`},
		},
		"contentEncoding": {`{contentEncoding: base64}`, `"YQ=="`, `"a"`, []string{`contentEncoding : expected a string in base64, got the string "a"`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, compiler := in31(t, test.schema)
			assert.Empty(t, explain(schema.Validate(s, decode(t, test.valid), schema.Response)))
			assert.Equal(t, test.want, explain(schema.Validate(s, decode(t, test.invalid), schema.Response)))
			assert.Empty(t, compiler.Unchecked)
			assert.Empty(t, compiler.Flaws)
		})
	}
}

// TestKeywordsOf202012MeanNothingIn30 checks that keywords which OpenAPI 3.0 lacks have no effect
// in a document of OpenAPI 3.0.
func TestKeywordsOf202012MeanNothingIn30(t *testing.T) {
	t.Parallel()
	s := compile(t, `{type: object, const: 1, if: true, then: {minProperties: 5}, dependentRequired: {a: [b]}, dependentSchemas: {a: {required: [b]}},
  propertyNames: {maxLength: 0}, patternProperties: {a: {type: string}}, unevaluatedProperties: false, properties: {c: {type: array, prefixItems: [{type: string}],
  contains: {type: string}, unevaluatedItems: false}, d: {type: string, contentEncoding: base64}}}`)
	assert.Empty(t, explain(schema.Validate(s, decode(t, `{"a": 1, "c": [1], "d": "-"}`), schema.Response)))
}

// TestPlacesOfMismatches checks that a mismatch names the line of its keyword.
func TestPlacesOfMismatches(t *testing.T) {
	t.Parallel()
	s, _ := in31(t, `{
  type: object,
  dependentRequired: {card: [street,
      name]},
  unevaluatedProperties:
    false,
  properties: {card: {}},
}`)
	var lines []int
	for _, m := range schema.Validate(s, decode(t, `{"card": 1, "street": 1}`), schema.Response) {
		lines = append(lines, m.Node().Place().Line)
	}
	assert.Equal(t, []int{7, 8}, lines)
}

// TestNamesThatTheNewKeywordsDeclare checks which properties are undeclared.
func TestNamesThatTheNewKeywordsDeclare(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		schema, value string
		want          []string
	}{
		"patterns":                    {`{properties: {a: {}}, patternProperties: {^x-: {}}}`, `{"a": 1, "x-b": 1, "c": 1}`, []string{"/c"}},
		"inside patterns":             {`{patternProperties: {^x-: {properties: {a: {}}}}}`, `{"x-b": {"a": 1, "c": 1}}`, []string{"/x-b/c"}},
		"a pattern nobody can read":   {`{properties: {a: {}}, patternProperties: {"(": {}}}`, `{"b": 1}`, nil},
		"siblings of a $ref":          {`{$ref: "#/components/schemas/S/$defs/a", properties: {b: {}}, $defs: {a: {properties: {a: {}}}}}`, `{"a": 1, "b": 1, "c": 1}`, []string{"/c"}},
		"if and then":                 {`{properties: {a: {}}, if: {properties: {b: {const: 1}}}, then: {properties: {c: {}}}, else: {properties: {d: {}}}}`, `{"a": 1, "b": 1, "c": 1, "d": 1}`, []string{"/d"}},
		"if and else":                 {`{if: {properties: {b: {const: 1}}}, then: {properties: {c: {}}}, else: {properties: {d: {}}}}`, `{"b": 2, "c": 1, "d": 1}`, []string{"/c"}},
		"dependentSchemas":            {`{properties: {a: {}}, dependentSchemas: {a: {properties: {b: {}}}, c: {properties: {d: {}}}}}`, `{"a": 1, "b": 1, "d": 1}`, []string{"/d"}},
		"unevaluatedProperties false": {`{properties: {a: {}}, unevaluatedProperties: false}`, `{"b": 1}`, nil},
		"unevaluatedProperties true":  {`{properties: {a: {}}, unevaluatedProperties: true}`, `{"b": 1}`, nil},
		"unevaluatedProperties":       {`{properties: {a: {}}, unevaluatedProperties: {properties: {c: {}}}}`, `{"b": {"c": 1, "d": 1}}`, []string{"/b/d"}},
		"only names":                  {`{propertyNames: {maxLength: 9}}`, `{"b": 1}`, nil},
		"items":                       {`{prefixItems: [{properties: {a: {}}}], items: {properties: {b: {}}}}`, `[{"a": 1, "b": 1}, {"a": 1, "b": 1}, {"b": 1}]`, []string{"/0/b", "/1/a"}},
		"items between numbers": {
			`{prefixItems: [{}, {properties: {a: {}}}], items: {properties: {b: {}}}}`, `[0, {"a": 1, "b": 1}, 0, {"a": 1, "b": 1}, {"b": 1}]`, []string{"/1/b", "/3/a"},
		},
		"unevaluatedItems": {`{prefixItems: [{properties: {a: {}}}], unevaluatedItems: {properties: {b: {}}}}`, `[{"b": 1}, {"a": 1}]`, []string{"/0/b", "/1/a"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := in31(t, test.schema)
			var undeclared []string
			v := schema.Validation{Side: schema.Response}
			v.Validate(s, decode(t, test.value))
			for u := range v.Undeclared(s, decode(t, test.value)) {
				undeclared = append(undeclared, u.At)
			}
			assert.Equal(t, test.want, undeclared)
		})
	}
}

// TestPropertiesOfOneSideInBranches checks that a property that belongs in the other half of the
// exchange doesn't decide which branch matches.
func TestPropertiesOfOneSideInBranches(t *testing.T) {
	t.Parallel()
	const (
		alternatives = `[{required: [secret], properties: {secret: {type: string, writeOnly: true}, a: {type: string}}}, {required: [b], properties: {b: {type: string}, secret: false}}]`
		tokens       = `[{required: [x], properties: {x: {writeOnly: true}}}, {required: [y], properties: {y: {writeOnly: true}}}]`
	)
	for name, test := range map[string]struct {
		schema, value string
		side          schema.Side
		want          []string
	}{
		"a secret in a response":            {`{oneOf: ` + alternatives + `}`, `{"secret": "s"}`, schema.Response, []string{"writeOnly /secret: expected no write-only property in a response, got one"}},
		"a secret in a response, any":       {`{anyOf: ` + alternatives + `}`, `{"secret": "s"}`, schema.Response, []string{"writeOnly /secret: expected no write-only property in a response, got one"}},
		"a secret in a request":             {`{oneOf: ` + alternatives + `}`, `{"secret": "s"}`, schema.Request, nil},
		"the secret is missing":             {`{oneOf: ` + alternatives + `}`, `{"a": "s"}`, schema.Response, nil},
		"the secret is missing, and b here": {`{oneOf: ` + alternatives + `}`, `{"b": "s"}`, schema.Response, nil},
		"the secret is missing in requests": {`{oneOf: ` + alternatives + `}`, `{"b": 1}`, schema.Request, []string{
			"oneOf : expected a value that exactly one of 2 alternatives accepts, got an object of 1 property; " +
				"the closest expects the property secret, got none (s.yaml:4:37)",
		}},
		"nothing tells them apart":  {`{oneOf: ` + tokens + `}`, `{}`, schema.Response, nil},
		"both in a request":         {`{oneOf: ` + tokens + `}`, `{"x": 1, "y": 1}`, schema.Request, []string{"oneOf : expected a value that exactly one of 2 alternatives accepts, got an object of 2 properties, which alternative 1 and alternative 2 accept"}},
		"a condition on the secret": {`{if: {required: [x]}, then: {required: [z]}, properties: {x: {writeOnly: true}}}`, `{}`, schema.Response, nil},
		"not with the secret":       {`{not: {required: [x]}, properties: {x: {writeOnly: true}}}`, `{}`, schema.Response, nil},
		"required if another is":    {`{dependentRequired: {a: [x]}, properties: {x: {writeOnly: true}}}`, `{"a": 1}`, schema.Response, nil},
		"declared beside a $ref":    {`{required: [x], allOf: [{$ref: "#/components/schemas/S/$defs/a", title: A, minProperties: 0}], $defs: {a: {properties: {x: {writeOnly: true}}}}}`, `{}`, schema.Response, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := in31(t, test.schema)
			assert.Equal(t, test.want, explain(schema.Validate(s, decode(t, test.value), test.side)))
		})
	}
}
