package coverage

import (
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Claim is a claim of the document and the exchanges that cover it.
type Claim struct {
	contract.Claim

	// by is what covers it, as in a [Tally].
	by map[contract.Provenance]*covering
}

// Exchange is an exchange that covers a claim.
type Exchange struct {
	// File and Entry say where it is recorded. Page is the page that it is transcribed from, if it
	// is.
	File  string `json:"file,omitzero"`
	Entry int    `json:"entry"`
	Page  string `json:"page,omitzero"`
	// Recorded is when the request was sent. It is zero if the recording doesn't say.
	Recorded time.Time `json:"recorded,omitzero"`
	// At is the location in the message, as in a [contract.Finding].
	At string `json:"at"`
	// Stale says why the exchange doesn't count. It is empty if it does.
	Stale Staleness `json:"stale,omitzero"`
}

// MaxExchanges is how many exchanges of a provenance are kept for a claim, and how many stale ones
// beside them.
const MaxExchanges = 3

// Unstated is the provenance of an exchange whose recording names none.
const Unstated contract.Provenance = "unstated"

// Provenances returns all provenances, the strongest first, and then [Unstated].
func Provenances() []contract.Provenance {
	return []contract.Provenance{contract.Live, contract.Documented, contract.Sandbox, contract.Test, Unstated}
}

func provenanceOf(provenance contract.Provenance) contract.Provenance {
	if provenance == "" {
		return Unstated
	}
	return provenance
}

// Count returns how many exchanges of a provenance cover the claim, and how many more would if they
// were not stale.
func (c *Claim) Count(provenance contract.Provenance) (count, stale int) {
	if by := c.by[provenance]; by != nil {
		return by.Count, by.Stale
	}
	return 0, 0
}

// Exchanges returns the first exchanges of a provenance that cover the claim, and then the first
// stale ones, at most [MaxExchanges] of each.
func (c *Claim) Exchanges(provenance contract.Provenance) []Exchange {
	by := c.by[provenance]
	if by == nil {
		return nil
	}
	return append(slices.Clip(by.First), by.Old...)
}

// State is the strongest provenance that covers a claim, or the reason why none does.
type State string

// The states of claims that no exchange covers. The other states are the provenances.
const (
	// Stale means that only stale exchanges cover the claim.
	Stale State = "stale"
	// Uncovered means that no exchange covers it.
	Uncovered State = "uncovered"
	// Unreachable means that no exchange can cover it, because no operation uses that part of the
	// document.
	Unreachable State = "unreachable"
)

// States returns all states, the strongest first.
func States() []State {
	var all []State
	for _, provenance := range Provenances() {
		all = append(all, State(provenance))
	}
	return append(all, Stale, Uncovered, Unreachable)
}

// State returns the strongest provenance that covers the claim, or the reason why none does.
func (c *Claim) State() State {
	state := Uncovered
	if c.Unreachable {
		state = Unreachable
	}
	for _, provenance := range Provenances() {
		count, stale := c.Count(provenance)
		if count > 0 {
			return State(provenance)
		}
		if stale > 0 {
			state = Stale
		}
	}
	return state
}

// counts are numbers by provenance.
type counts map[contract.Provenance]int

func (c counts) total() int {
	total := 0
	for _, count := range c {
		total += count
	}
	return total
}
