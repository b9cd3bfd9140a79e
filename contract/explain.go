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

// explain says in a few words what the schema asked for and what the value at a place in the message was.
func (k *check) explain(m *mismatch, place string) (expected, actual string) {
	s := m.schema
	actual = k.describeValue(m, place)
	switch m.keyword {
	case "type", "nullable":
		return describeType(s.Schema), actual
	case "required":
		return "the property " + m.name, none
	case "enum":
		return "one of " + describeEnum(s.Enum), actual
	case "uniqueItems":
		return "no item twice", "item " + m.name + " again"
	case "additionalProperties":
		return "no property but " + strings.Join(slices.Sorted(maps.Keys(s.properties)), ", "), "another"
	case "readOnly":
		return "no read-only property in a request", one
	case "writeOnly":
		return "no write-only property in a response", one
	case "not":
		return "a value that the schema under not doesn't accept", actual
	case "discriminator":
		return "a " + s.Discriminator.PropertyName + " that is one of " + strings.Join(slices.Sorted(maps.Keys(s.branches)), ", "), actual
	case "anyOf":
		return k.explainBranches("at least one", len(s.anyOf), m, place, actual)
	case "oneOf":
		return k.explainBranches("exactly one", len(s.oneOf), m, place, actual)
	default:
		return describeBound(s.Schema, m.keyword), actual
	}
}

// describeBound says what a keyword about one number or string asks for.
func describeBound(s *openapi3.Schema, keyword string) string {
	switch keyword {
	case "minLength":
		return "at least " + count(s.MinLength, "character")
	case "maxLength":
		return "at most " + count(*s.MaxLength, "character")
	case "pattern":
		return "a string that matches " + s.Pattern
	case "format":
		return "a value of the format " + s.Format
	case "minimum":
		return "at least " + decimal(*s.Min)
	case "maximum":
		return "at most " + decimal(*s.Max)
	case "exclusiveMinimum":
		return "more than " + decimal(*s.Min)
	case "exclusiveMaximum":
		return "less than " + decimal(*s.Max)
	case "multipleOf":
		return "a multiple of " + decimal(*s.MultipleOf)
	case "minItems":
		return "at least " + count(s.MinItems, "item")
	case "maxItems":
		return "at most " + count(*s.MaxItems, "item")
	case "minProperties":
		return "at least " + count(s.MinProps, "property")
	case "maxProperties":
		return "at most " + count(*s.MaxProps, "property")
	default:
		return "a value that " + keyword + " accepts"
	}
}

// explainBranches says how many branches matched or, where none did, what is wrong with the closest one.
func (k *check) explainBranches(wanted string, of int, m *mismatch, place, actual string) (string, string) {
	expected := fmt.Sprintf("a value that %s of %d alternatives accepts", wanted, of)
	if len(m.matched) > 0 {
		numbers := make([]string, len(m.matched))
		for i, index := range m.matched {
			numbers[i] = strconv.Itoa(index)
		}
		return expected, actual + " that " + strings.Join(numbers, ", ") + " accept"
	}
	if len(m.closest) == 0 {
		return expected, actual
	}
	first := m.closest[0]
	for len(first.closest) > 0 { // Branches of branches: what is wrong is at the end of them.
		first = first.closest[0]
	}
	wants, got := k.explain(&first, place+strings.TrimPrefix(first.at, m.at))
	at := ""
	if first.depth > m.depth {
		at = " at " + first.at
	}
	more := ""
	if n := len(m.closest) - 1; n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	return expected, fmt.Sprintf("%s; the closest expects %s%s, got %s%s (%s)", actual, wants, at, got, more, k.places.of(first.schema.Schema, first.keyword))
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
func (k *check) describeValue(m *mismatch, place string) string {
	switch value := m.value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(value)
	case string:
		if k.isSecret(m.schema.Schema, place, value) {
			return fmt.Sprintf("a string of %s that is not shown", count(uint64(len(value)), "byte"))
		}
		return "the string " + quote(value)
	case array:
		return "an array of " + count(uint64(len(value)), "item")
	case *object:
		return "an object of " + count(uint64(len(value.members)), "property")
	case number:
		if len(value) > maxQuoted {
			return fmt.Sprintf("a number of %d digits", len(value))
		}
		return "the number " + string(value)
	default:
		return fmt.Sprintf("a value of the type %T", value)
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

func decimal(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

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
