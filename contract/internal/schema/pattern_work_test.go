package schema_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// TestPatternsAreUncheckedOfValuesThatAreTooLarge checks that the work to match strings is bounded,
// and that what was not matched is valid. The pattern has many steps, so the string is dear,
// although it can be seen at once that it doesn't match.
func TestPatternsAreUncheckedOfValuesThatAreTooLarge(t *testing.T) {
	t.Parallel()
	const pattern = "^(b{30}){30}$"
	long := strings.Repeat("a", 2<<20)
	for name, tt := range map[string]struct {
		schema string
		value  func(text string) any
	}{
		"pattern":               {"{pattern: '" + pattern + "'}", func(text string) any { return text }},
		"patternProperties":     {"{patternProperties: {'" + pattern + "': {}}, additionalProperties: false}", object},
		"propertyNames":         {"{propertyNames: {pattern: '" + pattern + "'}}", object},
		"unevaluatedProperties": {"{allOf: [{patternProperties: {'" + pattern + "': {}}}], unevaluatedProperties: false}", object},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, _ := in31(t, tt.schema)
			var v schema.Validation
			v.Validate(s, tt.value("a"))
			assert.Len(t, v.Found, 1)
			assert.Nil(t, v.Unmatched())
			v.Reset("")
			v.Validate(s, tt.value(long))
			assert.Empty(t, v.Found)
			assert.NotNil(t, v.Unmatched())
			v.Reset("")
			v.Validate(s, tt.value("a"))
			assert.Empty(t, v.Found, "nothing is checked after it, so the findings don't depend on the order")
			for u := range v.Undeclared(s, tt.value("b")) {
				assert.Fail(t, "a property may match a pattern", u.Name)
			}
		})
	}
}

func object(name string) any {
	return &jsonvalue.Object{Members: []jsonvalue.Member{{Name: name, Value: true}}}
}
