package report

import (
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// operationsOf returns the rows of the table: the operations of the document, each with the statuses
// that it lists or that were seen.
func operationsOf(c *contract.Contract, v *verdict.Verdict) []operation {
	seen := v.Statuses()
	documented := c.Operations()
	operations := make([]operation, 0, len(documented))
	for _, o := range documented {
		responses := map[string]response{}
		for _, status := range seen[o.String()] {
			responses[status] = response{Status: status}
		}
		for _, d := range o.Responses {
			responses[d.Status] = response{Status: d.Status, Documented: true, Decision: d.Decision}
		}
		row := operation{ID: o.ID, Name: o.String(), Requests: v.Requests(o.String()), Responses: []response{}}
		for _, status := range slices.Sorted(maps.Keys(responses)) {
			r := responses[status]
			r.Seen = v.Responses(o.String(), status)
			row.Responses = append(row.Responses, r)
		}
		operations = append(operations, row)
	}
	return operations
}

// provenanceOf returns the provenance, or [verdict.Unstated] if there is none.
func provenanceOf(provenance contract.Provenance) contract.Provenance {
	if provenance == "" {
		return verdict.Unstated
	}
	return provenance
}
