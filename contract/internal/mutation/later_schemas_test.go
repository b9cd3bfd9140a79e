package mutation_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

func TestMutantsOfLaterSchemas(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		schema string
		kinds  []mutation.Kind
		want   []string
	}{
		"a type becomes a list": {
			"\n  type: string\n  x-a: [1]", []mutation.Kind{mutation.Nullable}, []string{`nullable -type: string +type: [string, "null"]`},
		},
		"a list has one type fewer or more": {
			"\n  type: [string, integer]\n  x-a: 1",
			[]mutation.Kind{mutation.Type, mutation.Nullable},
			[]string{
				"type -type: [string, integer]", `nullable -type: [string, integer] +type: [string, integer, "null"]`,
				"type -type: [string, integer] +type: [integer]", "type -type: [string, integer] +type: [string]",
			},
		},
		"null in a list": {
			"\n  type: [string, \"null\"]", []mutation.Kind{mutation.Nullable}, []string{`nullable -type: [string, "null"] +type: [string]`},
		},
		"const": {
			"\n  const: a\n  x-a: 1", []mutation.Kind{mutation.Const}, []string{"const -const: a +const: a-Changed", "const -const: a"},
		},
		"bounds that are numbers": {
			"\n  exclusiveMinimum: 3\n  maximum: 9",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{
				"narrow -maximum: 9 +exclusiveMaximum: 9",
				"narrow -exclusiveMinimum: 3 +exclusiveMinimum: 4", "widen -exclusiveMinimum: 3 +exclusiveMinimum: 2", "widen -exclusiveMinimum: 3 +minimum: 3",
				"narrow -maximum: 9 +maximum: 8", "widen -maximum: 9 +maximum: 10",
			},
		},
		"a bound that another makes moot": {
			"\n  minimum: 3\n  exclusiveMinimum: 3",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{"narrow -exclusiveMinimum: 3 +exclusiveMinimum: 4", "widen -exclusiveMinimum: 3 +exclusiveMinimum: 2"},
		},
		"first items": {
			"\n  prefixItems: [{type: string}, true]",
			[]mutation.Kind{mutation.DropItem, mutation.Close},
			[]string{
				"close +items: false", "drop-item -prefixItems: [{type: string}, true] +prefixItems: [true]",
				"close -prefixItems: [{type: string}, true] +prefixItems: [{type: string}, false]",
				"drop-item -prefixItems: [{type: string}, true] +prefixItems: [{type: string}]",
			},
		},
		"counts": {
			"\n  contains: {}\n  minContains: 1\n  maxContains: 2",
			[]mutation.Kind{mutation.Narrow, mutation.Widen},
			[]string{
				"widen -contains: {}", "narrow -minContains: 1 +minContains: 2", "widen -minContains: 1 +minContains: 0",
				"narrow -maxContains: 2 +maxContains: 1", "widen -maxContains: 2 +maxContains: 3",
			},
		},
		"counts of nothing": {"\n  minContains: 1", []mutation.Kind{mutation.Narrow, mutation.Widen}, nil},
		"what a property requires": {
			"\n  dependentRequired: {a: [b, c], d: [e]}",
			[]mutation.Kind{mutation.DropRequired},
			[]string{
				"drop-required -dependentRequired: {a: [b, c], d: [e]} +dependentRequired: {a: [c], d: [e]}",
				"drop-required -dependentRequired: {a: [b, c], d: [e]} +dependentRequired: {a: [b], d: [e]}",
				"drop-required -dependentRequired: {a: [b, c], d: [e]} +dependentRequired: {a: [b, c]}",
			},
		},
		"a condition": {
			"\n  if: {}\n  then: {minLength: 1}\n  else: {minLength: 2}",
			[]mutation.Kind{mutation.DropBranch, mutation.SwapBranch},
			[]string{
				"swap-branch -then: {minLength: 1} -else: {minLength: 2} +else: {minLength: 1} +then: {minLength: 2}",
				"drop-branch -then: {minLength: 1}", "drop-branch -else: {minLength: 2}",
			},
		},
		"a condition without else": {
			"\n  if: {}\n  then: {minLength: 1}",
			[]mutation.Kind{mutation.DropBranch, mutation.SwapBranch},
			[]string{"swap-branch -then: {minLength: 1} +else: {minLength: 1}", "drop-branch -then: {minLength: 1}"},
		},
		"no condition": {"\n  then: {minLength: 1}", []mutation.Kind{mutation.DropBranch, mutation.SwapBranch, mutation.Narrow}, nil},
		"patterns of names": {
			"\n  patternProperties: {^a: {}}",
			[]mutation.Kind{mutation.DropProperty, mutation.Pattern},
			[]string{"drop-property -patternProperties: {^a: {}} +patternProperties: {}", "pattern -patternProperties: {^a: {}} +patternProperties: {a: {}}"},
		},
		"what nothing looks at": {
			"\n  unevaluatedProperties: false\n  unevaluatedItems: {}",
			[]mutation.Kind{mutation.Open, mutation.Close},
			[]string{
				"open -unevaluatedProperties: false +unevaluatedProperties: true",
				"open -unevaluatedItems: {} +unevaluatedItems: true", "close -unevaluatedItems: {} +unevaluatedItems: false",
			},
		},
		"beside a reference": {
			"\n  $ref: '#/components/schemas/S/$defs/A'\n  minLength: 2\n  $defs: {A: {maxLength: 3}}",
			[]mutation.Kind{mutation.DropBranch, mutation.Narrow},
			[]string{
				"drop-branch -$ref: '#/components/schemas/S/$defs/A'", "narrow -minLength: 2 +minLength: 3",
				"narrow -$defs: {A: {maxLength: 3}} +$defs: {A: {maxLength: 2}}",
			},
		},
		"schemas that are true or false": {
			"\n  properties:\n    a: true\n    b: false\n    c: {}",
			[]mutation.Kind{mutation.Open, mutation.Close},
			[]string{"open +additionalProperties: true", "close +additionalProperties: false", "close -a: true +a: false", "open -b: false +b: true"},
		},
		"encodings": {
			"\n  contentEncoding: base64\n  x-a: 1",
			[]mutation.Kind{mutation.Format},
			[]string{"format -contentEncoding: base64", "format -contentEncoding: base64 +contentEncoding: base64url"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, edits(t, strings.Replace(ofSchema(tt.schema), "openapi: 3.0.3", "openapi: 3.1.0", 1), tt.kinds...))
		})
	}
}
