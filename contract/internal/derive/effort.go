package derive

import "context"

// The constants limit the work for a document, so that a hostile document doesn't take forever. The
// operations of the document share the work by their weight. A step is a schema that is compared
// with a value, or something that takes about as long.
const (
	// leastSteps is the work for a small document, and stepsPerNode is the further work for each
	// node of a document.
	leastSteps   = 8_000_000
	stepsPerNode = 300
	// mostSteps is the most work for a task of one operation, such as its requests.
	mostSteps = 5_000_000
	// bytesPerStep is how many bytes of a message take as long as a step.
	bytesPerStep = 8
	// stepsPerCase is about how long it takes to make a message.
	stepsPerCase = 20
	// stepsPerPlace is the least work for the cases of a property or of an item.
	stepsPerPlace = 1000
	// pollingSteps is after how many steps the work looks whether it was stopped.
	pollingSteps = 64
)

// effort is the work that is left for one task, such as the requests of an operation.
type effort struct {
	steps  int
	isOver func() bool
	// polled is how many steps are left when the work looks again whether it was stopped.
	polled int
	// isStopped reports whether the context has ended.
	isStopped bool
}

func newEffort(ctx context.Context, steps int) *effort {
	return &effort{steps: steps, polled: steps, isOver: func() bool { return ctx.Err() != nil }, isStopped: ctx.Err() != nil}
}

// spend takes some steps. It returns false if no work is left, or if the context has ended. Then
// what was being computed is not right, and nobody may use it.
func (e *effort) spend(steps int) bool {
	e.steps -= steps
	if e.steps < e.polled {
		e.polled = e.steps - pollingSteps
		e.isStopped = e.isStopped || e.isOver()
	}
	return !e.isSpent()
}

// isSpent reports whether no work is left, or the context has ended.
func (e *effort) isSpent() bool { return e.steps <= 0 || e.isStopped }
