package verdict

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The types describe the JSON of a verdict. The JSON schema of parts describes it too.
type (
	jsonVerdict struct {
		Exchanges Tally       `json:"exchanges"`
		Seen      []jsonSeen  `json:"seen"`
		Causes    []jsonCause `json:"causes"`
	}
	jsonSeen struct {
		Operation string `json:"operation"`
		Status    string `json:"status,omitzero"`
		Exchanges Tally  `json:"exchanges"`
	}
	jsonCause struct {
		contract.Cause

		Findings  map[contract.Severity]int `json:"findings"`
		Exchanges Tally                     `json:"exchanges"`
		First     []jsonFinding             `json:"first"`
	}
	jsonFinding struct {
		Severity  contract.Severity `json:"severity"`
		Side      contract.Side     `json:"side"`
		Operation string            `json:"operation"`
		Status    int               `json:"status,omitzero"`
		At        contract.Location `json:"at"`
		Document  jsonPlace         `json:"document"`
		Expected  string            `json:"expected"`
		Actual    string            `json:"actual,omitzero"`
		Version   string            `json:"version,omitzero"`
		Source    jsonSource        `json:"source"`
	}
	jsonPlace struct {
		File    string `json:"file"`
		Pointer string `json:"pointer"`
		Line    int    `json:"line"`
		Column  int    `json:"column"`
	}
	jsonSource struct {
		File       string              `json:"file,omitzero"`
		Entry      int                 `json:"entry"`
		Provenance contract.Provenance `json:"provenance,omitzero"`
		Page       string              `json:"page,omitzero"`
		Recorded   time.Time           `json:"recorded,omitzero"`
		Version    string              `json:"version,omitzero"`
		Document   string              `json:"document,omitzero"`
		Operation  string              `json:"operation,omitzero"`
		Redaction  string              `json:"redaction,omitzero"`
	}
)

// MarshalJSON returns the verdict as JSON. The same exchanges give the same bytes.
func (v *Verdict) MarshalJSON() ([]byte, error) {
	out := jsonVerdict{Exchanges: v.exchanges, Seen: []jsonSeen{}, Causes: []jsonCause{}}
	for _, key := range slices.SortedFunc(maps.Keys(v.seen), cell.compare) {
		out.Seen = append(out.Seen, jsonSeen{key.operation, key.status, *v.seen[key]})
	}
	for _, g := range v.groups.List() {
		cause := jsonCause{Cause: g.Cause, Findings: g.Severities, Exchanges: TallyOf(g.Answered)}
		for _, f := range g.Examples {
			cause.First = append(cause.First, jsonFinding{
				f.Severity, f.Side, f.Operation, f.Status, f.At, jsonPlace(f.Document), f.Expected, f.Actual, f.Version, jsonSource(f.Source),
			})
		}
		out.Causes = append(out.Causes, cause)
	}
	return json.Marshal(out, json.Deterministic(true))
}

// errCause is the error for JSON with a cause that MarshalJSON can't have written.
var errCause = errors.New("a cause has no findings, or more first ones than a part keeps")

// UnmarshalJSON reads the JSON that MarshalJSON returned.
func (v *Verdict) UnmarshalJSON(data []byte) error {
	var in jsonVerdict
	if err := json.Unmarshal(data, &in, json.RejectUnknownMembers(true)); err != nil {
		return err
	}
	*v = Verdict{exchanges: in.Exchanges}
	for _, s := range in.Seen {
		v.cell(cell{s.Operation, s.Status}).AddAll(s.Exchanges)
	}
	var groups []contract.Group
	for _, cause := range in.Causes {
		if len(cause.First) == 0 || len(cause.First) > contract.MaxExamples || len(cause.Findings) == 0 {
			return errCause
		}
		g := contract.Group{Cause: cause.Cause, Severities: cause.Findings, Exchanges: cause.Exchanges.Total, Answered: map[contract.Provenance]int{}}
		for _, s := range cause.Exchanges.Shares() {
			if s.Provenance == Unstated {
				s.Provenance = ""
			}
			g.Answered[s.Provenance] = s.Count
		}
		for _, f := range cause.First {
			g.Examples = append(g.Examples, contract.Finding{
				Rule: cause.Rule, Severity: f.Severity, Side: f.Side, Operation: f.Operation, Status: f.Status, At: f.At, Document: contract.Place(f.Document),
				Expected: f.Expected, Actual: f.Actual, Version: f.Version, Source: contract.Source(f.Source),
			})
		}
		groups = append(groups, g)
	}
	v.groups.Merge(groups)
	return nil
}
