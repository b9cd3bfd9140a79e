package sandbox

import (
	"errors"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// brokenConstraint names the constraint of a schema that a JSON value breaks, in words such as
// "must be a string". It returns "" if the value breaks no constraint, or if there is no schema.
// The words don't show the value.
func brokenConstraint(schema *openapi3.Schema, value jsontext.Value) string {
	if schema == nil {
		return ""
	}
	var decoded any
	if err := json.Unmarshal(value, &decoded); err != nil {
		return "holds a number that is too large"
	}
	err := schema.VisitJSON(decoded)
	broken, ok := errors.AsType[*openapi3.SchemaError](err)
	switch {
	case err == nil:
		return ""
	case !ok:
		return "doesn't fit its schema"
	}
	switch broken.SchemaField {
	case "type", "nullable":
		return "must be a " + schema.Type.Slice()[0]
	case "minLength":
		if schema.MinLength == 1 {
			return "must not be empty"
		}
		return fmt.Sprintf("must have at least %d characters", schema.MinLength)
	case "maxLength":
		return fmt.Sprintf("must have at most %d characters", *schema.MaxLength)
	case "pattern":
		return "must match the pattern " + schema.Pattern
	default:
		return "breaks the constraint " + broken.SchemaField + " of its schema"
	}
}
