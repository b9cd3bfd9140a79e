package contract

import (
	"cmp"
	"fmt"
	"slices"
)

// Finding is something that an exchange shows and the document doesn't say.
type Finding struct {
	// Rule names what was broken.
	Rule     Rule
	Severity Severity
	// Side says which half of the exchange it is about.
	Side Side
	// Operation is the method and path template as in the document, or as in the request where the document has none such.
	Operation string
	// Status is that of the response; 0 where there was none.
	Status int
	// At is the location in the message.
	At Location
	// Document is the place in the document that the message contradicts, or that it should have matched.
	Document Place
	// Expected and Actual say, each in a few words, what the document asks for and what was there. They never
	// hold the value of a secret. Actual is empty where Expected tells all: for an invariant.
	Expected string
	Actual   string
	Source   Source
}

// Message returns one line: what was expected, and what was there.
func (f Finding) Message() string {
	if f.Actual == "" {
		return "expected " + f.Expected
	}
	return fmt.Sprintf("expected %s, got %s", f.Expected, f.Actual)
}

// Side is a half of an exchange.
type Side string

// The sides; each begins the rules about it.
const (
	RequestSide  Side = "request"
	ResponseSide Side = "response"
)

// Severity says how bad a [Finding] is.
type Severity string

const (
	// Violation says that the message contradicts the document.
	Violation Severity = "violation"
	// Rejected says that the request contradicts the document and got a documented 4xx, so both sides behaved.
	Rejected Severity = "rejected"
	// Drift says that the message holds something that the document doesn't mention.
	Drift Severity = "drift"
)

// Severities returns all severities, the worst first.
func Severities() []Severity {
	return []Severity{Violation, Rejected, Drift}
}

// weight orders severities, the worst first.
func (s Severity) weight() int { return slices.Index(Severities(), s) }

// Place is a place in an OpenAPI document.
type Place struct {
	// File is the name that the document was parsed under.
	File string
	// Pointer is the JSON pointer (RFC 6901) of what stands at Line and Column.
	Pointer string
	// Line and Column count from 1.
	Line, Column int
}

// String returns FILE:LINE:COLUMN, as editors and terminals link it.
func (p Place) String() string {
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// sortFindings puts the findings of one exchange into an order that depends on nothing but them: what weighs most first.
func sortFindings(findings []Finding) {
	order := make([]int, len(findings)) // A message may have very many findings, and they are large.
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int {
		a, b := &findings[i], &findings[j]
		return cmp.Or(
			cmp.Compare(a.Severity.weight(), b.Severity.weight()),
			a.Rule.compare(b.Rule),
			a.At.compare(b.At),
			cmp.Compare(a.Document.Line, b.Document.Line),
			cmp.Compare(a.Document.Column, b.Document.Column),
			cmp.Compare(a.Expected, b.Expected),
			cmp.Compare(i, j),
		)
	})
	sorted := make([]Finding, len(findings))
	for to, from := range order {
		sorted[to] = findings[from]
	}
	copy(findings, sorted)
}
