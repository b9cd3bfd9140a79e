package sandbox

import (
	"math"
	"sync/atomic"
	"time"
)

// clock is the time of a sandbox. It adds an offset to the time of another clock. It is safe for
// concurrent use.
type clock struct {
	base   func() time.Time
	offset atomic.Int64
}

func (c *clock) now() time.Time { return c.base().Add(time.Duration(c.offset.Load())) }

// reaches reports whether the clock can be set to a time. The offset is a duration, so it is at most
// 292 years.
func (c *clock) reaches(t time.Time) bool {
	offset := t.Sub(c.base())
	return math.MinInt64 < offset && offset < math.MaxInt64
}

// Now returns the time of the sandbox. The outcomes of idempotency keys expire by this time.
func (s *Sandbox) Now() time.Time { return s.clock.now() }

// SetTime sets the time of the sandbox. The time continues to run from there. The delays of faults
// don't depend on this time. A time that is more than 292 years away from that of the clock of
// [WithClock] counts as 292 years away.
func (s *Sandbox) SetTime(t time.Time) { s.clock.offset.Store(int64(t.Sub(s.clock.base()))) }

// Advance moves the time of the sandbox forward. After 24 hours, for instance, an idempotency key
// can be used for a new request. The time of the sandbox is at most 292 years ahead.
func (s *Sandbox) Advance(d time.Duration) {
	for {
		old := s.clock.offset.Load()
		next := old + int64(d)
		switch {
		case d > 0 && next < old:
			next = math.MaxInt64
		case d < 0 && next > old:
			next = math.MinInt64
		}
		if s.clock.offset.CompareAndSwap(old, next) {
			return
		}
	}
}
