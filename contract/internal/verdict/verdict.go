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
	// known has the tallies in seen of the exchanges that were added. Finding them by a pointer and
	// a number takes less time than by names.
	known map[key]tallies
}

// key is an operation of a version, with the status of a response or noStatus.
type key struct {
	operation *contract.Operation
	status    int
}

// noStatus is the status of an exchange without a response.
const noStatus = -1

// tallies has the tally of all requests of an operation, and that of the requests with a status.
// The latter is nil if there is no response.
type tallies struct{ all, answered *Tally }

// cell is an operation with one of its statuses, as the document lists the status. If the document
// doesn't list the status, it is the status of the response. The empty status means all requests of
// the operation.
type cell struct{ operation, status string }

func (c cell) compare(other cell) int {
	return cmp.Or(cmp.Compare(c.operation, other.operation), cmp.Compare(c.status, other.status))
}

// Add adds an exchange and its findings from a check against c. It doesn't keep the exchange.
func (v *Verdict) Add(c *contract.Contract, x *contract.Exchange, findings []contract.Finding) {
	checked := contract.Checked{Exchange: x, Findings: findings}
	if operation, ok := c.For(x).Find(x.Request.Method, x.Request.URL); ok {
		checked.Operation = &operation
	}
	v.add(checked, v.tallies(c, checked))
}

// AddChecked adds what [contract.Contract.CheckAll] of c yields, as Add does. It takes less time
// than Add.
func (v *Verdict) AddChecked(c *contract.Contract, checked contract.Checked) {
	k := key{operation: checked.Operation, status: noStatus}
	if response := checked.Exchange.Response; response != nil {
		k.status = response.Status
	}
	found, isKnown := v.known[k]
	if !isKnown {
		found = v.tallies(c, checked)
		if v.known == nil {
			v.known = map[key]tallies{}
		}
		v.known[k] = found
	}
	v.add(checked, found)
}

// tallies returns the tallies of the operation of an exchange. They are nil if the document has no
// such operation.
func (v *Verdict) tallies(c *contract.Contract, checked contract.Checked) (found tallies) {
	x, operation := checked.Exchange, checked.Operation
	if operation == nil {
		return found
	}
	name := Name(*operation, Marked(c, c.For(x).VersionName()))
	found.all = v.cell(cell{operation: name})
	if x.Response != nil {
		found.answered = v.cell(cell{name, documentedStatus(*operation, x.Response.Status)})
	}
	return found
}

func (v *Verdict) add(checked contract.Checked, to tallies) {
	who := checked.Exchange.Source.Provenance
	v.exchanges.Add(who)
	if len(checked.Findings) > 0 {
		v.groups.Add(checked.Findings)
	}
	for _, tally := range []*Tally{to.all, to.answered} {
		if tally != nil {
			tally.Add(who)
		}
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
