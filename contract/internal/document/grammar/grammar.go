// Package grammar lists the objects of OpenAPI 3.0, 3.1 and 3.2 and their fields. It holds facts of
// the specifications and knows nothing of documents.
//
//	g := grammar.Of(grammar.V31)
//	field := g.Field(grammar.Operation, "parameters")
//	fmt.Println(field.Value.Item.Object) // Parameter Object
package grammar

import (
	"strings"
	"sync"
)

// Kinds is a set of kinds of JSON values. Kind number n of package document is the bit 1<<n.
type Kinds uint8

// The kinds.
const (
	Null Kinds = 1 << iota
	Bool
	Number
	String
	Array
	Map

	AnyKind = Null | Bool | Number | String | Array | Map
)

// Value says what may stand at a place of a document. A value of any kind without an Object, an
// Item and an Entry is data, in which nothing has a meaning to OpenAPI.
type Value struct {
	Kinds Kinds
	// IsWhole reports whether a number must be a whole number that is not negative.
	IsWhole bool
	// Object is the object of OpenAPI that stands there, or None.
	Object Object
	// Item is what a list holds, and Entry what a map holds under any name.
	Item, Entry *Value
}

// IsData reports whether nothing in the value has a meaning to OpenAPI.
func (v *Value) IsData() bool { return v.Object == None && v.Item == nil && v.Entry == nil }

// Field is a field of an object.
type Field struct {
	Name       string
	Value      *Value
	IsRequired bool
	// IsAside reports whether no check of an exchange reads the field.
	IsAside bool
	// Since and Until are the first and the last version that have the field.
	Since, Until Version
}

// Grammar is the grammar of one version.
type Grammar struct {
	Version Version

	fields   [objects]map[string]*Field
	required [objects][]*Field
}

// Of returns the grammar of a version, which must be known. The caller must not change it.
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

// Required returns the fields that an object must have.
func (g *Grammar) Required(o Object) []*Field { return g.required[o] }

// Entry returns what stands under a name that is not a field of the object: the path items under
// Paths, the responses under statuses. It returns nil if the object takes no such name.
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

// IsOpen reports whether an object may have any other field. JSON Schema lets a schema have
// keywords of other vocabularies.
func (g *Grammar) IsOpen(o Object) bool { return o == Schema && g.Version >= V31 }

// Refers reports whether an object may be replaced by a $ref.
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

// KeepsFields reports whether the fields beside the $ref of an object have a meaning.
func (g *Grammar) KeepsFields(o Object) bool {
	return o == PathItem || o == Schema && g.Version >= V31
}

// Other returns a field of this name that the object has in another version, or nil.
func Other(o Object, name string) *Field {
	for v := V30; v <= Newest; v++ {
		if f := Of(v).Field(o, name); f != nil {
			return f
		}
	}
	return nil
}

// IsExtension reports whether a name is that of an extension.
func IsExtension(name string) bool { return strings.HasPrefix(name, "x-") }

// IsStatus reports whether a name is a status of a response, a range of them, or default.
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
