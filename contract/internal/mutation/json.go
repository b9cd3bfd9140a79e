package mutation

import (
	"io"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// jsonVersion is the version of the JSON format. It changes when readers of the JSON would have to
// change. Adding a field doesn't change it.
const jsonVersion = 1

// The types describe the JSON of a result; see mutation.schema.json.
type (
	jsonResult struct {
		Version    int              `json:"version"`
		Tool       string           `json:"tool"`
		Partial    bool             `json:"partial"`
		Score      float64          `json:"score"`
		Mutants    jsonCounts       `json:"mutants"`
		Kinds      []jsonKind       `json:"kinds"`
		Survivors  []jsonSurvivor   `json:"survivors"`
		Equivalent []jsonEquivalent `json:"equivalent"`
		Stillborn  []jsonStillborn  `json:"stillborn"`
	}
	jsonCounts struct {
		Killed          int `json:"killed"`
		KilledByExample int `json:"killedByExample"`
		Survived        int `json:"survived"`
		Equivalent      int `json:"equivalent"`
		Stillborn       int `json:"stillborn"`
		Untried         int `json:"untried"`
	}
	jsonKind struct {
		Kind    Kind       `json:"kind"`
		Score   float64    `json:"score"`
		Mutants jsonCounts `json:"mutants"`
	}
	jsonMutant struct {
		ID      string `json:"id"`
		Kind    Kind   `json:"kind"`
		What    string `json:"what"`
		File    string `json:"file"`
		Pointer string `json:"pointer"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
	}
	jsonSurvivor struct {
		jsonMutant

		Killer string `json:"killer"`
	}
	jsonEquivalent struct {
		jsonMutant

		Rule   Rule   `json:"rule"`
		Reason string `json:"reason"`
	}
	jsonStillborn struct {
		jsonMutant

		Reason string `json:"reason"`
	}
)

// WriteJSON writes the result as JSON; see mutation.schema.json. The same result gives the same
// bytes. It returns an error only if writing to w fails.
func (r Result) WriteJSON(w io.Writer) error {
	byKind, all := r.Count()
	out := jsonResult{Version: jsonVersion, Tool: "orgcontract " + version.String(), Partial: all[Untried] > 0, Score: all.Score(), Mutants: all.json()}
	for _, kind := range Kinds() {
		if counts := byKind[kind]; counts != nil {
			out.Kinds = append(out.Kinds, jsonKind{Kind: kind, Score: counts.Score(), Mutants: counts.json()})
		}
	}
	for _, o := range r.Outcomes {
		m := jsonMutant{
			ID: o.ID, Kind: o.Kind, What: o.Description, File: o.Place.File, Pointer: o.Place.Pointer, Line: o.Place.Line, Column: o.Place.Column,
		}
		switch o.State {
		case Survived:
			out.Survivors = append(out.Survivors, jsonSurvivor{m, o.Killer})
		case Equivalent:
			out.Equivalent = append(out.Equivalent, jsonEquivalent{m, o.Equivalent, Rules()[o.Equivalent]})
		case Stillborn:
			out.Stillborn = append(out.Stillborn, jsonStillborn{m, o.By})
		default:
		}
	}
	return output.WriteJSON(w, out)
}

func (c Counts) json() jsonCounts {
	return jsonCounts{c[Killed], c[KilledByExample], c[Survived], c[Equivalent], c[Stillborn], c[Untried]}
}
