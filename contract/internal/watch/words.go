package watch

import (
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// nothing is shown as the value of a document that leaves the subject out.
const nothing = "none"

func quote(s string) string { return "`" + s + "`" }

// shown returns a value as JSON. It sorts the items of a list, because their order doesn't matter
// in any compared keyword.
func shown(n *document.Node) string {
	var parts []string
	switch n.Kind() {
	case document.Null:
		return null
	case document.String:
		return strconv.Quote(n.Text())
	case document.Array:
		for item := range n.Items() {
			parts = append(parts, shown(item))
		}
		slices.Sort(parts)
		return "[" + strings.Join(parts, ", ") + "]"
	case document.Object:
		for name, child := range n.SortedFields() {
			parts = append(parts, strconv.Quote(name)+": "+shown(child))
		}
		return "{" + strings.Join(parts, ", ") + "}"
	default:
		return n.Text()
	}
}

// shownTypes describes the types of a schema.
func shownTypes(types []string) string {
	if len(types) == 0 {
		return "any"
	}
	return strings.Join(types, " or ")
}

// shownFlag returns "yes" or "no".
func shownFlag(is bool) string {
	if is {
		return "yes"
	}
	return "no"
}
