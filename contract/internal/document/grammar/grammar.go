// Package grammar lists the objects of OpenAPI 3.0, 3.1 and 3.2 and their fields. It contains facts
// of the specifications. It doesn't read documents.
//
//	g := grammar.Of(grammar.V31)
//	field := g.Field(grammar.Operation, "parameters")
//	fmt.Println(field.Value.Item.Object) // Parameter Object
package grammar

import (
	"strings"
	"sync"
)

// Kinds is a set of kinds of JSON values. For each kind of package document, it has one bit. The
// bit for the kind with number n is 1<<n.
type Kinds uint8

// The constants are the kinds.
const (
	Null Kinds = 1 << iota
	Bool
	Number
	String
	Array
	Map

	AnyKind = Null | Bool | Number | String | Array | Map
)

// Value says which values are allowed at a place of a document. If a value may be of any kind and
// has neither an Object nor an Item nor an Entry, it is data. OpenAPI gives data no meaning.
type Value struct {
	Kinds Kinds
	// IsWhole reports whether a number must be a whole number that is not negative.
	IsWhole bool
	// Object is the OpenAPI object that the value is, or None.
	Object Object
	// Item describes the items of a list. Entry describes the values of a map with any names.
	Item, Entry *Value
}

// IsData reports whether the value is data, to which OpenAPI gives no meaning.
func (v *Value) IsData() bool { return v.Object == None && v.Item == nil && v.Entry == nil }

// Field is a field of an object.
type Field struct {
	Name       string
	Value      *Value
	IsRequired bool
	// IsAside reports whether no check of an exchange reads the field.
	IsAside bool
	// Since and Until are the first and last version of OpenAPI that have the field.
	Since, Until Version
}

// Grammar has the objects and fields of one version of OpenAPI.
type Grammar struct {
	Version Version

	fields   [objects]map[string]*Field
	required [objects][]*Field
}

// Of returns the grammar of a version, which must be one of the constants. The caller must not
// change it.
func Of(v Version) *Grammar { return grammars[v]() }

var grammars = [...]func() *Grammar{
	V30: sync.OnceValue(func() *Grammar { return newGrammar(V30) }),
	V31: sync.OnceValue(func() *Grammar { return newGrammar(V31) }),
	V32: sync.OnceValue(func() *Grammar { return newGrammar(V32) }),
}

func newGrammar(v Version) *Grammar {
	g := &Grammar{Version: v}
	for object, fields := range table() {
		g.fields[object] = make(map[string]*Field, len(fields))
		for i := range fields {
			f := &fields[i]
			if f.Since > v || f.Until < v {
				continue
			}
			g.fields[object][f.Name] = f
			if f.IsRequired {
				g.required[object] = append(g.required[object], f)
			}
		}
	}
	return g
}

// Field returns a field of an object, or nil if the object has no field of this name.
func (g *Grammar) Field(o Object, name string) *Field { return g.fields[o][name] }

// Required returns the fields that every object of this type must have.
func (g *Grammar) Required(o Object) []*Field { return g.required[o] }

// Entry returns what is allowed under a name that is not a field of the object. For instance, Paths
// has path items under paths, and Responses has responses under statuses. It returns nil if the
// object doesn't allow the name.
func (g *Grammar) Entry(o Object, name string) *Value {
	switch {
	case o == Paths && strings.HasPrefix(name, "/"):
		return pathItem
	case o == Responses && IsStatus(name):
		return response
	case o == Callback && !IsExtension(name):
		return pathItem
	case o == SecurityRequirement:
		return scopes
	default:
		return nil
	}
}

// IsOpen reports whether an object may have fields that the grammar doesn't list. JSON Schema lets
// a schema have keywords of other vocabularies.
func (g *Grammar) IsOpen(o Object) bool { return o == Schema && g.Version >= V31 }

// Refers reports whether a $ref may replace an object.
func (g *Grammar) Refers(o Object) bool {
	switch o {
	case Schema, Response, Parameter, Example, RequestBody, Header, SecurityScheme, Link, Callback, PathItem:
		return true
	case MediaType:
		return g.Version >= V32
	default:
		return false
	}
}

// KeepsFields reports whether the fields beside a $ref have a meaning.
func (g *Grammar) KeepsFields(o Object) bool {
	return o == PathItem || o == Schema && g.Version >= V31
}

// Other returns a field with this name that the object has in another version, or nil if no version
// has it.
func Other(o Object, name string) *Field {
	for v := V30; v <= Newest; v++ {
		if f := Of(v).Field(o, name); f != nil {
			return f
		}
	}
	return nil
}

// IsExtension reports whether a field with this name is an extension.
func IsExtension(name string) bool { return strings.HasPrefix(name, "x-") }

// IsStatus reports whether a name is a status of a response, a range of statuses, or default.
func IsStatus(name string) bool {
	if name == "default" {
		return true
	}
	if len(name) != 3 || name[0] < '1' || name[0] > '5' {
		return false
	}
	return name[1:] == "XX" || isDigit(name[1]) && isDigit(name[2])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
