package mutation

import (
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/example"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// The constants limit the work of trying the mutants in a sample. To try a mutant, its whole
// document is read and compiled. So the work grows with the square of the size of the document. All
// exchanges are checked against each mutant too.
const (
	// maxSteps is how many steps the mutants in a sample may take together. A step is a value of a
	// mutant's document. It was measured: this many steps take ten to twenty seconds of processor
	// time.
	maxSteps = 6_000_000
	// bytesOfStep is how many bytes of text take as long as a value.
	bytesOfStep = 400
	// maxCheckSteps is how many steps the checks may take together. Such a step is much shorter; see
	// [contract.Session.Steps]. It was measured too: this many steps take about a minute.
	maxCheckSteps = 100_000_000
	// checkStepsOfStep is how many steps of a check take as long as a step.
	checkStepsOfStep = 4
)

// Sample returns as many of the mutants as Run can try with bounded work. If there are more
// mutants, they are spread evenly over the given ones. So the score of the sample is close to the
// score of all mutants. The sample depends only on the mutants, the document and the exchanges.
func (r *Runner) Sample(mutants []Mutant) []Mutant {
	made := make([]Mutant, 0, len(mutants))
	for _, m := range mutants {
		if m.further == 0 {
			made = append(made, m)
		}
	}
	most := max(1, min(r.maxSteps/r.steps, r.maxCheckSteps/max(1, r.checkSteps)))
	if len(made) <= most {
		return made
	}
	sample := make([]Mutant, most)
	for i := range sample {
		sample[i] = made[i*len(made)/most]
	}
	return sample
}

// stepsOf returns how many steps it takes to read the document of a contract and to check its
// examples. The document is read once more for each version that has an overlay.
func stepsOf(c *contract.Contract) (int, error) {
	documents := map[string]*contract.Contract{"": c}
	for _, f := range c.Files() {
		if version, ok := c.Version(f.Version); ok {
			documents[f.Version] = version
		}
	}
	steps := 1
	for _, one := range documents {
		doc, err := tree.Of(one)
		if err != nil {
			return 0, err
		}
		for _, f := range doc.Files() {
			steps += len(f.Text()) / bytesOfStep
			for range f.Root().All() {
				steps++
			}
		}
		api, err := message.Compile(doc, schema.AssertFormats)
		if err != nil {
			return 0, err
		}
		steps += example.Check(api).Steps / checkStepsOfStep
	}
	return steps, nil
}
