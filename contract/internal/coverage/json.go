package coverage

import (
	"io"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// jsonVersion is the version of the JSON format. It changes when readers of the JSON would have to
// change. Adding a field doesn't change it.
const jsonVersion = 2

// The types describe the JSON of a map; see coverage.schema.json.
type (
	jsonMap struct {
		Version       int         `json:"version"`
		Tool          string      `json:"tool"`
		Document      string      `json:"document"`
		Exchanges     counts      `json:"exchanges"`
		Contradicting counts      `json:"contradicting"`
		WithoutDigest int         `json:"withoutDigest"`
		WithoutDate   int         `json:"withoutDate"`
		Unchecked     int         `json:"unchecked,omitzero"`
		Kinds         []jsonKind  `json:"kinds"`
		Claims        []jsonClaim `json:"claims"`
		// Versions is nil if the document describes only one version of the API.
		Versions []jsonVersionOf `json:"versions,omitempty"`
	}
	jsonVersionOf struct {
		Name      string `json:"name"`
		Exchanges int    `json:"exchanges"`
		Claims    int    `json:"claims"`
		Covered   int    `json:"covered"`
	}
	jsonKind struct {
		Kind        contract.ClaimKind `json:"kind"`
		Claims      int                `json:"claims"`
		Covered     counts             `json:"covered"`
		Stale       int                `json:"stale"`
		Uncovered   int                `json:"uncovered"`
		Unreachable int                `json:"unreachable"`
	}
	jsonClaim struct {
		ID          string             `json:"id"`
		Kind        contract.ClaimKind `json:"kind"`
		Aspect      contract.Aspect    `json:"aspect"`
		Side        contract.Side      `json:"side,omitzero"`
		File        string             `json:"file"`
		Pointer     string             `json:"pointer"`
		Line        int                `json:"line"`
		Column      int                `json:"column"`
		Unreachable bool               `json:"unreachable,omitzero"`
		State       State              `json:"state"`
		CoveredBy   []jsonCovering     `json:"coveredBy"`
	}
	jsonCovering struct {
		Provenance contract.Provenance `json:"provenance"`
		Count      int                 `json:"count"`
		Stale      int                 `json:"stale"`
		Exchanges  []jsonExchange      `json:"exchanges"`
	}
	jsonExchange struct {
		File     string     `json:"file,omitzero"`
		Entry    int        `json:"entry"`
		Page     string     `json:"page,omitzero"`
		Recorded *time.Time `json:"recorded,omitzero"`
		At       string     `json:"at"`
		Stale    Staleness  `json:"stale,omitzero"`
	}
)

// WriteJSON writes the whole map as JSON; see coverage.schema.json.
func (m *Map) WriteJSON(w io.Writer) error {
	out := jsonMap{
		Version: jsonVersion, Tool: "orgcontract " + version.String(), Document: m.contract.Name(),
		Exchanges: complete(m.tally.Exchanges), Contradicting: complete(m.tally.Contradicting),
		WithoutDigest: m.tally.WithoutDigest, WithoutDate: m.tally.WithoutDate, Unchecked: m.tally.Unchecked, Claims: m.jsonClaims(),
	}
	for _, v := range m.versions() {
		out.Versions = append(out.Versions, jsonVersionOf(v))
	}
	for _, r := range m.rows() {
		if r.Kind != all {
			out.Kinds = append(out.Kinds, jsonKind{r.Kind, r.Claims, complete(r.By), r.Stale, r.Uncovered, r.Unreachable})
		}
	}
	return output.WriteJSON(w, out)
}

// complete adds a zero for each provenance that the counts lack.
func complete(c counts) counts {
	whole := counts{}
	for _, provenance := range Provenances() {
		whole[provenance] = c[provenance]
	}
	return whole
}

func (m *Map) jsonClaims() []jsonClaim {
	all := m.covered()
	claims := make([]jsonClaim, len(all))
	for i := range all {
		c := &all[i]
		claims[i] = jsonClaim{
			ID: c.ID, Kind: c.Kind, Aspect: c.Aspect, Side: c.Side, File: c.Place.File, Pointer: c.Place.Pointer,
			Line: c.Place.Line, Column: c.Place.Column, Unreachable: c.Unreachable, State: c.State(),
			CoveredBy: []jsonCovering{}, // The list must not be null, because the page reads it.
		}
		for _, provenance := range Provenances() {
			if count, stale := c.Count(provenance); count+stale > 0 {
				covering := jsonCovering{Provenance: provenance, Count: count, Stale: stale, Exchanges: jsonExchanges(c.Exchanges(provenance))}
				claims[i].CoveredBy = append(claims[i].CoveredBy, covering)
			}
		}
	}
	return claims
}

func jsonExchanges(exchanges []Exchange) []jsonExchange {
	shown := make([]jsonExchange, len(exchanges))
	for i, x := range exchanges {
		shown[i] = jsonExchange{File: x.File, Entry: x.Entry, Page: x.Page, At: x.At, Stale: x.Stale}
		if !x.Recorded.IsZero() {
			shown[i].Recorded = &exchanges[i].Recorded
		}
	}
	return shown
}
