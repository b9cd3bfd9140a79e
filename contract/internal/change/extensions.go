package change

import (
	"fmt"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// compareInvariants compares two lists of x-invariants. It pairs the invariants by their ids. An
// invariant is a promise to callers. A new invariant breaks no caller, and a removed invariant may
// break some. No program can say whether a changed rule promises more or less. Only if an invariant
// loses its premise, it certainly promises more.
func compareInvariants(old, revised *document.Node) []*difference {
	var differences []*difference
	was, is := byID(old), byID(revised)
	for id, before := range was {
		after := is[id]
		sameRule := before.StringAt("rule") == after.StringAt("rule")
		switch {
		case after == nil:
			differences = append(differences, &difference{
				RuleInvariantRemoved, Breaking, fmt.Sprintf("the invariant %s is no longer promised: %s", quote(id), before.StringAt("message")), before, nil,
			})
		case sameRule && before.StringAt("when") == after.StringAt("when"):
		case sameRule && after.StringAt("when") == "":
			differences = append(differences, &difference{
				RuleInvariantChanged, Compatible, fmt.Sprintf("the invariant %s holds without a premise now", quote(id)), before, after,
			})
		default:
			part, word := "rule", "rule"
			if sameRule {
				part, word = "when", "premise"
			}
			expression := strings.Join(strings.Fields(after.StringAt(part)), " ")
			differences = append(differences, &difference{
				RuleInvariantChanged, Unclear, fmt.Sprintf("the invariant %s has another %s: %s", quote(id), word, quote(expression)), before, after,
			})
		}
	}
	for id, after := range is {
		if was[id] == nil {
			differences = append(differences, &difference{
				RuleInvariantAdded, Compatible, fmt.Sprintf("the invariant %s is promised now: %s", quote(id), after.StringAt("message")), nil, after,
			})
		}
	}
	return differences
}

func byID(list *document.Node) map[string]*document.Node {
	found := map[string]*document.Node{}
	for invariant := range list.Items() {
		found[invariant.StringAt("id")] = invariant
	}
	return found
}

// compareDecisions compares two x-decisions. These are the maintainers' reasons for what the
// document says. Callers don't notice them.
func compareDecisions(old, revised *document.Node) []*difference {
	switch {
	case old == nil:
		return []*difference{{RuleDecisionAdded, Compatible, "it is a decision now: " + revised.Text(), old, revised}}
	case revised == nil:
		return []*difference{{RuleDecisionRemoved, Compatible, "it is no longer a decision: " + old.Text(), old, revised}}
	case old.Text() != revised.Text():
		return []*difference{{RuleDecisionChanged, Compatible, "the decision has another reason: " + revised.Text(), old, revised}}
	default:
		return nil
	}
}

// compareServers compares two lists of servers by their URLs. It compares the rest of a server,
// such as its variables, as it is written.
func (c *comparer) compareServers(old, revised *document.Node) []*difference {
	var differences []*difference
	for url, pair := range c.pairs(old, revised) {
		switch was, is := pair[0], pair[1]; {
		case is == nil:
			differences = append(differences, &difference{RuleServerRemoved, Breaking, fmt.Sprintf("the server %s was removed", quote(url)), was, is})
		case was == nil:
			differences = append(differences, &difference{RuleServerAdded, Compatible, fmt.Sprintf("the server %s was added", quote(url)), was, is})
		default:
			differences = append(differences, c.compareChildren(was, is)...)
		}
	}
	return differences
}

// compareExtensions compares the values of any other x- key.
func compareExtensions(old, revised *document.Node) []*difference {
	if canonical(old) == canonical(revised) {
		return nil
	}
	n := revised
	if n == nil {
		n = old
	}
	return []*difference{{RuleExtensionChanged, Compatible, quote(n.Name()) + " was changed", old, revised}}
}
