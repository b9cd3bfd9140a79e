package change

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Change is one difference between two documents.
type Change struct {
	// Rule is the stable identifier of the kind of change: a rule of oasdiff, or one of the Rule
	// constants.
	Rule     string
	Severity Severity
	// Message is one line that says what the old document says and what the new one does.
	Message string
	// Old and New are the places in the old and in the new document. If a document doesn't have
	// what changed, its place is zero.
	Old, New contract.Place
	// Operations are the operations that the change reaches, sorted by path and method. It is empty
	// if no operation uses what changed.
	Operations []Operation
	// Recordings are the files of the recordings with an exchange that the change concerns, sorted;
	// see [Recordings].
	Recordings []string
	// Identifiers are the exported identifiers of a Go package that the change concerns; see
	// [Package].
	Identifiers []string
	// Announced reports whether the maintainers announced the change; see [Changelog].
	Announced bool
}

// Operation is an operation that a change reaches.
type Operation struct {
	// ID is the operationId. It may be empty.
	ID     string
	Method string
	// Path is the path template, as the document writes it.
	Path string
	// Statuses are the responses that a change is about, as the keys of the document. It is empty
	// for a change of the request or of the operation as a whole, which concerns all exchanges.
	Statuses []string
}

// String returns the method and the path template.
func (o Operation) String() string { return o.Method + " " + o.Path }

// key identifies the operation in both documents: the method, and the path template without the
// names of its parameters, which may change.
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

// The rules that are not oasdiff's.
const (
	RuleInvariantAdded   = "invariant-added"
	RuleInvariantRemoved = "invariant-removed"
	RuleInvariantChanged = "invariant-changed"
	RuleServerAdded      = "server-added"
	RuleServerRemoved    = "server-removed"
	RuleDecisionAdded    = "decision-added"
	RuleDecisionRemoved  = "decision-removed"
	RuleDecisionChanged  = "decision-changed"
	// RuleExtensionChanged is about any other extension of the document (x-...), which no caller
	// sees.
	RuleExtensionChanged = "extension-changed"
	// RuleUnclassified is about a difference that no other rule is about.
	RuleUnclassified = "unclassified"
)

// Severity says what a change does to callers that follow the old document.
type Severity string

const (
	// Breaking says that some of these callers violate the new document.
	Breaking Severity = "breaking"
	// Unclear says that some of them may violate the new document, and that no rule can decide it.
	// A pattern that was replaced by another pattern is an example.
	Unclear Severity = "unclear"
	// Compatible says that all of them follow the new document, too.
	Compatible Severity = "compatible"
)

// Severities returns all severities, the worst first.
func Severities() []Severity { return []Severity{Breaking, Unclear, Compatible} }

// Place returns the place in the new document, or in the old one if the new one doesn't have it.
func (c Change) Place() contract.Place {
	if c.New.File != "" {
		return c.New
	}
	return c.Old
}

// ID names the change in an announcement: by its rule and the JSON pointer of its place. It stays
// the same when lines move. Two changes of one rule at one place have the same ID.
func (c Change) ID() string { return c.Rule + " " + c.Place().Pointer }

// Breaks reports whether callers have to look at the change, because it is breaking or unclear.
func (c Change) Breaks() bool { return c.Severity != Compatible }

// sortChanges puts changes into an order that depends only on them: the worst first, then in the
// order of the documents.
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
