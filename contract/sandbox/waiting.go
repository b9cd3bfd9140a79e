package sandbox

import "sync"

// waiting has the calls that wait to be carried out, in the order in which they came. It is safe
// for concurrent use.
type waiting struct {
	mu    sync.Mutex
	calls []*call
}

func (w *waiting) add(c *call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, c)
}

// take removes all calls and returns them.
func (w *waiting) take() []*call {
	w.mu.Lock()
	defer w.mu.Unlock()
	calls := w.calls
	w.calls = nil
	return calls
}
