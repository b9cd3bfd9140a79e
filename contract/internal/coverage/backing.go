package coverage

import (
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Backing is a claim and what bears it out.
type Backing struct {
	Claim contract.Claim

	by map[contract.Provenance]*testimony
}

// Witness is an exchange that bears out a claim.
type Witness struct {
	// File and Entry say where it is recorded, Page what it is transcribed from, where it is.
	File  string
	Entry int
	Page  string
	// Recorded is when the request was sent; zero where the recording doesn't say.
	Recorded time.Time
	// At is the place in the message, as in a [contract.Finding].
	At string
	// Stale says why it doesn't count; empty where it does.
	Stale Staleness
}

// MaxWitnesses is how many witnesses of a word are kept for a claim, and how many stale ones beside them.
const MaxWitnesses = 3

// testimony is what exchanges by one word say of a claim.
type testimony struct {
	count, stale int
	first, old   []Witness
}

// Unstated stands for the provenance of an exchange whose recording names none.
const Unstated contract.Provenance = "unstated"

// Words returns the provenances, the one of which the word weighs most first, and then [Unstated].
func Words() []contract.Provenance {
	return []contract.Provenance{contract.Live, contract.Documented, contract.Sandbox, contract.Test, Unstated}
}

func wordOf(provenance contract.Provenance) contract.Provenance {
	if provenance == "" {
		return Unstated
	}
	return provenance
}

func (b *Backing) add(word contract.Provenance, w Witness) {
	t := b.by[word]
	if t == nil {
		t = &testimony{}
		b.by[word] = t
	}
	count, kept := &t.count, &t.first
	if w.Stale != "" {
		count, kept = &t.stale, &t.old
	}
	*count++
	if len(*kept) < MaxWitnesses {
		*kept = append(*kept, w)
	}
}

// Count returns how many exchanges bear the claim out by a word, and how many more would if they were not stale.
func (b *Backing) Count(word contract.Provenance) (count, stale int) {
	if t := b.by[word]; t != nil {
		return t.count, t.stale
	}
	return 0, 0
}

// Witnesses returns the first exchanges that bear the claim out by a word, and then the first stale ones, at most [MaxWitnesses] of each.
func (b *Backing) Witnesses(word contract.Provenance) []Witness {
	t := b.by[word]
	if t == nil {
		return nil
	}
	return append(slices.Clip(t.first), t.old...)
}

// State says how well a claim is borne out: by whose word, or why by none.
type State string

// The states of claims that nobody's word bears out; the others are the provenances.
const (
	// Stale says that no exchange that counts bears it out, and a stale one does.
	Stale State = "stale"
	// Unbacked says that no exchange bears it out.
	Unbacked State = "unbacked"
	// Unreachable says that none can, because no operation leads there.
	Unreachable State = "unreachable"
)

// States returns all states, the strongest first.
func States() []State {
	var all []State
	for _, word := range Words() {
		all = append(all, State(word))
	}
	return append(all, Stale, Unbacked, Unreachable)
}

// State returns the strongest word that bears the claim out, or why none does.
func (b *Backing) State() State {
	state := Unbacked
	if b.Claim.Unreachable {
		state = Unreachable
	}
	for _, word := range Words() {
		count, stale := b.Count(word)
		if count > 0 {
			return State(word)
		}
		if stale > 0 {
			state = Stale
		}
	}
	return state
}

// counts are numbers by words.
type counts map[contract.Provenance]int

func (c counts) total() int {
	total := 0
	for _, count := range c {
		total += count
	}
	return total
}
