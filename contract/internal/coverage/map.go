// Package coverage sums up which claims of an OpenAPI document recorded exchanges cover, and
// whether the real API or a stand-in answered. It writes that as a map of the document, in text
// and as a page, with the mutants that survived. A claim is an operation, a status, a property that
// may be absent, a bound and so on.
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

// Options say which exchanges count.
type Options struct {
	// MaxAge is how old an exchange may be. 0 means any age.
	MaxAge time.Duration
	// Now is the time from which the age is measured. It is needed only with a MaxAge.
	Now time.Time
}

// Map collects which exchanges cover which claims of a document. Its memory depends on the number
// of claims, not on the number of exchanges, so recordings of any size can pass through it. It is
// not safe for concurrent use.
//
// An exchange is stale if the document said something else of its operation when it was recorded,
// or if it is older than MaxAge. Reports show stale exchanges and don't count them. An exchange
// that doesn't say under which version of its operation, or when, it was recorded counts; reports
// say how many there are. An exchange that is transcribed from a page has no version, so only its
// age matters.
type Map struct {
	contract *contract.Contract
	options  Options
	claims   []Claim
	tally    Tally

	session *contract.Session
	file    string
}

// New returns a map of a document that no exchange covers yet.
func New(c *contract.Contract, options Options) *Map {
	m := &Map{contract: c, options: options}
	m.tally.make()
	for _, claim := range c.Claims() {
		by := map[contract.Provenance]*covering{}
		m.claims = append(m.claims, Claim{Claim: claim, by: by})
		m.tally.Claims[claim.ID] = by
	}
	return m
}

// Merge adds what other exchanges cover of the same document.
func (m *Map) Merge(other *Tally) { m.tally.Merge(other) }

// Tally returns what the exchanges cover that were added so far. It changes when more are added.
func (m *Map) Tally() *Tally { return &m.tally }

// Add adds what an exchange covers. Exchanges of the same [contract.Source].File that follow each
// other are one session.
func (m *Map) Add(x *contract.Exchange) {
	if m.session == nil || x.Source.File != m.file {
		m.session, m.file = m.contract.Session(), x.Source.File
	}
	findings, covered := m.session.Cover(x)
	provenance := provenanceOf(x.Source.Provenance)
	m.tally.Exchanges[provenance]++
	if slices.ContainsFunc(findings, func(f contract.Finding) bool { return f.Severity == contract.Violation }) {
		m.tally.Contradicting[provenance]++
	}
	stale := m.stale(x)
	m.addVersion(x, covered, stale)
	for _, c := range covered {
		m.tally.add(c.Claim, provenance, Exchange{
			File: x.Source.File, Entry: x.Source.Entry, Page: x.Source.Page, Recorded: x.Source.Recorded, At: c.At.String(), Stale: stale,
		})
	}
}

// Staleness says why an exchange doesn't count. It is empty if it does.
type Staleness string

// The reasons.
const (
	// Changed means that the document said something else of the operation when the exchange was
	// recorded.
	Changed Staleness = "changed"
	// Old means that the exchange is older than it may be.
	Old Staleness = "old"
)

// stale says whether an exchange is stale, and counts the exchanges that don't say enough to
// decide.
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

// Claims returns the claims of the document and what covers them, in the order of
// [contract.Contract.Claims].
func (m *Map) Claims() []Claim { return slices.Clone(m.claims) }
