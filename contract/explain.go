package contract

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// explain says in a few words what the schema asked for and what the value was.
func (k *check) explain(e *openapi3.SchemaError) (expected, actual string) {
	schema := e.Schema
	actual = k.describeValue(e)
	switch e.SchemaField {
	case "type", "nullable":
		return describeType(schema), actual
	case "required":
		path := e.JSONPointer()
		return "the property " + path[len(path)-1], none
	case "minLength":
		return "at least " + count(schema.MinLength, "character"), actual
	case "maxLength":
		return "at most " + count(*schema.MaxLength, "character"), actual
	case "pattern":
		return "a string that matches " + schema.Pattern, actual
	case "format":
		return "a string of the format " + schema.Format, actual
	case "enum":
		return "one of " + describeEnum(schema.Enum), actual
	case "minimum":
		return "at least " + number(*schema.Min), actual
	case "maximum":
		return "at most " + number(*schema.Max), actual
	case "multipleOf":
		return "a multiple of " + number(*schema.MultipleOf), actual
	case "minItems":
		return "at least " + count(schema.MinItems, "item"), actual
	case "maxItems":
		return "at most " + count(*schema.MaxItems, "item"), actual
	case "uniqueItems":
		return "no item twice", actual
	case "minProperties":
		return "at least " + count(schema.MinProps, "property"), actual
	case "maxProperties":
		return "at most " + count(*schema.MaxProps, "property"), actual
	case "properties":
		return "no property but " + strings.Join(slices.Sorted(maps.Keys(schema.Properties)), ", "), "another"
	case "readOnly":
		return "no read-only property in a request", one
	case "writeOnly":
		return "no write-only property in a response", one
	default:
		return "a value that " + e.SchemaField + " accepts", actual
	}
}

// describeType says what values a schema takes, as "a string or null".
func describeType(schema *openapi3.Schema) string {
	names := map[string]string{
		openapi3.TypeArray: "an array", openapi3.TypeBoolean: "true or false", openapi3.TypeInteger: "an integer",
		openapi3.TypeNumber: "a number", openapi3.TypeObject: "an object", openapi3.TypeString: "a string",
	}
	var types []string
	for _, name := range schema.Type.Slice() {
		types = append(types, names[name])
	}
	if schema.Nullable {
		types = append(types, "null")
	}
	if len(types) == 0 {
		return "a value that is not null"
	}
	return strings.Join(types, " or ")
}

// maxQuoted bounds how much of a string a message quotes, in bytes.
const maxQuoted = 60

// describeValue says what a value was. A string is quoted only where it can't be a secret.
func (k *check) describeValue(e *openapi3.SchemaError) string {
	switch value := e.Value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(value)
	case string:
		if k.isSecret(e.Schema, value) {
			return fmt.Sprintf("a string of %s that is not shown", count(uint64(len(value)), "byte"))
		}
		return "the string " + quote(value)
	case []any:
		return "an array of " + count(uint64(len(value)), "item")
	case map[string]any:
		return "an object of " + count(uint64(len(value)), "property")
	case float64:
		return "the number " + number(value)
	default:
		return fmt.Sprintf("the number %v", value)
	}
}

// quote quotes text from a message, the beginning of it where it is long.
func quote(text string) string {
	if len(text) <= maxQuoted {
		return strconv.Quote(text)
	}
	return fmt.Sprintf("%q and %d bytes more", strings.ToValidUTF8(text[:maxQuoted], ""), len(text)-maxQuoted)
}

func describeEnum(values []any) string {
	texts := make([]string, 0, len(values))
	for _, value := range values {
		text, err := json.Marshal(value)
		if err != nil {
			text = fmt.Append(nil, value)
		}
		texts = append(texts, string(text))
	}
	return strings.Join(texts, ", ")
}

func number(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

func count(n uint64, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	default:
		return fmt.Sprintf("%d %ss", n, noun)
	}
}
