package schema_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// A value that reaches a schema by several ways under allOf has one mismatch with it.
func TestMismatchesAreFoundOnce(t *testing.T) {
	t.Parallel()
	const text = `{properties: {a: {type: string}}}`
	for name, test := range map[string]struct{ schema, value string }{
		"named twice":      {`{allOf: [&n ` + text + `, *n]}`, `{"a": 5}`},
		"by two ways":      {`{allOf: [{allOf: [&n ` + text + `]}, {allOf: [*n]}]}`, `{"a": 5}`},
		"in an item":       {`{items: {allOf: [&n ` + text + `, *n]}}`, `[{"a": 5}]`},
		"beside branches":  {`{allOf: [&n ` + text + `], anyOf: [{}, {allOf: [*n]}]}`, `{"a": 5}`},
		"in the only item": {`{items: {allOf: [{allOf: [&n {type: string}]}, *n]}}`, `["a", 5, "b"]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := schema.Validate(compile(t, test.schema), decode(t, test.value), schema.Request)
			if assert.Len(t, found, 1) {
				assert.Equal(t, "type", found[0].Keyword)
			}
		})
	}
	t.Run("in each item", func(t *testing.T) {
		t.Parallel()
		found := schema.Validate(compile(t, `{items: {allOf: [&n {type: string}, *n]}}`), decode(t, `[1, 2]`), schema.Request)
		assert.Len(t, found, 2)
	})
}
