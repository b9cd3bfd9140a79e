package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// Change is one difference between two documents.
type Change struct {
	// Rule is the identifier of the kind of change. It is a rule of oasdiff or one of the Rule
	// constants, and doesn't change in later versions.
	Rule     string
	Severity Severity
	// Message says in one line what the old document says and what the new document says.
	Message string
	// Old and New are the places in the old and in the new document. If the changed thing is
	// missing in a document, its place there is zero.
	Old, New contract.Place
	// Operations lists the operations that the change affects, sorted by path and method. It is
	// empty if no operation uses the changed thing.
	Operations []Operation
	// Recordings lists the recordings that have an exchange which the change affects, sorted; see
	// [Recordings].
	Recordings []string
	// Identifiers lists the exported identifiers of a Go package that the change affects; see
	// [Package].
	Identifiers []string
	// Announced reports whether the maintainers announced the change; see [Changelog].
	Announced bool
}

// Operation is an operation that a change affects.
type Operation struct {
	// ID is the operationId. It may be empty.
	ID     string
	Method string
	// Path is the path template, as the document writes it.
	Path string
	// Statuses lists the responses that a change is about, by their keys in the document. It is
	// empty for a change of the request or of the whole operation, which affects all exchanges.
	Statuses []string
}

// String returns the method and the path template.
func (o Operation) String() string { return o.Method + " " + o.Path }

// key identifies the operation in both documents. It is the method and the path template without
// the names of parameters, because these names may change.
func (o Operation) key() string {
	var b strings.Builder
	b.WriteString(o.Method + " ")
	inside := false
	for _, r := range o.Path {
		if r == '}' {
			inside = false
		}
		if !inside {
			b.WriteRune(r)
		}
		inside = inside || r == '{'
	}
	return b.String()
}

// The constants are the rules of this package. All other rules belong to oasdiff.
const (
	RuleInvariantAdded   = "invariant-added"
	RuleInvariantRemoved = "invariant-removed"
	RuleInvariantChanged = "invariant-changed"
	RuleServerAdded      = "server-added"
	RuleServerRemoved    = "server-removed"
	RuleDecisionAdded    = "decision-added"
	RuleDecisionRemoved  = "decision-removed"
	RuleDecisionChanged  = "decision-changed"
	// RuleExtensionChanged is about another extension of the document (x-...), which no caller
	// sees.
	RuleExtensionChanged = "extension-changed"
	// RuleUnclassified is about a difference that no other rule is about.
	RuleUnclassified = "unclassified"
)

// Severity says how a change affects callers that follow the old document.
type Severity string

const (
	// Breaking says that some of these callers violate the new document.
	Breaking Severity = "breaking"
	// Unclear says that some of these callers may violate the new document, and that no rule can
	// decide this. For example, one pattern was replaced with another.
	Unclear Severity = "unclear"
	// Compatible says that all of these callers follow the new document, too.
	Compatible Severity = "compatible"
)

// Severities returns all severities, with the worst first.
func Severities() []Severity { return []Severity{Breaking, Unclear, Compatible} }

// Place returns the place in the new document. If the changed thing is missing there, it returns
// the place in the old document.
func (c Change) Place() contract.Place {
	if c.New.File != "" {
		return c.New
	}
	return c.Old
}

// ID identifies the change in an announcement. It has the rule, and the JSON pointer of the
// change's place. It stays the same when lines move. Two changes of one rule at one place have the
// same ID. The ID is one line that can stand in backticks: it has ' in place of a backtick, and
// escapes in place of characters that can't be printed.
func (c Change) ID() string {
	return strings.TrimSpace(output.Printable(strings.ReplaceAll(c.Rule+" "+c.Place().Pointer, "`", "'")))
}

// Breaks reports whether callers must look at the change, because it is breaking or unclear.
func (c Change) Breaks() bool { return c.Severity != Compatible }

// sortChanges sorts changes by severity, with the worst first, and then by their places. The result
// doesn't depend on their present order.
func sortChanges(changes []Change) {
	slices.SortFunc(changes, func(a, b Change) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Severities(), a.Severity), slices.Index(Severities(), b.Severity)),
			a.position().Compare(b.position()),
			cmp.Compare(a.ID(), b.ID()),
			cmp.Compare(a.Message, b.Message),
		)
	})
}

// position returns the place of the change as if both documents had the same name.
func (c Change) position() contract.Place {
	at := c.Place()
	if location, _ := document.CutPointer(at.Pointer); location == "" {
		at.File = ""
	}
	return at
}
