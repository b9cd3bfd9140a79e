package schema

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// The constants limit the work to compare values with schemas. Hostile schemas lead to each other
// in very many ways. The limit counts steps and doesn't measure time, because the same exchange
// must always have the same findings. A step is a schema that is compared with a value, or
// something that takes about as long.
const (
	// maxSteps is how many steps the values of one exchange may take, about half a second.
	maxSteps = 500_000
	// stepsPerValue is how many more steps a value may take for each value in it.
	stepsPerValue = 200
	// stepsOfMismatch is how many steps it takes to add a mismatch.
	stepsOfMismatch = 4
	// bytesOfStep is how many bytes of a string take as long as a step, and namesOfStep is how
	// many names of properties do.
	bytesOfStep = 64
	namesOfStep = 4
)

// work is the work that has been done to compare values with schemas.
type work struct {
	patterns patternWork
	// steps is how many steps were taken. more is how many the values may take in addition to
	// maxSteps.
	steps, more int
	// isOver reports whether there was no work left for a schema. over is its place.
	isOver bool
	over   *document.Node
}

// spend takes some steps to compare the current value with a schema. It returns false if no work is
// left.
func (v *Validation) spend(steps int, s *Schema) bool {
	w := &v.work
	if w.isOver {
		return false
	}
	w.steps += steps
	if w.steps > maxSteps+w.more && !v.isCounted { // Few values take so long that they need be counted.
		v.isCounted = true
		w.more += stepsPerValue * values(v.root)
	}
	if w.steps > maxSteps+w.more {
		w.isOver, w.over = true, s.Node
	}
	return !w.isOver
}

// values returns how many values are in a value. A long string counts as several values.
func values(value any) int {
	n := 1
	switch value := value.(type) {
	case string:
		n += len(value) / bytesOfStep
	case jsonvalue.Array:
		for _, item := range value {
			n += values(item)
		}
	case *jsonvalue.Object:
		for i := range value.Members {
			n += values(value.Members[i].Value)
		}
	}
	return n
}

// IsOver reports whether the comparison ended early, because it would take too long. It returns the
// schema with which it ended, which is nil if the document has no such schema. After it, nothing
// was compared: every value counted as valid, and no property was undeclared. [Validation.Reset]
// doesn't change it.
func (v *Validation) IsOver() (at *document.Node, isOver bool) { return v.work.over, v.work.isOver }

// IsWhole reports whether every value was compared with every schema and pattern that applies to
// it.
func (v *Validation) IsWhole() bool { return !v.work.isOver && v.work.patterns.unchecked == nil }

// Steps returns how many steps the validation has taken. [Validation.Reset] doesn't change it.
func (v *Validation) Steps() int { return v.work.steps }

// Accepts is like [Schema.Accepts], but it counts as work of the validation.
func (v *Validation) Accepts(s *Schema, value any) bool {
	other := Validation{work: v.work}
	other.Validate(s, value)
	v.work = other.work
	return len(other.Found) == 0
}
