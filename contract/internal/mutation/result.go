package mutation

import "math"

// State is what became of a mutant.
type State string

// The states.
const (
	Killed          State = "killed"
	KilledByExample State = "killed-by-example"
	Survived        State = "survived"
	Equivalent      State = "equivalent"
	Stillborn       State = "stillborn"
	// Untried says that there was no time for it.
	Untried State = "untried"
)

// Outcome is a mutant with what became of it.
type Outcome struct {
	Mutant

	State State
	// By says of a mutant that was killed by which exchange or by the example at which place, and
	// of a stillborn one why; empty for the others.
	By string
}

// Result is what became of all mutants.
type Result struct {
	// Outcomes are in the order of the mutants.
	Outcomes []Outcome
}

// Counts are how many mutants there are of each state.
type Counts map[State]int

// Count returns the counts by kind, and those of all.
func (r Result) Count() (byKind map[Kind]Counts, all Counts) {
	byKind, all = map[Kind]Counts{}, Counts{}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if byKind[o.Kind] == nil {
			byKind[o.Kind] = Counts{}
		}
		byKind[o.Kind][o.State]++
		all[o.State]++
	}
	return byKind, all
}

// Of returns those that are in a state, in their order.
func (r Result) Of(state State) []Outcome {
	var all []Outcome
	for _, o := range r.Outcomes {
		if o.State == state {
			all = append(all, o)
		}
	}
	return all
}

// Scored returns how many of the mutants count: those that were killed or survived.
func (c Counts) Scored() int { return c.Killed() + c[Survived] }

// Killed returns how many were killed, by exchanges and examples.
func (c Counts) Killed() int { return c[Killed] + c[KilledByExample] }

// Score returns how many percent of those that count were killed, rounded down to one digit behind
// the point; 100 where none counts.
func (c Counts) Score() float64 {
	if c.Scored() == 0 {
		return 100
	}
	return math.Floor(1000*float64(c.Killed())/float64(c.Scored())) / 10
}
