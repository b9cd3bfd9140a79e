package mutation

import (
	"errors"
	"maps"
)

// Tried has the results of mutants that were tried, by their IDs. It is written as JSON, and
// reading the JSON loses nothing. A JSON schema describes it. The zero value is empty.
type Tried struct {
	Mutants map[string]Fate `json:"mutants"`
}

// Fate is the result of a mutant; see [Outcome]. Rule is the rule that says why the mutant is
// equivalent.
type Fate struct {
	State State  `json:"state"`
	By    string `json:"by,omitzero"`
	Rule  Rule   `json:"rule,omitzero"`
}

// Tried returns the results of the mutants that were tried.
func (r Result) Tried() *Tried {
	tried := &Tried{Mutants: map[string]Fate{}}
	for i := range r.Outcomes {
		if o := &r.Outcomes[i]; o.State != Untried {
			tried.Mutants[o.ID] = Fate{o.State, o.By, o.Equivalent}
		}
	}
	return tried
}

// errTriedTwice is the error for parts that overlap.
var errTriedTwice = errors.New("a mutant was tried in both; give each shard once, all of the same number")

// Merge adds the results of other mutants. It returns an error if both have a result of the same
// mutant.
func (t *Tried) Merge(other *Tried) error {
	if t.Mutants == nil {
		t.Mutants = map[string]Fate{}
	}
	for id := range other.Mutants {
		if _, twice := t.Mutants[id]; twice {
			return errTriedTwice
		}
	}
	maps.Copy(t.Mutants, other.Mutants)
	return nil
}

// Result returns the results of all mutants of the document. Mutants that were not tried are
// [Untried].
func (t *Tried) Result(mutants []Mutant) Result {
	outcomes := make([]Outcome, len(mutants))
	for i, m := range mutants {
		fate, tried := t.Mutants[m.ID]
		if !tried {
			outcomes[i] = Outcome{Mutant: m, State: Untried}
			continue
		}
		m.Equivalent = fate.Rule
		outcomes[i] = Outcome{Mutant: m, State: fate.State, By: fate.By}
	}
	return Result{Outcomes: outcomes}
}
