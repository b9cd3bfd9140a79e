package probe

import "context"

// runRandom sends random requests of the operation.
func (w *worker) runRandom(ctx context.Context) error {
	for i := range w.cases {
		c, ok := w.plan.operation.Random(ctx, w.seed+uint64(i))
		if !ok {
			return nil
		}
		tc := w.classify(c)
		if err := w.try(ctx, &tc); err != nil {
			return err
		}
	}
	return nil
}
