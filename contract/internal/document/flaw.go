package document

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Flaw is a mistake in a document that doesn't prevent a check.
type Flaw struct {
	Node *Node
	// Kind is the kind of the flaw, such as unknown-field. Reports group flaws by their kind.
	Kind string
	// What says in one line what is wrong and how to fix it.
	What string
}

// The constants are the kinds of flaws that the classifier finds.
const (
	UnknownField = "unknown-field"
	WrongKind    = "wrong-kind"
	MissingField = "missing-field"
	WrongRef     = "reference"
	WrongVersion = "version"
	WrongMapping = "mapping"
	WrongTarget  = "target"
)

func (c *classifier) flawf(n *Node, kind, format string, args ...any) {
	c.document.flaws = append(c.document.flaws, Flaw{Node: n, Kind: kind, What: fmt.Sprintf(format, args...)})
}

// unknown adds a flaw for a field that the object doesn't have.
func (c *classifier) unknown(field *Node, name string, in grammar.Object) {
	switch other := grammar.Other(in, name); {
	case in == grammar.Paths:
		c.flawf(field, UnknownField, "%s is not a path, because it does not begin with a slash; add the slash", wording.Quote(name))
	case in == grammar.Responses:
		c.flawf(field, UnknownField, "%s is not a status; write three digits, a range such as 4XX, or default", wording.Quote(name))
	case name == "nullable" && in == grammar.Schema:
		c.flawf(field, UnknownField, `nullable has no meaning in OpenAPI %s; add "null" to the type instead, such as type: [string, "null"]`, c.grammar.Version)
	case other != nil && other.Since > c.grammar.Version:
		c.flawf(field, UnknownField, "the field %s of %s exists since OpenAPI %s, and has no effect in %s; remove it, or declare openapi: %s.0",
			name, article(in), other.Since, c.grammar.Version, other.Since)
	case other != nil:
		c.flawf(field, UnknownField, "the field %s of %s has no meaning in OpenAPI %s; remove it", name, article(in), c.grammar.Version)
	default:
		c.flawf(field, UnknownField, "%s has no field %s; correct the name, begin it with x-, or remove it", article(in), wording.Quote(name))
	}
}

// wrongKind adds a flaw for a value of a wrong kind.
func (c *classifier) wrongKind(parent *Node, at *child, v *grammar.Value) {
	label := wording.Quote(at.token)
	switch {
	case parent.kind == Array:
		label = "each item of " + wording.Quote(parent.token)
	case parent.object != grammar.None:
		label = "the field " + at.token + " of " + article(parent.object)
	}
	fix := "correct it"
	switch {
	case at.node.kind == Null:
		fix = "give it a value, or remove it"
	case v.Kinds == grammar.String && at.node.kind < String:
		fix = "put it in quotes"
	}
	c.flawf(at.node, WrongKind, "%s must be %s, not %s; %s", label, describe(v), kindNames[at.node.kind], fix)
}

var kindNames = [...]string{Null: "empty", Bool: "true or false", Number: "a number", String: "a string", Array: "a list", Object: "a mapping"}

// describe describes the values that are allowed at a place, such as "a list".
func describe(v *grammar.Value) string {
	var all []string
	for kind, name := range kindNames {
		switch {
		case v.Kinds&(1<<kind) == 0:
		case Kind(kind) == Object && v.Object != grammar.None:
			all = append(all, article(v.Object))
		case Kind(kind) == Number && v.IsWhole:
			all = append(all, "a whole number that is not negative")
		default:
			all = append(all, name)
		}
	}
	return strings.Join(all, " or ")
}

// article returns the name of an object with "a" or "an" before it.
func article(o grammar.Object) string {
	name := o.String()
	if strings.ContainsRune("AEIOUX", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}
