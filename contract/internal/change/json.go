package change

import (
	"io"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// jsonVersion is the version of the JSON format. It changes when readers of the JSON would have to
// change. Adding a field doesn't change it.
const jsonVersion = 1

// The types describe the JSON of a report of changes. The JSON leaves out empty lists.
type (
	jsonChanges struct {
		Tool    string           `json:"tool"`
		Version int              `json:"version"`
		Verdict string           `json:"verdict"`
		Old     jsonDocument     `json:"old"`
		New     jsonDocument     `json:"new"`
		Counts  map[Severity]int `json:"counts"`
		Changes []jsonChange     `json:"changes"`
		Unread  []jsonUnread     `json:"notCompared,omitempty"`
	}
	jsonUnread struct {
		jsonPlace

		What string `json:"what"`
	}
	jsonDocument struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonChange struct {
		ID          string                `json:"id"`
		Severity    Severity              `json:"severity"`
		Rule        string                `json:"rule"`
		Message     string                `json:"message"`
		Old         *jsonPlace            `json:"old,omitzero"`
		New         *jsonPlace            `json:"new,omitzero"`
		Operations  []jsonChangeOperation `json:"operations,omitempty"`
		Recordings  []string              `json:"recordings,omitempty"`
		Identifiers []string              `json:"identifiers,omitempty"`
		Announced   bool                  `json:"announced,omitzero"`
	}
	jsonChangeOperation struct {
		ID        string   `json:"id,omitzero"`
		Operation string   `json:"operation"`
		Statuses  []string `json:"statuses,omitempty"`
	}
)

func (r *Report) writeJSON(w io.Writer) error {
	out := jsonChanges{
		Version: jsonVersion, Tool: "orgcontract " + version.String(), Verdict: r.verdict(),
		Old: jsonDocument{r.Old.Name(), r.Old.Version()}, New: jsonDocument{r.New.Name(), r.New.Version()},
		Counts: map[Severity]int{}, Changes: []jsonChange{},
	}
	for _, severity := range Severities() {
		out.Counts[severity] = r.count(severity)
	}
	for _, found := range r.Changes {
		shown := jsonChange{
			ID: found.ID(), Severity: found.Severity, Rule: found.Rule, Message: found.Message, Old: jsonPlaceOf(found.Old), New: jsonPlaceOf(found.New),
			Recordings: found.Recordings, Identifiers: found.Identifiers, Announced: found.Announced,
		}
		for _, o := range found.Operations {
			shown.Operations = append(shown.Operations, jsonChangeOperation{ID: o.ID, Operation: o.String(), Statuses: o.Statuses})
		}
		out.Changes = append(out.Changes, shown)
	}
	for _, d := range []*Document{r.Old, r.New} {
		for _, u := range d.Unread() {
			out.Unread = append(out.Unread, jsonUnread{jsonPlace(u.Place), u.What})
		}
	}
	return output.WriteJSON(w, out)
}

// jsonPlaceOf returns nil for the zero place.
func jsonPlaceOf(p contract.Place) *jsonPlace {
	if p.File == "" {
		return nil
	}
	place := jsonPlace(p)
	return &place
}

// jsonPlace is a place in a document.
type jsonPlace struct {
	File    string `json:"file"`
	Pointer string `json:"pointer,omitzero"`
	Line    int    `json:"line"`
	Column  int    `json:"column"`
}
