package contract

// TB is the part of [testing.TB] that [FailTest] uses.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
}

// FailTest returns a report that fails a test with each finding, drift included.
func FailTest(tb TB) func(*Exchange, []Finding) {
	return func(_ *Exchange, findings []Finding) {
		tb.Helper()
		for _, f := range findings {
			tb.Errorf("%s  %s  %s %d  at %s  %s: %s", f.Severity, f.Rule, f.Operation, f.Status, f.At, f.Document, f.Message())
		}
	}
}
