package sandbox

import (
	"fmt"
	"strings"
)

// ExpectRequests fails a test unless the query selects exactly this many requests of the journal.
// It returns the selected requests. If the test fails, the message lists all requests of the
// journal, and so shows what the program sent instead:
//
//	s.ExpectRequests(t, 1, sandbox.RequestQuery{Operation: "createOrganization", Status: 409})
func (s *Sandbox) ExpectRequests(tb TB, count int, q RequestQuery) []Request {
	tb.Helper()
	found, lost := s.journal.find(q)
	if len(found) == count && lost == 0 {
		return found
	}
	var list strings.Builder
	for _, r := range s.Requests(RequestQuery{}) {
		_, _ = fmt.Fprintf(&list, "\n  %d  %s %s  %s  %d", r.Number, r.Method, r.Path, r.Operation, r.Status)
		for _, more := range []struct{ name, value string }{{"key", r.IdempotencyKey}, {faultParameter, r.Fault}} {
			if more.value != "" {
				_, _ = fmt.Fprintf(&list, "  %s %s", more.name, more.value)
			}
		}
	}
	if lost > 0 {
		_, _ = fmt.Fprintf(&list, "\n  and %d before them, which the journal no longer has", lost)
	}
	tb.Fatalf("sandbox: %d requests match %s, want %d; the requests were:%s", len(found), q, count, list.String())
	return nil
}
