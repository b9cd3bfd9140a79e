package probe

import "context"

func (w *worker) runLives(context.Context) error { return nil }
