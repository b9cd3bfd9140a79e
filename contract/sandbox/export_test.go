package sandbox

import (
	"context"
	"time"
)

// SetWait replaces what waits for the delay of faults.
func (s *Sandbox) SetWait(wait func(ctx context.Context, d time.Duration) error) { s.wait = wait }

// BreakState makes each write to the state file fail from now on.
func (s *Sandbox) BreakState() error { return s.store.db.Close() }
