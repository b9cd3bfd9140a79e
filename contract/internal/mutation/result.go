package mutation

import (
	"math"
	"slices"
)

// State is the result of trying a mutant.
type State string

// The constants are the states.
const (
	Killed          State = "killed"
	KilledByExample State = "killed-by-example"
	Survived        State = "survived"
	Equivalent      State = "equivalent"
	Stillborn       State = "stillborn"
	// Untried says that there was no time to try the mutant, or that there were too many.
	Untried State = "untried"
)

// Outcome is a mutant and its state.
type Outcome struct {
	Mutant

	State State
	// By says which exchange, or the example at which place, killed the mutant. For a stillborn
	// mutant, it says why the mutant is invalid. It is empty for other mutants.
	By string
}

// Result has the outcomes of all mutants.
type Result struct {
	// Outcomes are in the order of the mutants.
	Outcomes []Outcome
}

// Counts has the number of mutants in each state.
type Counts map[State]int

// Count returns the counts of each kind, and the counts of all mutants.
func (r Result) Count() (byKind map[Kind]Counts, all Counts) {
	byKind, all = map[Kind]Counts{}, Counts{}
	for i := range r.Outcomes {
		o := &r.Outcomes[i]
		if byKind[o.Kind] == nil {
			byKind[o.Kind] = Counts{}
		}
		byKind[o.Kind][o.State] += o.count()
		all[o.State] += o.count()
	}
	return byKind, all
}

// Further returns how many mutants were not tried because there are too many, or because no
// time was left to make them.
func (r Result) Further() int {
	n := 0
	for i := range r.Outcomes {
		n += r.Outcomes[i].further
	}
	return n
}

// IsLeast reports whether even more mutants may not have been tried than [Result.Count] says,
// because no time was left to count them.
func (r Result) IsLeast() bool {
	return slices.ContainsFunc(r.Outcomes, func(o Outcome) bool { return o.isLeast })
}

// Of returns the outcomes with this state, in their order.
func (r Result) Of(state State) []Outcome {
	var all []Outcome
	for _, o := range r.Outcomes {
		if o.State == state {
			all = append(all, o)
		}
	}
	return all
}

// Scored returns how many mutants count for the score. These mutants were killed or survived.
func (c Counts) Scored() int { return c.Killed() + c[Survived] }

// Killed returns how many mutants were killed, either by exchanges or by examples.
func (c Counts) Killed() int { return c[Killed] + c[KilledByExample] }

// Score returns the percentage of killed mutants among those that count. It rounds down to one
// decimal place, and returns 100 if no mutant counts.
func (c Counts) Score() float64 {
	if c.Scored() == 0 {
		return 100
	}
	return math.Floor(1000*float64(c.Killed())/float64(c.Scored())) / 10
}
