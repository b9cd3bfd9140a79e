package sandbox

// BreakState makes each write to the state file fail from now on.
func (s *Sandbox) BreakState() error { return s.store.db.Close() }
