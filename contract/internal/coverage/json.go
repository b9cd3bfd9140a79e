package coverage

import (
	"io"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// jsonVersion changes when a reader of the JSON would have to change; fields may be added without that.
const jsonVersion = 1

// The JSON of evidence, as evidence.schema.json describes it.
type (
	jsonEvidence struct {
		Version       int         `json:"version"`
		Document      string      `json:"document"`
		Exchanges     counts      `json:"exchanges"`
		Contradicting counts      `json:"contradicting"`
		Undigested    int         `json:"undigested"`
		Undated       int         `json:"undated"`
		Kinds         []jsonKind  `json:"kinds"`
		Claims        []jsonClaim `json:"claims"`
	}
	jsonKind struct {
		Kind        contract.ClaimKind `json:"kind"`
		Claims      int                `json:"claims"`
		By          counts             `json:"by"`
		Stale       int                `json:"stale"`
		Unbacked    int                `json:"unbacked"`
		Unreachable int                `json:"unreachable"`
	}
	jsonClaim struct {
		ID          string             `json:"id"`
		Kind        contract.ClaimKind `json:"kind"`
		Aspect      contract.Aspect    `json:"aspect"`
		Side        contract.Side      `json:"side,omitzero"`
		Pointer     string             `json:"pointer"`
		Line        int                `json:"line"`
		Column      int                `json:"column"`
		Unreachable bool               `json:"unreachable,omitzero"`
		State       State              `json:"state"`
		Words       []jsonWord         `json:"words"`
	}
	jsonWord struct {
		Word      contract.Provenance `json:"word"`
		Count     int                 `json:"count"`
		Stale     int                 `json:"stale"`
		Witnesses []jsonWitness       `json:"witnesses"`
	}
	jsonWitness struct {
		File     string     `json:"file,omitzero"`
		Entry    int        `json:"entry"`
		Page     string     `json:"page,omitzero"`
		Recorded *time.Time `json:"recorded,omitzero"`
		At       string     `json:"at"`
		Stale    Staleness  `json:"stale,omitzero"`
	}
)

// WriteJSON writes everything, for programs; evidence.schema.json describes it.
func (e *Evidence) WriteJSON(w io.Writer) error {
	out := jsonEvidence{
		Version: jsonVersion, Exchanges: e.complete(e.exchanges), Contradicting: e.complete(e.contradicting), Undigested: e.undigested, Undated: e.undated,
		Claims: e.jsonClaims(), Document: e.contract.Name(),
	}
	for _, r := range e.rows() {
		if r.Kind != all {
			out.Kinds = append(out.Kinds, jsonKind{r.Kind, r.Claims, e.complete(r.By), r.Stale, r.Unbacked, r.Unreachable})
		}
	}
	// What comes from a message may be no UTF-8; then the replacement character stands for it.
	data, err := json.Marshal(out, jsontext.WithIndent("  "), jsontext.AllowInvalidUTF8(true), json.Deterministic(true))
	if err != nil {
		return err
	}
	_, err = w.Write(append(data, '\n'))
	return err
}

// complete has a count for each word.
func (e *Evidence) complete(c counts) counts {
	whole := counts{}
	for _, word := range Words() {
		whole[word] = c[word]
	}
	return whole
}

func (e *Evidence) jsonClaims() []jsonClaim {
	claims := make([]jsonClaim, len(e.backings))
	for i := range e.backings {
		b := &e.backings[i]
		claims[i] = jsonClaim{
			ID: b.Claim.ID, Kind: b.Claim.Kind, Aspect: b.Claim.Aspect, Side: b.Claim.Side, Pointer: b.Claim.Place.Pointer,
			Line: b.Claim.Place.Line, Column: b.Claim.Place.Column, Unreachable: b.Claim.Unreachable, State: b.State(),
			Words: []jsonWord{}, // An empty list, for the page too.
		}
		for _, word := range Words() {
			count, stale := b.Count(word)
			if count+stale == 0 {
				continue
			}
			said := jsonWord{Word: word, Count: count, Stale: stale}
			for _, w := range b.Witnesses(word) {
				witness := jsonWitness{File: w.File, Entry: w.Entry, Page: w.Page, At: w.At, Stale: w.Stale}
				if !w.Recorded.IsZero() {
					witness.Recorded = &w.Recorded
				}
				said.Witnesses = append(said.Witnesses, witness)
			}
			claims[i].Words = append(claims[i].Words, said)
		}
	}
	return claims
}
