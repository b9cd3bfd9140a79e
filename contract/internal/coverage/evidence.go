// Package evidence tells which line of an OpenAPI document is borne out, by which exchanges and by whose word, and which by none.
//
//	e := coverage.New(c, coverage.Options{MaxAge: 90 * 24 * time.Hour, Now: time.Now()})
//	for x, err := range recording.Read(os.Stdin, "recordings") {
//		if err != nil {
//			return err
//		}
//		e.Add(x)
//	}
//	err := e.WriteText(os.Stdout)
package coverage

import (
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Options say which exchanges count.
type Options struct {
	// MaxAge is how old an exchange may be; 0 is any age.
	MaxAge time.Duration
	// Now is what the age is measured by; it is looked at only where there is a MaxAge.
	Now time.Time
}

// Evidence collects what bears out the claims of a document. Its memory depends on the number of claims, not on that of exchanges, so
// recordings of any size can pass through it. It is not safe for concurrent use.
//
// An exchange is stale that was recorded under another digest of its operation than the document's, or that is older than it may be. It is
// shown and doesn't count. Of an exchange that doesn't say under which digest, or when, it was recorded, nobody can tell; it counts, and how many do
// so is told. What is transcribed from a page was recorded under no digest, so its age alone counts.
type Evidence struct {
	contract *contract.Contract
	options  Options
	backings []Backing
	byClaim  map[string]*Backing

	session   *contract.Session
	file      string
	exchanges counts
	// contradicting are the exchanges in which there are violations.
	contradicting counts
	// undigested and undated are those that don't say what they were recorded under, and when.
	undigested, undated int
}

// New returns evidence of nothing yet.
func New(c *contract.Contract, options Options) *Evidence {
	e := &Evidence{contract: c, options: options, byClaim: map[string]*Backing{}, exchanges: counts{}, contradicting: counts{}}
	for _, claim := range c.Claims() {
		e.backings = append(e.backings, Backing{Claim: claim, by: map[contract.Provenance]*testimony{}})
	}
	for i := range e.backings {
		e.byClaim[e.backings[i].Claim.ID] = &e.backings[i]
	}
	return e
}

// Add adds what an exchange bears out. Exchanges of the same [contract.Source].File that follow each other are one session.
func (e *Evidence) Add(x *contract.Exchange) {
	if e.session == nil || x.Source.File != e.file {
		e.session, e.file = e.contract.Session(), x.Source.File
	}
	findings, covered := e.session.Cover(x)
	word := wordOf(x.Source.Provenance)
	e.exchanges[word]++
	if slices.ContainsFunc(findings, func(f contract.Finding) bool { return f.Severity == contract.Violation }) {
		e.contradicting[word]++
	}
	stale := e.stale(x)
	for _, w := range covered {
		e.byClaim[w.Claim].add(word, Witness{
			File: x.Source.File, Entry: x.Source.Entry, Page: x.Source.Page, Recorded: x.Source.Recorded, At: w.At.String(), Stale: stale,
		})
	}
}

// Staleness says why an exchange doesn't count; it is empty where it does.
type Staleness string

// The reasons.
const (
	// Changed says that the document said something else of the operation when the exchange was recorded.
	Changed Staleness = "changed"
	// Old says that the exchange is older than it may be.
	Old Staleness = "old"
)

// stale also counts what can't be told.
func (e *Evidence) stale(x *contract.Exchange) Staleness {
	operation, _ := e.contract.Find(x.Request.Method, x.Request.URL)
	digest, recorded := x.Source.Operation, x.Source.Recorded
	switch {
	case digest == "" && x.Source.Provenance != contract.Documented:
		e.undigested++
	case digest != "" && digest != operation.Digest:
		return Changed
	}
	switch {
	case e.options.MaxAge == 0:
	case recorded.IsZero():
		e.undated++
	case e.options.Now.Sub(recorded) > e.options.MaxAge:
		return Old
	}
	return ""
}

// Backings returns the claims of the document with what bears them out, in the order of [contract.Contract.Claims].
func (e *Evidence) Backings() []Backing { return slices.Clone(e.backings) }
