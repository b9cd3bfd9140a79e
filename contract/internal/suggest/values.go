package suggest

import (
	"slices"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// maxValues is how many different values are kept.
const maxValues = 8

// values summarizes the values that messages have at one place.
type values struct {
	types valueTypes

	// distinct has the different scalars among them. many reports whether some were left out.
	distinct []any
	many     bool
	// repeated reports whether a message had the parameter more than once.
	repeated bool
	// shortest and longest are lengths of strings in characters. fewest and most are numbers of
	// items in arrays or of properties in objects. least and greatest are numbers.
	shortest, longest, fewest, most int
	least, greatest                 jsonvalue.Number
}

func (v *values) add(value any) {
	isFirst := !v.types.names[typeOf(value)]
	switch value := value.(type) {
	case string:
		v.shortest, v.longest = widened(v.shortest, v.longest, utf8.RuneCountInString(value), isFirst)
	case jsonvalue.Array:
		v.fewest, v.most = widened(v.fewest, v.most, len(value), isFirst)
	case *jsonvalue.Object:
		v.fewest, v.most = widened(v.fewest, v.most, len(value.Members), isFirst)
	case jsonvalue.Number:
		v.addNumber(value)
	}
	v.keep(value)
	v.types.add(value)
}

// widened returns the least and the greatest length, after adding another length.
func widened(least, greatest, length int, isFirst bool) (int, int) {
	if isFirst {
		return length, length
	}
	return min(least, length), max(greatest, length)
}

// addString adds the value of a parameter or header, which may be a number.
func (v *values) addString(value string) {
	v.add(value)
	if isNumber(value) {
		v.addNumber(jsonvalue.Number(value))
	}
}

func (v *values) addNumber(number jsonvalue.Number) {
	if v.least == "" || number.Compare(v.least) < 0 {
		v.least = number
	}
	if v.greatest == "" || number.Compare(v.greatest) > 0 {
		v.greatest = number
	}
}

// keep keeps a value, if there are not too many already.
func (v *values) keep(value any) {
	switch value.(type) {
	case *jsonvalue.Object, jsonvalue.Array:
		v.many = true
		return
	}
	if v.many || slices.Contains(v.distinct, value) {
		return
	}
	if v.many = len(v.distinct) == maxValues; !v.many {
		v.distinct = append(v.distinct, value)
	}
}

// parameterType returns the type of the values of a parameter or header.
func (v *values) parameterType() string {
	if v.many {
		return openapi3.TypeString
	}
	var all valueTypes
	for _, kept := range v.distinct {
		if written, ok := kept.(string); ok {
			all.add(scalarOf(written))
		}
	}
	if names := all.sorted(); len(names) == 1 {
		return names[0]
	}
	return openapi3.TypeString
}

// scalarOf returns the bool or the number that a string holds, or else the string.
func scalarOf(written string) any {
	switch {
	case written == "true", written == "false":
		return written == "true"
	case isNumber(written):
		return jsonvalue.Number(written)
	default:
		return written
	}
}

// isNumber reports whether a string is a number in the syntax of JSON.
func isNumber(written string) bool {
	return written != "" && (written[0] == '-' || written[0] >= '0' && written[0] <= '9') && jsontext.Value(written).IsValid()
}

// literal returns a scalar as JSON.
func literal(value any) string {
	if number, ok := value.(jsonvalue.Number); ok {
		return string(number)
	}
	written, err := json.Marshal(value, jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return null // Strings, booleans and null can always be encoded.
	}
	return string(written)
}
