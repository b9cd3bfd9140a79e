package report

import (
	"maps"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// seen counts which operations and statuses were seen, and who answered.
type seen struct {
	contract  *contract.Contract
	exchanges tally
	cells     map[cell]*tally
}

// cell is a field of the table: an operation, and a status as the document lists it. A status that
// the document doesn't list stands for itself. The empty status counts requests.
type cell struct{ operation, status string }

func newSeen(c *contract.Contract) seen {
	return seen{contract: c, cells: map[cell]*tally{}}
}

func (s *seen) add(x *contract.Exchange) {
	who := x.Source.Provenance
	s.exchanges.add(who)
	operation, ok := s.contract.Find(x.Request.Method, x.Request.URL)
	if !ok {
		return
	}
	s.count(cell{operation.String(), ""}, who)
	if x.Response != nil {
		s.count(cell{operation.String(), documentedStatus(operation, x.Response.Status)}, who)
	}
}

func (s *seen) count(key cell, who contract.Provenance) {
	if s.cells[key] == nil {
		s.cells[key] = &tally{}
	}
	s.cells[key].add(who)
}

// tally returns what was seen of a field of the table.
func (s *seen) tally(key cell) tally {
	if found := s.cells[key]; found != nil {
		return *found
	}
	return tally{}
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

// operations returns the rows of the table: the operations of the document, each with the statuses
// that it lists or that were seen.
func (s *seen) operations() []operation {
	undocumented := map[string][]string{}
	for key := range s.cells {
		undocumented[key.operation] = append(undocumented[key.operation], key.status)
	}
	documented := s.contract.Operations()
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
		row := operation{ID: o.ID, Name: o.String(), Requests: s.tally(cell{o.String(), ""}), Responses: []response{}}
		for _, status := range slices.Sorted(maps.Keys(responses)) {
			r := responses[status]
			r.Seen = s.tally(cell{o.String(), status})
			row.Responses = append(row.Responses, r)
		}
		operations = append(operations, row)
	}
	return operations
}
