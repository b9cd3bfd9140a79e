package change

import (
	"fmt"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// oneSided returns the difference for a node that only one document has. It returns none if the
// node says the same as its default.
func oneSided(old, revised *document.Node) []*difference {
	n, word := old, "removed"
	if old == nil {
		n, word = revised, "added"
	}
	if n.Kind() == document.Bool && !isItem(n) && isDefault(n) {
		return nil
	}
	return []*difference{{
		rule: RuleUnclassified, severity: Unclear, old: old, new: revised,
		message: fmt.Sprintf("%s was %s", describe(n), word),
	}}
}

// describe returns the words for a node that was added or removed.
func describe(n *document.Node) string {
	switch {
	case !isItem(n) && isScalar(n):
		return quote(n.Name() + ": " + shown(n))
	case !isItem(n):
		return quote(n.Name())
	case isScalar(n):
		return fmt.Sprintf("the item %s of %s", quote(shown(n)), quote(n.Parent().Name()))
	default:
		return "an item of " + quote(n.Parent().Name())
	}
}

func isList(n *document.Node) bool { return n.Kind() == document.Array }

// shown returns the text of a scalar, or the kind of any other node.
func shown(n *document.Node) string {
	switch n.Kind() {
	case document.Null:
		return "null"
	case document.Array:
		return "a list"
	case document.Object:
		return "an object"
	default:
		return n.Text()
	}
}

func quote(s string) string { return "`" + s + "`" }

// isDefault reports whether a bool means the same as leaving it out. False is the default of most
// keywords. If the value of a keyword is a schema, the default may be true, as for
// additionalProperties. It is never false.
func isDefault(n *document.Node) bool {
	holders := []string{propertiesKey, patternProperties, dependentSchemas}
	if slices.Contains(holders, n.Parent().Name()) && n.Parent().Parent().IsSchema() {
		return false
	}
	switch n.Name() {
	case "additionalProperties", "items", "propertyNames", "then", "else", "unevaluatedItems", "unevaluatedProperties":
		return n.IsTrue()
	case "contains", "if", "not", "schema", "itemSchema", "const":
		return false
	default:
		return !n.IsTrue()
	}
}

// holdsAnchors reports whether a dynamic reference may lead to a node inside this node.
func holdsAnchors(n *document.Node) bool {
	for inner := range n.All() {
		if inner.Get("$dynamicAnchor") != nil {
			return true
		}
	}
	return false
}
