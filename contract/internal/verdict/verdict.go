// Package verdict collects the findings of exchanges. The result depends only on the set of
// exchanges. It doesn't depend on their order or on how many processes checked them.
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

// Verdict has the results of checking exchanges against one document: who answered, which
// operations and statuses were seen, and the findings by cause. Its memory depends on the number of
// causes. It does not grow with the number of exchanges or findings. The zero value is empty and
// ready to use. It is written as JSON, and reading the JSON loses nothing. It is not safe for
// concurrent use.
type Verdict struct {
	exchanges Tally
	seen      map[cell]*Tally
	groups    contract.Groups
}

// cell is an operation with one of its statuses, as the document lists the status. If the document
// doesn't list the status, it is the status of the response. The empty status means all requests of
// the operation.
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

// Marked returns a version as reports show it. It returns an empty string for the default version.
func Marked(c *contract.Contract, version string) string {
	if version == c.DefaultVersion() {
		return ""
	}
	return version
}

// Name returns the method and path template of an operation. If the version is not the default, the
// version follows.
func Name(o contract.Operation, version string) string {
	if version == "" {
		return o.String()
	}
	return o.String() + " (" + version + ")"
}

// Merge adds the results of other checks against the same document.
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

// documentedStatus returns the key under which the document lists a status. It may be the status
// itself, its range or default. If the document lists none of these, documentedStatus returns the
// status itself.
func documentedStatus(operation contract.Operation, status int) string {
	exact := strconv.Itoa(status)
	for _, key := range []string{exact, exact[:1] + "XX", "default"} {
		if slices.ContainsFunc(operation.Responses, func(d contract.DocumentedResponse) bool { return d.Status == key }) {
			return key
		}
	}
	return exact
}

// Exchanges returns the number of exchanges by who answered.
func (v *Verdict) Exchanges() Tally { return v.exchanges }

// Groups returns the findings by cause, with the most serious severity first.
func (v *Verdict) Groups() []contract.Group { return v.groups.List() }

// Requests returns the number of exchanges of an operation, which is given by its method and path
// template.
func (v *Verdict) Requests(operation string) Tally { return v.tally(cell{operation: operation}) }

// Responses returns the number of exchanges of an operation that have a status. The status is given
// as the document lists it. If the document doesn't list the status, it is the status of the
// response.
func (v *Verdict) Responses(operation, status string) Tally { return v.tally(cell{operation, status}) }

func (v *Verdict) tally(key cell) Tally {
	if found := v.seen[key]; found != nil {
		return *found
	}
	return Tally{}
}

// Statuses returns the statuses that were seen for each operation.
func (v *Verdict) Statuses() map[string][]string {
	statuses := map[string][]string{}
	for key := range v.seen {
		if key.status != "" {
			statuses[key.operation] = append(statuses[key.operation], key.status)
		}
	}
	return statuses
}
