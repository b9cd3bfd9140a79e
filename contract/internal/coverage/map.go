// Package coverage collects which claims of an OpenAPI document recorded exchanges cover. It also
// says who answered: the real API, a sandbox or a test. It writes a map of the document as text, as
// JSON or as an HTML page. The page can also show mutants that survived. A claim is a statement of
// the document about, for instance, an operation, a status, a property that may be absent, or a
// bound.
//
//	m := coverage.New(c, coverage.Options{MaxAge: 90 * 24 * time.Hour, Now: time.Now()})
//	for x, err := range recording.Read(os.Stdin, "recordings") {
//		if err != nil {
//			return err
//		}
//		m.Add(x)
//	}
//	err := m.WriteText(os.Stdout)
package coverage

import (
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Options says which exchanges are stale.
type Options struct {
	// MaxAge is how old an exchange may be. If it is 0, an exchange may have any age.
	MaxAge time.Duration
	// Now is the time from which the age is measured. It is needed only if MaxAge is not 0.
	Now time.Time
}

// Map collects which exchanges cover which claims of a document. Its memory depends on the number
// of claims and not on the number of exchanges, so a map can be about recordings of any size. It is
// not safe for concurrent use.
//
// An exchange is stale if the document described its operation differently when the exchange was
// recorded. It is also stale if it is older than MaxAge. Reports show stale exchanges, but these
// cover no claims. An exchange isn't stale if the recording doesn't say when it was recorded, or
// under which version of its operation. Reports say how many such exchanges there are. An exchange
// that is transcribed from a page has no version of its operation, so it becomes stale only by its
// age.
type Map struct {
	contract *contract.Contract
	options  Options
	// claims has the claims of the document. The method covered adds what covers them.
	claims []Claim
	tally  Tally

	session *contract.Session
	// file is the recording of the session's latest exchange.
	file string
}

// New returns a map of a document that no exchange covers yet.
func New(c *contract.Contract, options Options) *Map {
	m := &Map{contract: c, options: options, session: c.Session()}
	m.tally.make()
	claims := c.Claims()
	m.claims = make([]Claim, 0, len(claims))
	for _, claim := range claims {
		m.claims = append(m.claims, Claim{Claim: claim})
	}
	return m
}

// Merge adds what other exchanges cover. They must have been checked against the same document.
func (m *Map) Merge(other *Tally) { m.tally.Merge(other) }

// Tally returns what the exchanges that were added so far cover. It changes when more exchanges are
// added.
func (m *Map) Tally() *Tally { return &m.tally }

// Add adds an exchange and the claims that it covers. Successive exchanges with the same
// [contract.Source].File are one session.
func (m *Map) Add(x *contract.Exchange) {
	if x.Source.File != m.file {
		m.session.Forget()
		m.file = x.Source.File
	}
	findings, covered := m.session.Cover(x)
	provenance := provenanceOf(x.Source.Provenance)
	m.tally.Exchanges[provenance]++
	if slices.ContainsFunc(findings, func(f contract.Finding) bool { return f.Severity == contract.Violation }) {
		m.tally.Contradicting[provenance]++
	}
	if slices.ContainsFunc(findings, func(f contract.Finding) bool { return f.Rule.IsInvariant() && f.Severity == contract.Drift }) {
		m.tally.Unchecked++
	}
	stale := m.stale(x)
	m.addVersion(x, covered, stale)
	for _, c := range covered {
		m.tally.add(c.Claim, provenance, Exchange{
			File: x.Source.File, Entry: x.Source.Entry, Page: x.Source.Page, Recorded: x.Source.Recorded, At: c.At.String(), Stale: stale,
		})
	}
}

// Staleness is the reason why an exchange is stale. It is empty if the exchange is not stale.
type Staleness string

// The constants are the reasons.
const (
	// Changed means that the document described the operation differently when the exchange was
	// recorded.
	Changed Staleness = "changed"
	// Old means that the exchange is older than MaxAge.
	Old Staleness = "old"
)

// stale returns the reason why an exchange is stale. It counts the exchanges whose recording
// doesn't say enough to decide.
func (m *Map) stale(x *contract.Exchange) Staleness {
	operation, _ := m.contract.For(x).Find(x.Request.Method, x.Request.URL)
	digest, recorded := x.Source.Operation, x.Source.Recorded
	switch {
	case digest == "" && x.Source.Provenance != contract.Documented:
		m.tally.WithoutDigest++
	case digest != "" && digest != operation.Digest:
		return Changed
	}
	switch {
	case m.options.MaxAge == 0:
	case recorded.IsZero():
		m.tally.WithoutDate++
	case m.options.Now.Sub(recorded) > m.options.MaxAge:
		return Old
	}
	return ""
}

// Claims returns the claims of the document with the exchanges that cover them, in the order of
// [contract.Contract.Claims].
func (m *Map) Claims() []Claim { return slices.Clone(m.covered()) }

// covered returns the claims with the exchanges that cover them so far.
func (m *Map) covered() []Claim {
	for i := range m.claims {
		m.claims[i].by = m.tally.Claims[m.claims[i].ID]
	}
	return m.claims
}
