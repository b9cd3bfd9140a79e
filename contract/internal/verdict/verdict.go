// Package verdict holds what checks of exchanges found, in a form that depends only on the set of
// the exchanges: not on their order, and not on how many processes checked them.
//
//	var v verdict.Verdict
//	for _, x := range exchanges {
//		v.Add(c, &x, c.Check(&x))
//	}
//	v.Merge(&other)
//	data, err := json.Marshal(&v)
package verdict

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Verdict is what checks of exchanges against one document found: who answered, which operations
// and statuses were seen, and the findings by cause. Its memory depends on the number of causes,
// not on the number of exchanges or findings. The zero value is empty and ready to use. It is
// written as JSON and read from it without a loss. It is not safe for concurrent use.
type Verdict struct {
	exchanges Tally
	seen      map[cell]*Tally
	groups    contract.Groups
}

// cell is an operation and one of its statuses, as the document lists it. A status that the
// document doesn't list stands for itself. The empty status stands for all requests.
type cell struct{ operation, status string }

func (c cell) compare(other cell) int {
	return cmp.Or(cmp.Compare(c.operation, other.operation), cmp.Compare(c.status, other.status))
}

// Add adds an exchange and its findings from a check against c. It doesn't keep the exchange.
func (v *Verdict) Add(c *contract.Contract, x *contract.Exchange, findings []contract.Finding) {
	who := x.Source.Provenance
	v.exchanges.Add(who)
	if len(findings) > 0 {
		v.groups.Add(findings)
	}
	of := c.For(x)
	operation, ok := of.Find(x.Request.Method, x.Request.URL)
	if !ok {
		return
	}
	name := Name(operation, Marked(c, of.VersionName()))
	v.cell(cell{operation: name}).Add(who)
	if x.Response != nil {
		v.cell(cell{name, documentedStatus(operation, x.Response.Status)}).Add(who)
	}
}

// AddFinding adds a finding about an exchange that was added before.
func (v *Verdict) AddFinding(f contract.Finding) { v.groups.Add([]contract.Finding{f}) }

// Marked returns a version as reports mark it: empty for the default version.
func Marked(c *contract.Contract, version string) string {
	if version == c.DefaultVersion() {
		return ""
	}
	return version
}

// Name returns the method and the path template of an operation, and the version if it is marked.
func Name(o contract.Operation, version string) string {
	if version == "" {
		return o.String()
	}
	return o.String() + " (" + version + ")"
}

// Merge adds what other checks found against the same document.
func (v *Verdict) Merge(other *Verdict) {
	v.exchanges.AddAll(other.exchanges)
	for key, tally := range other.seen {
		v.cell(key).AddAll(*tally)
	}
	v.groups.Merge(other.groups.List())
}

func (v *Verdict) cell(key cell) *Tally {
	if v.seen == nil {
		v.seen = map[cell]*Tally{}
	}
	if v.seen[key] == nil {
		v.seen[key] = &Tally{}
	}
	return v.seen[key]
}

// documentedStatus returns the key under which the document lists a status: itself, its range or
// default. If the document lists none of them, documentedStatus returns the status itself.
func documentedStatus(operation contract.Operation, status int) string {
	exact := strconv.Itoa(status)
	for _, key := range []string{exact, exact[:1] + "XX", "default"} {
		if slices.ContainsFunc(operation.Responses, func(d contract.DocumentedResponse) bool { return d.Status == key }) {
			return key
		}
	}
	return exact
}

// Exchanges counts the exchanges.
func (v *Verdict) Exchanges() Tally { return v.exchanges }

// Groups returns the findings by cause, the worst severity first.
func (v *Verdict) Groups() []contract.Group { return v.groups.List() }

// Requests counts the exchanges of an operation, given by its method and path template.
func (v *Verdict) Requests(operation string) Tally { return v.tally(cell{operation: operation}) }

// Responses counts the exchanges of an operation that have a status, as the document lists it. A
// status that the document doesn't list stands for itself.
func (v *Verdict) Responses(operation, status string) Tally { return v.tally(cell{operation, status}) }

func (v *Verdict) tally(key cell) Tally {
	if found := v.seen[key]; found != nil {
		return *found
	}
	return Tally{}
}

// Statuses returns the statuses that were seen, by operation.
func (v *Verdict) Statuses() map[string][]string {
	statuses := map[string][]string{}
	for key := range v.seen {
		if key.status != "" {
			statuses[key.operation] = append(statuses[key.operation], key.status)
		}
	}
	return statuses
}
