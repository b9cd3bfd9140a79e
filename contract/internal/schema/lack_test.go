package schema

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// A schema around another one may say that the other half of an exchange has a property.
func TestOuterSchemasSayWhatMayBeLacking(t *testing.T) {
	t.Parallel()
	for text, valid := range map[string]bool{
		"{properties: {id: {readOnly: true}}, required: [id]}":                                                       true,
		"{properties: {id: {readOnly: true}}, anyOf: [{required: [id]}]}":                                            true,
		"{properties: {id: {readOnly: true}}, allOf: [{anyOf: [{allOf: [{required: [id]}]}]}]}":                      true,
		"{allOf: [{anyOf: [{required: [x]}, {}]}, {properties: {id: {readOnly: true}}, anyOf: [{required: [id]}]}]}": true,
		"{anyOf: [{anyOf: [{required: [x]}]}, {properties: {id: {readOnly: true}}, anyOf: [{required: [id]}]}]}":     true,
		"{properties: {id: {writeOnly: true}}, anyOf: [{required: [id]}]}":                                           false,
		"{properties: {a: {properties: {id: {readOnly: true}}, required: [id]}}, required: [id]}":                    false,
	} {
		o := &jsonvalue.Object{Members: []jsonvalue.Member{{Name: "a", Value: &jsonvalue.Object{}}}}
		assert.Equal(t, valid, len(Validate(compiled(t, "S: "+text)("S"), o, Request)) == 0, text)
	}
}
