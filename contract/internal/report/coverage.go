package report

import (
	"maps"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// coverage counts which operations and statuses were seen, and by whose word.
type coverage struct {
	contract  *contract.Contract
	exchanges tally
	seen      map[cell]*tally
}

// cell is a field of the table: an operation, and a status as the document lists it or, where it doesn't, as it came.
// The empty status counts requests.
type cell struct{ operation, status string }

func newCoverage(c *contract.Contract) coverage {
	return coverage{contract: c, seen: map[cell]*tally{}}
}

func (c *coverage) add(x *contract.Exchange) {
	word := x.Source.Provenance
	c.exchanges.add(word)
	operation, ok := c.contract.Find(x.Request.Method, x.Request.URL)
	if !ok {
		return
	}
	c.count(cell{operation.String(), ""}, word)
	if x.Response != nil {
		c.count(cell{operation.String(), documentedStatus(operation, x.Response.Status)}, word)
	}
}

func (c *coverage) count(key cell, word contract.Provenance) {
	if c.seen[key] == nil {
		c.seen[key] = &tally{}
	}
	c.seen[key].add(word)
}

// tally returns what was seen of a field of the table.
func (c *coverage) tally(key cell) tally {
	if seen := c.seen[key]; seen != nil {
		return *seen
	}
	return tally{}
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

// operations returns the rows of the table: the operations of the document, each with the statuses that are listed for it or were seen.
func (c *coverage) operations() []operation {
	undocumented := map[string][]string{}
	for key := range c.seen {
		undocumented[key.operation] = append(undocumented[key.operation], key.status)
	}
	documented := c.contract.Operations()
	operations := make([]operation, 0, len(documented))
	for _, o := range documented {
		responses := map[string]response{}
		for _, status := range undocumented[o.String()] {
			responses[status] = response{Status: status}
		}
		delete(responses, "") // The requests.
		for _, d := range o.Responses {
			responses[d.Status] = response{Status: d.Status, Documented: true, Decision: d.Decision}
		}
		row := operation{ID: o.ID, Name: o.String(), Requests: c.tally(cell{o.String(), ""}), Responses: []response{}}
		for _, status := range slices.Sorted(maps.Keys(responses)) {
			r := responses[status]
			r.Seen = c.tally(cell{o.String(), status})
			row.Responses = append(row.Responses, r)
		}
		operations = append(operations, row)
	}
	return operations
}
