// Package report turns what a check found into something to read: which operations and statuses were seen and by whose
// word, each finding with its places, and a verdict.
//
//	r := report.New(c)
//	for _, x := range exchanges {
//		r.Add(&x, c.Check(&x))
//	}
//	err := r.WriteText(os.Stdout, report.Style{})
package report

import (
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Report collects exchanges and the findings in them. It is not safe for concurrent use.
type Report struct {
	contract  *contract.Contract
	exchanges int
	byWord    map[contract.Provenance]int
	seen      map[cell]map[contract.Provenance]int
	findings  []contract.Finding
}

// cell is a field of the table: an operation, and a status as the document lists it or, where it doesn't, as it came.
// The empty status counts requests.
type cell struct{ operation, status string }

// New returns an empty report about checks against c.
func New(c *contract.Contract) *Report {
	return &Report{
		contract: c,
		byWord:   map[contract.Provenance]int{},
		seen:     map[cell]map[contract.Provenance]int{},
	}
}

// Add adds an exchange and the findings in it.
func (r *Report) Add(x *contract.Exchange, findings []contract.Finding) {
	word := x.Source.Provenance
	r.exchanges++
	r.byWord[word]++
	r.findings = append(r.findings, findings...)
	operation, ok := r.contract.Find(x.Request.Method, x.Request.URL)
	if !ok {
		return
	}
	r.count(operation.String(), "", word)
	if x.Response != nil {
		r.count(operation.String(), documentedStatus(operation, x.Response.Status), word)
	}
}

func (r *Report) count(operation, status string, word contract.Provenance) {
	key := cell{operation, status}
	if r.seen[key] == nil {
		r.seen[key] = map[contract.Provenance]int{}
	}
	r.seen[key][word]++
}

// documentedStatus returns the key under which the document lists a status: itself, its range or default. Where it lists none
// of them, it is the status itself.
func documentedStatus(operation contract.Operation, status int) string {
	exact := strconv.Itoa(status)
	for _, key := range []string{exact, exact[:1] + "XX", "default"} {
		if slices.ContainsFunc(operation.Responses, func(d contract.DocumentedResponse) bool { return d.Status == key }) {
			return key
		}
	}
	return exact
}

// Holds reports whether the exchanges agree with the document: there is no violation and, where strict, no drift either.
// A request that was rejected as documented is no disagreement.
func (r *Report) Holds(strict bool) bool {
	return !slices.ContainsFunc(r.findings, func(f contract.Finding) bool {
		return f.Severity == contract.Violation || strict && f.Severity == contract.Drift
	})
}
