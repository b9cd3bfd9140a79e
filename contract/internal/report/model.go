package report

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// model has everything that a report shows, in order. All formats show the same model, so they
// can't disagree.
type model struct {
	// Holds reports whether nothing makes the verdict fail. Strict reports whether drift makes the
	// verdict fail. Incomplete reports whether a recording could not be read.
	Holds, Strict, Incomplete bool
	// Document identifies the document that the exchanges were checked against.
	Document contract.Info
	// Stated reports whether any recording says who answered.
	Stated    bool
	Exchanges verdict.Tally
	// Findings counts, by severity, the findings that the baseline doesn't accept. Known counts the
	// findings that it accepts.
	Findings, Known severities
	Operations      []operation
	// New has the causes that the baseline doesn't accept, or no longer accepts. Accepted has the
	// causes that it accepts.
	New, Accepted []group
	// Fixes has the causes of New, and KnownFixes the causes of Accepted. One fix has all causes
	// that one change would remove.
	Fixes, KnownFixes []fix
	// Stale has the entries of the baseline whose finding no longer occurs.
	Stale []baseline.Entry
	// Flaws has the flaws of the document, and ShownFlaws has the first flaws of each kind. Notes
	// says what was not checked.
	Flaws, ShownFlaws, Notes []Note
}

// all returns the causes, the new ones first.
func (m *model) all() []group { return append(slices.Clip(m.New), m.Accepted...) }

// fixes returns the fixes, the new ones first.
func (m *model) fixes() []fix { return append(slices.Clip(m.Fixes), m.KnownFixes...) }

// The constants are the words of the verdict.
const (
	verdictHolds      = "holds"
	verdictFails      = "fails"
	verdictIncomplete = "incomplete"
)

// verdict returns the verdict as one word.
func (m *model) verdict() string {
	switch {
	case !m.Holds:
		return verdictFails
	case m.Incomplete:
		return verdictIncomplete
	default:
		return verdictHolds
	}
}

// operation is a row of the table. It shows an operation of the document.
type operation struct {
	ID string
	// Name is the method and the path template.
	Name string
	// Version is the operation's version of the API. It is empty for the default version.
	Version   string
	Requests  verdict.Tally
	Responses []response
}

// response is a status of an operation, documented or seen.
type response struct {
	// Status is the key in the document: "200", "4XX" or "default". If the document doesn't list
	// the response, Status is the status that the server sent.
	Status     string
	Documented bool
	// Decision is the reason why the document lists the response although the API's own
	// documentation doesn't list it.
	Decision string
	Seen     verdict.Tally
}

// model returns the content of the report.
func (r *Report) model(strict bool) *model {
	groups := r.Groups()
	result := r.known.Apply(groups, r.now)
	entries := map[contract.Cause]*baseline.Entry{}
	for _, match := range append(result.Known, result.Expired...) {
		entries[match.Entry.Cause] = &match.Entry
	}
	m := &model{
		Strict: strict, Incomplete: r.incomplete, Document: r.contract.Info(), Exchanges: r.verdict.Exchanges(), Operations: operationsOf(r.contract, &r.verdict),
		Stale: result.Stale, Flaws: r.sortedNotes(Flaw), Notes: r.sortedNotes(NotChecked),
	}
	m.Stated = m.Exchanges.IsStated()
	m.ShownFlaws = shownFlaws(m.Flaws)
	m.Holds = len(result.Stale) == 0 && (len(m.Flaws) == 0 || !r.strictDocument)
	for _, g := range groups {
		shown := group{Group: g, Exchanges: verdict.TallyOf(g.Answered), Stated: m.Stated, Entry: entries[g.Cause], Suggestions: r.suggestions[g.Cause], Reproduction: r.reproductions[g.Cause]}
		shown.Version = verdict.Marked(r.contract, shown.first().Version)
		shown.Expired = shown.Entry != nil && shown.Entry.Expired(r.now)
		if shown.Entry != nil && !shown.Expired {
			m.Accepted = append(m.Accepted, shown)
			m.Known.addAll(g.Severities)
			continue
		}
		shown.Fails = shown.Expired || fails(g.Severity, strict)
		m.Holds = m.Holds && !shown.Fails
		m.New = append(m.New, shown)
		m.Findings.addAll(g.Severities)
	}
	m.Fixes, m.KnownFixes = fixesOf(m.New), fixesOf(m.Accepted)
	return m
}
