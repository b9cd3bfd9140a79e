package contract

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Finding is something in an exchange that the document doesn't allow or doesn't mention.
type Finding struct {
	// Rule names the rule that was broken.
	Rule     Rule
	Severity Severity
	// Side is the half of the exchange that the finding is about.
	Side Side
	// Operation is the method and the path template of the operation. If the document has no such
	// operation, it is the method and the path of the request.
	Operation string
	// Status is the status of the response, or 0 if there is no response.
	Status int
	// At is the location in the message.
	At Location
	// Document is the place in the document that the message contradicts or should have matched.
	Document Place
	// Version is the version of the API that the exchange was checked against. It is empty if the
	// document describes only one version; see [Contract.Versions].
	Version string
	// Expected and Actual say, in a few words each, what the document asks for and what the message
	// has. They never contain a secret. Actual is empty if Expected says everything, for instance
	// in a finding about an invariant.
	Expected string
	Actual   string
	Source   Source
	// Placeholder reports whether a format or a pattern refuses the value because a recorder put a
	// placeholder there, such as <API_TOKEN>; see [Placeholders].
	Placeholder bool
	// More is the number of further findings of the same exchange that this finding counts and that
	// are not listed. It is 0 for almost all. If an exchange has more than 100 findings with the
	// same [Cause], only the first ones are listed, and the last one in the list counts the others.
	// If an exchange has more than 1,000 findings, new causes are no longer listed one by one. For
	// each rule and place in the document, one finding counts the rest, and its At is *.
	More int
}

// Count returns the number of findings that this finding counts, including itself.
func (f Finding) Count() int { return 1 + f.More }

// Message returns one line. The line says what was expected, what the message has, and how many
// more findings this one counts.
func (f Finding) Message() string {
	text := "expected " + f.Expected
	if f.Actual != "" {
		text += ", got " + f.Actual
	}
	if f.More > 0 {
		text += fmt.Sprintf(" (and %d more like it)", f.More)
	}
	return text
}

// Side is a half of an exchange.
type Side string

// A rule begins with its side.
const (
	RequestSide  Side = "request"
	ResponseSide Side = "response"
)

// ProbeSide is the beginning of the rules of package probe. The probe sends requests of which it
// knows whether they agree with the document. Its rules are about how the server treats these
// requests.
const ProbeSide Side = "probe"

// Severity says how serious a [Finding] is.
type Severity string

const (
	// Violation says that the message contradicts the document.
	Violation Severity = "violation"
	// Rejected says that the request contradicts the document and that the server answered it with
	// a documented 4xx. The server did what it should.
	Rejected Severity = "rejected"
	// Drift says that the message has something that the document doesn't mention.
	Drift Severity = "drift"
)

// Severities returns all severities, the most serious first.
func Severities() []Severity {
	return []Severity{Violation, Rejected, Drift}
}

// weight orders severities, the most serious first.
func (s Severity) weight() int { return slices.Index(Severities(), s) }

// Place is a place in an OpenAPI document.
type Place struct {
	// File is the name of the file. The name of the root file is the name of the document. The
	// names of other files are relative to the directory of the root file.
	File string
	// Pointer identifies what is at Line and Column. In the root file, it is a JSON pointer (RFC
	// 6901). In another file, it is the reference that the root file would write, such as
	// schemas/pet.yaml#/properties/name. A # or % in the name of the other file is percent-encoded.
	Pointer string
	// Line and Column count from 1.
	Line, Column int
}

// Compare compares two places of a document, for [slices.SortFunc]. Places in the root file come
// first, then places in other files by name. Within a file, places are sorted by line and column.
func (p Place) Compare(other Place) int { return document.Place(p).Compare(document.Place(other)) }

// String returns FILE:LINE:COLUMN, the form that editors and terminals turn into a link.
func (p Place) String() string {
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// sortFindings sorts the findings of one exchange, the most serious first. It keeps the order of
// findings that compare as equal.
func sortFindings(findings []Finding) {
	compare := func(a, b *Finding) int {
		return cmp.Or(
			cmp.Compare(a.Severity.weight(), b.Severity.weight()),
			a.Rule.compare(b.Rule),
			a.At.compare(b.At),
			a.Document.Compare(b.Document),
			cmp.Compare(a.Expected, b.Expected),
		)
	}
	order := make([]int, len(findings)) // Sorting indices is cheaper, because findings are large.
	sorted := true
	for i := range order {
		order[i] = i
		sorted = sorted && (i == 0 || compare(&findings[i-1], &findings[i]) <= 0)
	}
	if sorted {
		return
	}
	slices.SortStableFunc(order, func(i, j int) int { return compare(&findings[i], &findings[j]) })
	unsorted := slices.Clone(findings)
	for to, from := range order {
		findings[to] = unsorted[from]
	}
}
