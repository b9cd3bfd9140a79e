package report

import (
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// operationsOf returns the rows of the table: the operations of the document, each with the
// statuses that it lists or that were seen. For a version other than the default, it returns only
// rows of operations that were called.
func operationsOf(c *contract.Contract, v *verdict.Verdict) []operation {
	usual := c
	if version, ok := c.Version(c.DefaultVersion()); ok {
		usual = version
	}
	rows := rowsOf(usual, "", v)
	for _, name := range c.Versions() {
		if version, _ := c.Version(name); name != c.DefaultVersion() {
			rows = append(rows, called(rowsOf(version, name, v))...)
		}
	}
	return rows
}

// rowsOf returns the rows of one version.
func rowsOf(of *contract.Contract, version string, v *verdict.Verdict) []operation {
	seen := v.Statuses()
	documented := of.Operations()
	rows := make([]operation, 0, len(documented))
	for _, o := range documented {
		name := verdict.Name(o, version)
		responses := map[string]response{}
		for _, status := range seen[name] {
			responses[status] = response{Status: status}
		}
		for _, d := range o.Responses {
			responses[d.Status] = response{Status: d.Status, Documented: true, Decision: d.Decision}
		}
		row := operation{ID: o.ID, Name: o.String(), Version: version, Requests: v.Requests(name), Responses: []response{}}
		for _, status := range slices.Sorted(maps.Keys(responses)) {
			r := responses[status]
			r.Seen = v.Responses(name, status)
			row.Responses = append(row.Responses, r)
		}
		rows = append(rows, row)
	}
	return rows
}

// provenanceOf returns the provenance, or [verdict.Unstated] if it is empty.
func provenanceOf(provenance contract.Provenance) contract.Provenance {
	if provenance == "" {
		return verdict.Unstated
	}
	return provenance
}
