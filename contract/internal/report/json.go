package report

import (
	"io"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// jsonVersion is the version of the JSON format. It changes when readers of the JSON would have to
// change. Adding a field doesn't change it.
const jsonVersion = 1

// The types describe the JSON of a report; see report.schema.json.
type (
	jsonReport struct {
		Version    int             `json:"version"`
		Tool       string          `json:"tool"`
		Against    contract.Info   `json:"against"`
		Verdict    string          `json:"verdict"`
		Strict     bool            `json:"strict"`
		Exchanges  verdict.Tally   `json:"exchanges"`
		Findings   severities      `json:"findings"`
		Known      severities      `json:"known"`
		Operations []jsonOperation `json:"operations"`
		Causes     []jsonCause     `json:"causes"`
		Fixes      []jsonFix       `json:"fixes"`
		Stale      []jsonStale     `json:"stale"`
		Document   []jsonNote      `json:"document"`
		NotChecked []jsonNote      `json:"notChecked"`
	}
	jsonOperation struct {
		ID        string         `json:"id,omitzero"`
		Operation string         `json:"operation"`
		Version   string         `json:"version,omitzero"`
		Requests  verdict.Tally  `json:"requests"`
		Responses []jsonResponse `json:"responses"`
	}
	jsonResponse struct {
		Status     string        `json:"status"`
		Documented bool          `json:"documented"`
		Decision   string        `json:"decision,omitzero"`
		Seen       verdict.Tally `json:"seen"`
	}
	jsonCause struct {
		contract.Cause

		Fingerprint  string            `json:"fingerprint"`
		Severity     contract.Severity `json:"severity"`
		Fails        bool              `json:"fails"`
		Count        int               `json:"count"`
		Exchanges    verdict.Tally     `json:"exchanges"`
		Examples     []jsonFinding     `json:"examples"`
		Known        *jsonKnown        `json:"known,omitzero"`
		Suggestions  []jsonSuggestion  `json:"suggestions,omitzero"`
		Reproduction string            `json:"reproduction,omitzero"`
	}
	jsonFix struct {
		Rule       contract.Rule     `json:"rule"`
		Severity   contract.Severity `json:"severity"`
		Fails      bool              `json:"fails"`
		Known      bool              `json:"known"`
		Count      int               `json:"count"`
		Document   jsonPlace         `json:"document"`
		Message    string            `json:"message"`
		Operations []jsonSite        `json:"operations"`
		Causes     []string          `json:"causes"`
	}
	jsonSite struct {
		Operation string   `json:"operation"`
		At        []string `json:"at,omitzero"`
		Count     int      `json:"count"`
	}
	jsonFinding struct {
		Side     contract.Side     `json:"side"`
		Severity contract.Severity `json:"severity"`
		Status   int               `json:"status,omitzero"`
		At       string            `json:"at"`
		Version  string            `json:"version,omitzero"`
		Document jsonPlace         `json:"document"`
		Expected string            `json:"expected"`
		Actual   string            `json:"actual,omitzero"`
		Message  string            `json:"message"`
		Source   jsonSource        `json:"source"`
	}
	jsonPlace struct {
		File    string `json:"file"`
		Pointer string `json:"pointer,omitzero"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
	}
	jsonSource struct {
		File       string              `json:"file,omitzero"`
		Entry      int                 `json:"entry"`
		Provenance contract.Provenance `json:"provenance"`
		Page       string              `json:"page,omitzero"`
	}
	jsonKnown struct {
		Reason  string    `json:"reason"`
		Expires string    `json:"expires"`
		Expired bool      `json:"expired"`
		Entry   jsonPlace `json:"entry"`
	}
	jsonSuggestion struct {
		Title string `json:"title"`
		Diff  string `json:"diff"`
	}
	jsonStale struct {
		contract.Cause

		Reason  string    `json:"reason"`
		Expires string    `json:"expires"`
		Entry   jsonPlace `json:"entry"`
	}
	jsonNote struct {
		Kind  string    `json:"kind,omitzero"`
		Place jsonPlace `json:"place"`
		Text  string    `json:"text"`
	}
)

func writeJSON(w io.Writer, m *model) error {
	out := jsonReport{
		Version: jsonVersion, Tool: "orgcontract " + version.String(), Against: m.Document, Verdict: m.verdict(), Strict: m.Strict, Exchanges: m.Exchanges, Findings: m.Findings, Known: m.Known,
	}
	for _, o := range m.Operations {
		row := jsonOperation{ID: o.ID, Operation: o.Name, Version: o.Version, Requests: o.Requests}
		for _, r := range o.Responses {
			row.Responses = append(row.Responses, jsonResponse(r))
		}
		out.Operations = append(out.Operations, row)
	}
	for _, g := range m.all() {
		out.Causes = append(out.Causes, jsonCauseOf(g))
	}
	for _, f := range m.fixes() {
		out.Fixes = append(out.Fixes, jsonFixOf(&f))
	}
	for _, entry := range m.Stale {
		out.Stale = append(out.Stale, jsonStale{
			Cause: entry.Cause, Reason: entry.Reason, Expires: entry.Expires.Format(time.DateOnly), Entry: jsonPlace(entry.Place),
		})
	}
	out.Document, out.NotChecked = jsonNotes(m.Flaws), jsonNotes(m.Notes)
	return output.WriteJSON(w, out)
}

func jsonFixOf(f *fix) jsonFix {
	first := f.head().first()
	out := jsonFix{
		Rule: first.Rule, Severity: f.Severity, Fails: f.Fails, Known: f.IsKnown, Count: f.Count,
		Document: jsonPlace(first.Document), Message: first.Message(),
	}
	for _, s := range f.Sites {
		out.Operations = append(out.Operations, jsonSite(s))
	}
	for i := range f.Groups {
		out.Causes = append(out.Causes, f.Groups[i].fingerprint())
	}
	return out
}

func jsonNotes(notes []Note) []jsonNote {
	var all []jsonNote
	for _, note := range notes {
		all = append(all, jsonNote{Kind: note.Flaw, Place: jsonPlace(note.Place), Text: note.Text})
	}
	return all
}

func jsonCauseOf(g group) jsonCause {
	out := jsonCause{
		Cause: g.Cause, Fingerprint: g.fingerprint(), Severity: g.Severity, Fails: g.Fails, Count: g.Count, Exchanges: g.Exchanges,
		Reproduction: g.Reproduction,
	}
	for _, f := range g.Examples {
		out.Examples = append(out.Examples, jsonFinding{
			Side: f.Side, Severity: f.Severity, Status: f.Status, At: f.At.String(), Version: f.Version, Document: jsonPlace(f.Document),
			Expected: f.Expected, Actual: f.Actual, Message: f.Message(),
			Source: jsonSource{File: f.Source.File, Entry: f.Source.Entry, Provenance: provenanceOf(f.Source.Provenance), Page: f.Source.Page},
		})
	}
	if g.Entry != nil {
		out.Known = &jsonKnown{
			Reason: g.Entry.Reason, Expires: g.Entry.Expires.Format(time.DateOnly), Expired: g.Expired, Entry: jsonPlace(g.Entry.Place),
		}
	}
	for _, s := range g.Suggestions {
		out.Suggestions = append(out.Suggestions, jsonSuggestion{Title: s.Title, Diff: s.Diff})
	}
	return out
}
