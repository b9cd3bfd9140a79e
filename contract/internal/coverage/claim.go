package coverage

import (
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Claim is a claim of the document together with the exchanges that cover it.
type Claim struct {
	contract.Claim

	// by has the exchanges that cover the claim, as in a [Tally].
	by map[contract.Provenance]*covering
}

// Exchange is an exchange that covers a claim.
type Exchange struct {
	// File and Entry say where the exchange is recorded. Page is the address of the web page if the
	// exchange was transcribed from one.
	File  string `json:"file,omitzero"`
	Entry int    `json:"entry"`
	Page  string `json:"page,omitzero"`
	// Recorded is the time at which the request was sent. It is zero if the recording doesn't say.
	Recorded time.Time `json:"recorded,omitzero"`
	// At is the location in the message, as in a [contract.Finding].
	At string `json:"at"`
	// Stale is the reason why the exchange is stale. It is empty if the exchange is not stale.
	Stale Staleness `json:"stale,omitzero"`
}

// MaxExchanges is how many exchanges of each provenance a claim keeps. It keeps as many stale
// exchanges beside them.
const MaxExchanges = 3

// Unstated is the provenance of an exchange whose recording doesn't say who answered.
const Unstated contract.Provenance = "unstated"

// Provenances returns all provenances, with the strongest first and [Unstated] last.
func Provenances() []contract.Provenance {
	return []contract.Provenance{contract.Live, contract.Documented, contract.Sandbox, contract.Test, Unstated}
}

func provenanceOf(provenance contract.Provenance) contract.Provenance {
	if provenance == "" {
		return Unstated
	}
	return provenance
}

// Count returns how many exchanges of a provenance cover the claim. It also returns how many stale
// exchanges would cover it.
func (c *Claim) Count(provenance contract.Provenance) (count, stale int) {
	if by := c.by[provenance]; by != nil {
		return by.Count, by.Stale
	}
	return 0, 0
}

// Exchanges returns the first exchanges of a provenance that cover the claim, and then the first
// stale exchanges. It returns at most [MaxExchanges] of each.
func (c *Claim) Exchanges(provenance contract.Provenance) []Exchange {
	by := c.by[provenance]
	if by == nil {
		return nil
	}
	return append(slices.Clip(by.First), by.Old...)
}

// State is the strongest provenance among the exchanges that cover a claim. If no exchange covers
// the claim, it is the reason why.
type State string

// The constants are the states of claims that no exchange covers. The other states are the
// provenances.
const (
	// Stale means that only stale exchanges would cover the claim.
	Stale State = "stale"
	// Uncovered means that no exchange covers the claim.
	Uncovered State = "uncovered"
	// Unreachable means that no exchange can cover the claim, because no operation uses that part
	// of the document.
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

// State returns the strongest provenance among the exchanges that cover the claim. If there are
// none, it returns the reason.
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

// counts has a number for each provenance.
type counts map[contract.Provenance]int

func (c counts) total() int {
	total := 0
	for _, count := range c {
		total += count
	}
	return total
}
