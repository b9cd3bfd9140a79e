package change

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// compareInvariants compares two lists of x-invariants by the ids in them. An invariant is a promise to callers: one more breaks nobody,
// one less may. Whether another rule promises more or less, nobody can tell; unless all that changed is that it holds without a premise.
func compareInvariants(old, revised node) []difference {
	var differences []difference
	was, is := byID(old), byID(revised)
	for id, before := range was {
		after, both := is[id]
		switch {
		case !both:
			differences = append(differences, difference{
				RuleInvariantRemoved, Breaking, fmt.Sprintf("the invariant %s is no longer promised: %s", quote(id), before.text("message")), before, node{},
			})
		case before.text("rule") == after.text("rule") && before.text("when") == after.text("when"):
		case before.text("rule") == after.text("rule") && after.text("when") == "":
			differences = append(differences, difference{
				RuleInvariantChanged, Compatible, fmt.Sprintf("the invariant %s holds without a premise now", quote(id)), before, after,
			})
		default:
			part, word := "rule", "rule"
			if before.text("rule") == after.text("rule") {
				part, word = "when", "premise"
			}
			text := strings.Join(strings.Fields(after.text(part)), " ")
			differences = append(differences, difference{
				RuleInvariantChanged, Unclear, fmt.Sprintf("the invariant %s has another %s: %s", quote(id), word, quote(text)), before, after,
			})
		}
	}
	for id, after := range is {
		if _, both := was[id]; !both {
			differences = append(differences, difference{
				RuleInvariantAdded, Compatible, fmt.Sprintf("the invariant %s is promised now: %s", quote(id), after.text("message")), node{}, after,
			})
		}
	}
	return differences
}

func byID(list node) map[string]node {
	found := map[string]node{}
	for invariant := range list.children() {
		found[invariant.text("id")] = invariant
	}
	return found
}

// compareDecisions compares two x-decisions: whose word it is that something is so. What callers see is the same.
func compareDecisions(old, revised node) []difference {
	switch {
	case !old.exists():
		return []difference{{RuleDecisionAdded, Compatible, "it is a decision now: " + revised.value.Value, old, revised}}
	case !revised.exists():
		return []difference{{RuleDecisionRemoved, Compatible, "it is no decision any more: " + old.value.Value, old, revised}}
	case old.value.Value != revised.value.Value:
		return []difference{{RuleDecisionChanged, Compatible, "the reason of the decision is another: " + revised.value.Value, old, revised}}
	default:
		return nil
	}
}

// compareServers compares two lists of servers by their URLs. What else there is in them, variables for instance, is compared as it stands.
func (w *walker) compareServers(old, revised node) []difference {
	var differences []difference
	for url, pair := range w.pair(old, revised) {
		switch was, is := pair[0], pair[1]; {
		case !is.exists():
			differences = append(differences, difference{RuleServerRemoved, Breaking, fmt.Sprintf("the server %s was removed", quote(url)), was, is})
		case !was.exists():
			differences = append(differences, difference{RuleServerAdded, Compatible, fmt.Sprintf("the server %s was added", quote(url)), was, is})
		default:
			differences = append(differences, w.pairs(was, is, nil)...)
		}
	}
	return differences
}

// compareExtensions compares what stands under any other x- key by what it says.
func compareExtensions(old, revised node) []difference {
	n := revised
	if !n.exists() {
		n = old
	}
	if canonical(old.value) == canonical(revised.value) {
		return nil
	}
	return []difference{{RuleExtensionChanged, Compatible, quote(n.name()) + " was changed", old, revised}}
}

// canonical returns what a node says, however it is written.
func canonical(n *yaml.Node) string {
	if n == nil {
		return ""
	}
	var parts []string
	switch n.Kind {
	case yaml.AliasNode:
		return canonical(n.Alias)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			parts = append(parts, fmt.Sprintf("%q: %s", n.Content[i].Value, canonical(n.Content[i+1])))
		}
		slices.Sort(parts)
		return "{" + strings.Join(parts, ", ") + "}"
	case yaml.SequenceNode:
		for _, item := range n.Content {
			parts = append(parts, canonical(item))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	default:
		return strconv.Quote(n.Value)
	}
}
