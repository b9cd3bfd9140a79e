package watch

import (
	"io"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// jsonVersion is the version of the JSON format. It is raised when readers of the report have to
// change.
const jsonVersion = 1

type (
	jsonReport struct {
		Version  int           `json:"version"`
		Tool     string        `json:"tool"`
		Verdict  string        `json:"verdict"`
		Counts   map[State]int `json:"counts"`
		Document jsonDocument  `json:"document"`
		Sources  []jsonSource  `json:"sources"`
		Stale    []jsonEntry   `json:"stale,omitempty"`
	}
	jsonDocument struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonSource struct {
		jsonDocument

		Compared    int              `json:"operations"`
		Differences []jsonDifference `json:"differences"`
	}
	jsonDifference struct {
		State          State          `json:"state"`
		Change         Change         `json:"change"`
		Subject        string         `json:"subject"`
		Message        string         `json:"message"`
		Published      jsonPlace      `json:"published"`
		Ours           jsonPlace      `json:"ours"`
		PublishedValue string         `json:"publishedValue,omitzero"`
		OurValue       string         `json:"ourValue,omitzero"`
		Uses           []jsonUse      `json:"uses"`
		Reason         string         `json:"reason,omitzero"`
		Expires        string         `json:"expires,omitzero"`
		Cause          contract.Cause `json:"cause"`
	}
	jsonUse struct {
		Operation string `json:"operation"`
		Part      string `json:"part,omitzero"`
		Path      string `json:"path,omitzero"`
	}
	jsonPlace struct {
		File    string `json:"file"`
		Pointer string `json:"pointer,omitzero"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
	}
	jsonEntry struct {
		Place   string         `json:"place"`
		Cause   contract.Cause `json:"cause"`
		Reason  string         `json:"reason"`
		Expires string         `json:"expires"`
	}
)

func (r *Report) writeJSON(w io.Writer) error {
	out := jsonReport{
		Version: jsonVersion, Tool: "orgcontract " + version.String(), Verdict: r.verdict(), Counts: map[State]int{},
		Document: jsonDocument{r.ours.Name(), r.ours.Version()},
	}
	for _, state := range States() {
		out.Counts[state] = r.count(state)
	}
	for _, c := range r.comparisons {
		source := jsonSource{jsonDocument{c.Published.Name(), c.Published.Version()}, c.Compared, []jsonDifference{}}
		for _, d := range c.Differences {
			source.Differences = append(source.Differences, r.jsonDifference(d))
		}
		out.Sources = append(out.Sources, source)
	}
	for _, entry := range r.stale {
		out.Stale = append(out.Stale, jsonEntry{entry.Place.String(), entry.Cause, entry.Reason, entry.Expires.Format(time.DateOnly)})
	}
	return output.WriteJSON(w, out)
}

func (r *Report) jsonDifference(d Difference) jsonDifference {
	shown := jsonDifference{
		State: r.state(d), Change: d.Change, Subject: d.Subject, Message: d.Message(), Published: jsonPlace(d.Published), Ours: jsonPlace(d.Ours),
		PublishedValue: d.PublishedValue, OurValue: d.OurValue, Reason: d.Decision, Cause: d.Cause(),
	}
	for _, use := range d.Uses {
		shown.Uses = append(shown.Uses, jsonUse(use))
	}
	if entry, known := r.entries[d.Cause()]; known && d.Decision == "" {
		shown.Reason, shown.Expires = entry.Reason, entry.Expires.Format(time.DateOnly)
	}
	return shown
}
