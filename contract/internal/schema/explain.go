package schema

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Explanation says in a few words what a schema asks for and what the value is.
type Explanation struct{ Expected, Actual string }

// Hidden reports whether a message must not show a string or a number because it may be a secret.
// The pointer is its place in the value.
type Hidden func(s *Schema, pointer, text string) bool

// Explain describes the mismatch in a few words.
func (m *Mismatch) Explain(hidden Hidden) Explanation {
	s := m.Schema
	actual := m.describeValue(hidden)
	switch m.Keyword {
	case "type", "nullable":
		return Explanation{describeType(s), actual}
	case "enum":
		return Explanation{"one of " + m.describeEnum(hidden), actual}
	case constKey:
		return Explanation{describeConstant(*s.Const), actual}
	case FalseSchema:
		return Explanation{"no value, because the schema is false", actual}
	case "not":
		return Explanation{"a value that the schema under not does not accept", actual}
	case "anyOf":
		return m.explainBranches("at least one", s.AnyOf, actual, hidden)
	case "oneOf":
		return m.explainBranches("exactly one", s.OneOf, actual, hidden)
	case "readOnly":
		return Explanation{"no read-only property in a request", "one"}
	case "writeOnly":
		return Explanation{"no write-only property in a response", "one"}
	case requiredKey, dependentRequiredKey, propertyNamesKey, "additionalProperties", unevaluatedPropertiesKey:
		return m.explainProperty(hidden)
	case "uniqueItems", "items", containsKey, "minContains", "maxContains", unevaluatedItemsKey:
		return m.explainItems(actual)
	default:
		return Explanation{describeBound(s, m.Keyword), actual}
	}
}

// explainProperty describes a mismatch with a keyword about the properties that an object must have
// or must not have.
func (m *Mismatch) explainProperty(hidden Hidden) Explanation {
	switch m.Keyword {
	case requiredKey:
		return Explanation{"the property " + m.Name, "none"}
	case dependentRequiredKey:
		return Explanation{fmt.Sprintf("the property %s, because there is the property %s", m.Name, m.Because), "none"}
	case propertyNamesKey:
		actual := "a name that is not shown"
		if name, _ := m.Value.(string); !hidden(m.Schema, m.At[:strings.LastIndexByte(m.At, '/')], name) {
			actual = "the name " + wording.Quote(name)
		}
		return Explanation{"a name that is " + m.Closest[0].Explain(hidden).Expected, actual}
	case unevaluatedPropertiesKey:
		return Explanation{"no property that the schema does not describe", "another property"}
	default:
		return Explanation{m.describeClosed(), "another property"}
	}
}

// explainItems describes a mismatch with a keyword about the items of an array as a whole.
func (m *Mismatch) explainItems(actual string) Explanation {
	s := m.Schema
	switch m.Keyword {
	case "uniqueItems":
		return Explanation{"no duplicate items", "item " + m.Name + " again"}
	case "items":
		return Explanation{"at most " + wording.Count(uint64(len(s.Prefix)), "item"), actual}
	case "minContains":
		return Explanation{"at least " + wording.Count(*s.MinContains, "item") + " that the schema under contains accepts", m.Name + " in " + actual}
	case "maxContains":
		return Explanation{"at most " + wording.Count(*s.MaxContains, "item") + " that the schema under contains accepts", m.Name + " in " + actual}
	case containsKey:
		return Explanation{"an item that the schema under contains accepts", "none in " + actual}
	default:
		return Explanation{"no item that the schema does not describe", "another item"}
	}
}

// describeClosed describes the properties that a closed schema allows. If there are many, it names
// the property that is most similar to the property of the value.
func (m *Mismatch) describeClosed() string {
	s := m.Schema
	var allowed []string
	if len(s.Properties) > 0 {
		names := s.Properties.names()
		for i, name := range names {
			if strings.TrimSpace(name) != name || name == "" {
				names[i] = strconv.Quote(name)
			}
		}
		tokens := jsonvalue.Tokens(m.At)
		allowed = append(allowed, wording.Names(len(names), func(i int) string { return names[i] }, func() string { return tokens[len(tokens)-1] }))
	}
	for i := range s.Patterns {
		allowed = append(allowed, "names that match "+s.Patterns[i].Pattern)
	}
	if len(allowed) == 0 {
		return "no property"
	}
	return "no property but " + wording.List(allowed, " and ")
}

// describeBound describes what a keyword asks of a number or a string.
func describeBound(s *Schema, keyword string) string {
	switch keyword {
	case "minLength":
		return "at least " + wording.Count(s.MinLength, "character")
	case "maxLength":
		return "at most " + wording.Count(*s.MaxLength, "character")
	case "pattern":
		return "a string that matches " + s.Pattern
	case contentEncodingKey:
		return "a string in " + s.Node.StringAt(contentEncodingKey)
	case "format":
		return "a value of the format " + s.Format()
	case "minimum":
		return "at least " + string(s.Minimum)
	case "maximum":
		return "at most " + string(s.Maximum)
	case "exclusiveMinimum":
		return "more than " + string(s.ExclusiveMinimum)
	case "exclusiveMaximum":
		return "less than " + string(s.ExclusiveMaximum)
	case "multipleOf":
		return "a multiple of " + string(s.MultipleOf)
	case "minItems":
		return "at least " + wording.Count(s.MinItems, "item")
	case "maxItems":
		return "at most " + wording.Count(*s.MaxItems, "item")
	case "minProperties":
		return "at least " + wording.Count(s.MinProperties, "property")
	case "maxProperties":
		return "at most " + wording.Count(*s.MaxProperties, "property")
	default:
		return "a value that " + keyword + " accepts"
	}
}

// describeType describes the values that a schema accepts, such as "a string or null".
func describeType(s *Schema) string {
	names := []struct {
		kinds Kinds
		name  string
	}{
		{Arrays, "an array"}, {Booleans, "true or false"}, {Numbers, "a number"}, {Integers, "an integer"}, {Objects, "an object"}, {Strings, "a string"},
	}
	var types []string
	left := s.Types
	for _, each := range names {
		if left&each.kinds != 0 {
			types = append(types, each.name)
			left &^= each.kinds
			if each.kinds == Numbers {
				left &^= Integers
			}
		}
	}
	if s.Types&Nulls != 0 {
		types = append(types, "null")
	}
	return strings.Join(types, " or ")
}

// shortestNumber is the length of the shortest number that may be a secret. A shorter one is
// usually a count, even if its name is the name of a secret.
const shortestNumber = 4

// describeValue describes a value. It shows a string or a long number only if it is not hidden.
func (m *Mismatch) describeValue(hidden Hidden) string {
	switch value := m.Value.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(value)
	case string:
		if hidden(m.Schema, m.At, value) {
			return fmt.Sprintf("a string of %s that is not shown", wording.Count(uint64(len(value)), "byte"))
		}
		return "the string " + wording.Quote(value)
	case jsonvalue.Array:
		return "an array of " + wording.Count(uint64(len(value)), "item")
	case *jsonvalue.Object:
		return "an object of " + wording.Count(uint64(len(value.Members)), "property")
	case jsonvalue.Number:
		switch {
		case len(value) > wording.MaxQuoted:
			return fmt.Sprintf("a number of %d digits", len(value))
		case len(value) >= shortestNumber && hidden(m.Schema, m.At, string(value)):
			return "a number that is not shown"
		}
		return "the number " + string(value)
	default:
		return fmt.Sprintf("a value of the type %T", value)
	}
}

// describeEnum describes the values of an enum. If there are many, it names the value that is most
// similar to the actual value, unless the actual value is hidden.
func (m *Mismatch) describeEnum(hidden Hidden) string {
	wanted := func() string {
		switch value := m.Value.(type) {
		case jsonvalue.Number:
			if len(value) < shortestNumber || !hidden(m.Schema, m.At, string(value)) {
				return string(value)
			}
		case string:
			if !hidden(m.Schema, m.At, value) {
				return describeConstant(value)
			}
		}
		return ""
	}
	values := m.Schema.Enum
	return wording.Names(len(values), func(i int) string { return describeConstant(values[i]) }, wanted)
}

// describeConstant returns a value of the document as JSON.
func describeConstant(value any) string {
	switch value := value.(type) {
	case jsonvalue.Number:
		return string(value)
	case string:
		text, err := json.Marshal(value, jsontext.AllowInvalidUTF8(true))
		if err != nil {
			return strconv.Quote(value)
		}
		return string(text)
	case jsonvalue.Array:
		items := make([]string, len(value))
		for i, item := range value {
			items[i] = describeConstant(item)
		}
		return "[" + strings.Join(items, ",") + "]"
	case *jsonvalue.Object:
		members := make([]string, len(value.Members))
		for i, m := range value.Members {
			members[i] = describeConstant(m.Name) + ":" + describeConstant(m.Value)
		}
		return "{" + strings.Join(members, ",") + "}"
	case bool:
		return strconv.FormatBool(value)
	default:
		return "null"
	}
}
