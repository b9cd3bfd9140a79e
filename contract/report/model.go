package report

import "github.com/orgcontract/polytomic-organizations/contract"

// model is all that a report says, in the order in which it says it. Each format shows this one model, so no two formats can disagree.
type model struct {
	Holds      bool        `json:"holds"`
	Strict     bool        `json:"strict"`
	Exchanges  tally       `json:"exchanges"`
	Findings   severities  `json:"findings"`
	Operations []operation `json:"operations"`
	Groups     []group     `json:"groups"`
	Notes      []Note      `json:"notes"`
}

// operation is a row of the table: an operation of the document.
type operation struct {
	ID string `json:"id,omitempty"`
	// Name is the method and the path template.
	Name      string     `json:"operation"`
	Requests  tally      `json:"requests"`
	Responses []response `json:"responses"`
}

// response is a status of an operation, documented or seen.
type response struct {
	// Status is the key in the document: "200", "4XX" or "default"; where the document has none, the status that came.
	Status     string `json:"status"`
	Documented bool   `json:"documented"`
	// Decision is the reason why the document lists it, though the API's vendor doesn't.
	Decision string `json:"decision,omitempty"`
	Seen     tally  `json:"seen"`
}

// group is all findings of one cause.
type group struct {
	contract.Group

	// Fails says that it makes the verdict fail.
	Fails       bool
	Exchanges   tally
	Suggestions []Suggestion
}

// first returns the first of the findings, which stands for all.
func (g *group) first() contract.Finding { return g.Examples[0] }

// places returns the exchanges of the examples, each once; none where the exchanges are in no recording.
func (g *group) places() []string {
	var places []string
	for _, f := range g.Examples {
		place := f.Source.String()
		if place != "" && (len(places) == 0 || places[len(places)-1] != place) {
			places = append(places, place)
		}
	}
	return places
}

// model returns what the report says.
func (r *Report) model(strict bool) *model {
	m := &model{
		Holds: r.Holds(strict), Strict: strict, Exchanges: r.coverage.exchanges, Operations: r.coverage.operations(),
		Groups: []group{}, Notes: r.sortedNotes(),
	}
	for _, g := range r.groups.List() {
		found := r.byCause[g.Cause]
		m.Groups = append(m.Groups, group{
			Group: g, Fails: fails(g.Severity, strict), Exchanges: found.exchanges, Suggestions: r.suggestions[g.Cause],
		})
		m.Findings.addAll(found.findings)
	}
	return m
}
