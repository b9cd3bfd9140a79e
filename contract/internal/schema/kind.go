package schema

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Kinds is a set of kinds of JSON values.
type Kinds uint8

// The constants are the kinds. A number without a fraction is both an integer and a number.
const (
	Booleans Kinds = 1 << iota
	Integers
	Numbers
	Strings
	Arrays
	Objects
	Nulls

	// AnyKind is the set of all kinds except null.
	AnyKind = Booleans | Integers | Numbers | Strings | Arrays | Objects
)

var kindNames = map[string]Kinds{
	"array": Arrays, "boolean": Booleans, "integer": Integers, "null": Nulls, "number": Numbers | Integers, "object": Objects, "string": Strings,
}

// KindOf returns the kind of a value. For a number without a fraction, it returns [Integers] if the
// set has Integers but not [Numbers]. Otherwise it returns Numbers.
func KindOf(value any, asked Kinds) Kinds {
	switch value := value.(type) {
	case nil:
		return Nulls
	case bool:
		return Booleans
	case string:
		return Strings
	case jsonvalue.Array:
		return Arrays
	case *jsonvalue.Object:
		return Objects
	case jsonvalue.Number:
		if asked&Numbers == 0 && value.IsInteger() {
			return Integers
		}
		return Numbers
	default:
		return 0
	}
}

// IsOfType reports whether a value is of a type, given by its name.
func IsOfType(name string, value any) bool {
	kinds := kindNames[name]
	return kinds&KindOf(value, kinds) != 0
}

// types returns the kinds that a schema accepts according to its type and nullable. A schema
// without a type accepts all kinds. A schema whose type is unknown also accepts all kinds.
func (d Dialect) types(node *document.Node) Kinds {
	asked := node.Get("type")
	if d == OpenAPI30 {
		kinds, known := kindNames[asked.Text()]
		switch {
		case !known || kinds == Nulls:
			return AnyKind | Nulls // A schema without a type accepts null (OpenAPI 3.0.3, clarification of nullable).
		case node.Get("nullable").IsTrue():
			kinds |= Nulls
		}
		return kinds
	}
	var kinds Kinds
	if asked.Kind() == document.Array {
		for name := range asked.Items() {
			kinds |= kindNames[name.Text()]
		}
	} else {
		kinds = kindNames[asked.Text()]
	}
	if kinds == 0 {
		return AnyKind | Nulls
	}
	return kinds
}
