package sandbox

import (
	"sync/atomic"
	"time"
)

// clock is the time of a sandbox: that of another clock, moved by an offset. It is safe for
// concurrent use.
type clock struct {
	base   func() time.Time
	offset atomic.Int64
}

func (c *clock) now() time.Time { return c.base().Add(time.Duration(c.offset.Load())) }

// Now returns the time of the sandbox, by which the outcomes of idempotency keys expire.
func (s *Sandbox) Now() time.Time { return s.clock.now() }

// SetTime sets the time of the sandbox. From then on the time goes on as before. The delays of
// faults don't depend on it.
func (s *Sandbox) SetTime(t time.Time) { s.clock.offset.Store(int64(t.Sub(s.clock.base()))) }

// Advance moves the time of the sandbox, by 24 hours for instance, after which an idempotency key
// is free again.
func (s *Sandbox) Advance(d time.Duration) { s.clock.offset.Add(int64(d)) }
