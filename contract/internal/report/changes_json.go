package report

import (
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
)

// The JSON of changes. What a change has none of is left out.
type (
	jsonChanges struct {
		Version int                     `json:"version"`
		Verdict string                  `json:"verdict"`
		Old     jsonDocument            `json:"old"`
		New     jsonDocument            `json:"new"`
		Counts  map[change.Severity]int `json:"counts"`
		Changes []jsonChange            `json:"changes"`
	}
	jsonDocument struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonChange struct {
		ID          string                `json:"id"`
		Severity    change.Severity       `json:"severity"`
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

func (c *Changes) writeJSON(w io.Writer) error {
	out := jsonChanges{
		Version: jsonVersion, Verdict: c.verdict(),
		Old: jsonDocument{c.Old.Name(), c.Old.Version()}, New: jsonDocument{c.New.Name(), c.New.Version()},
		Counts: map[change.Severity]int{}, Changes: []jsonChange{},
	}
	for _, severity := range change.Severities() {
		out.Counts[severity] = c.count(severity)
	}
	for _, found := range c.Changes {
		shown := jsonChange{
			ID: found.ID(), Severity: found.Severity, Rule: found.Rule, Message: found.Message, Old: jsonPlaceOf(found.Old), New: jsonPlaceOf(found.New),
			Recordings: found.Recordings, Identifiers: found.Identifiers, Announced: found.Announced,
		}
		for _, o := range found.Operations {
			shown.Operations = append(shown.Operations, jsonChangeOperation{ID: o.ID, Operation: o.String(), Statuses: o.Statuses})
		}
		out.Changes = append(out.Changes, shown)
	}
	data, err := json.Marshal(out, json.Deterministic(true), jsontext.WithIndent("  "))
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// jsonPlaceOf returns nil for the zero place.
func jsonPlaceOf(p contract.Place) *jsonPlace {
	if p.File == "" {
		return nil
	}
	place := jsonPlace(p)
	return &place
}
