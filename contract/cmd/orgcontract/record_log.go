package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
)

// maxComplaints is how often the log prints the same error. A client that breaks off a thousand
// requests a second would otherwise fill the disk of a CI job.
const maxComplaints = 10

// recordLog prints each cause once and each error a few times while traffic passes, and counts the
// findings and the errors. It is safe for concurrent use.
type recordLog struct {
	out, err io.Writer

	mu                 sync.Mutex
	exchanges, missing int
	// unanswered says that something is missing for another reason than its redaction.
	unanswered bool
	findings   map[contract.Severity]int
	causes     contract.Groups
	printed    map[contract.Cause]bool
	complaints map[string]int
}

// report is called by the recorder for each exchange.
func (l *recordLog) report(findings []contract.Finding, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err != nil {
		l.missing++
		l.unanswered = l.unanswered || !redaction.LeavesOut(err)
		l.count(err.Error())
		return
	}
	l.exchanges++
	if l.findings == nil {
		l.findings, l.printed = map[contract.Severity]int{}, map[contract.Cause]bool{}
	}
	for _, f := range findings {
		l.findings[f.Severity] += f.Count()
		// After very many causes, a new cause is only counted at the end and not printed.
		if cause := f.Cause(); !l.printed[cause] && len(l.printed) < contract.MaxCauses {
			l.printed[cause] = true
			l.printf("%-9s  %s  %s %d  %s%s  %s   (%s)", f.Severity, f.Rule, f.Operation, f.Status, shownAt(f.At), f.Document, f.Message(), f.Source)
		}
	}
	l.causes.Add(findings)
}

// count counts an error, and prints it unless it was printed often. After very many errors, a new
// one is not printed.
func (l *recordLog) count(complaint string) {
	if l.complaints == nil {
		l.complaints = map[string]int{}
	}
	if n, known := l.complaints[complaint]; known || len(l.complaints) < contract.MaxCauses {
		l.complaints[complaint] = n + 1
		if n < maxComplaints {
			l.complainf("%s", complaint)
		}
	}
}

// complainf prints a line to the standard error.
func (l *recordLog) complainf(format string, values ...any) {
	_, _ = fmt.Fprintln(l.err, output.Printable("orgcontract: "+fmt.Sprintf(format, values...))) // An error of this write can't be reported.
}

// printf prints a line.
func (l *recordLog) printf(format string, values ...any) {
	_, _ = fmt.Fprintln(l.out, output.Printable(fmt.Sprintf(format, values...))) // An error of this write can't be reported.
}

// shownAt returns a location, with the space before the next column.
func shownAt(at contract.Location) string {
	if at == (contract.Location{}) {
		return ""
	}
	return "at " + at.String() + "  "
}

// printCounts prints how often each error occurred that was not always printed, and how often each
// finding occurred, unless it occurred only once.
func (l *recordLog) printCounts() {
	for _, complaint := range slices.Sorted(maps.Keys(l.complaints)) {
		if n := l.complaints[complaint]; n > maxComplaints {
			l.complainf("%s (%d times)", complaint, n)
		}
	}
	for _, group := range l.causes.List() {
		if group.Count > 1 {
			f := group.Examples[0]
			l.printf("%-9s  %s  %s  %s%s  %d times, in %s", group.Severity, f.Rule, group.Cause.Operation, shownAt(group.Cause.At), f.Document,
				group.Count, output.Count(group.Exchanges, "exchange"))
		}
	}
}

// isEmpty reports whether nothing was recorded, although something should have been.
func (l *recordLog) isEmpty() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.exchanges == 0 && l.missing > 0
}

// waiting prints how many exchanges are not redacted yet when the recording ends.
func (l *recordLog) waiting(exchanges int) {
	l.complain(fmt.Errorf("%s left to redact; a second Ctrl-C ends at once, without a file", output.Count(exchanges, "exchange")))
}

// complain prints an error that the command doesn't return.
func (l *recordLog) complain(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.complainf("%v", err)
}

// lacksAnswers reports whether an exchange is missing in the recording, and redaction is not the
// reason.
func (l *recordLog) lacksAnswers() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unanswered
}

// verdict prints the result of the recording, and returns the error with which the command ends.
func (l *recordLog) verdict(file string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.printCounts()
	word := "holds"
	switch {
	case l.findings[contract.Violation] > 0:
		word = "fails"
	case l.missing > 0:
		word = "incomplete"
	}
	l.printf("%s: %s in %s, %s, %d rejected, %d drift", word, output.Count(l.exchanges, "exchange"), file,
		output.Count(l.findings[contract.Violation], "violation"), l.findings[contract.Rejected], l.findings[contract.Drift])
	switch word {
	case "fails":
		return errFindings
	case "incomplete":
		return runError{fmt.Errorf("%s: %s not recorded; the lines before say why", file, wereOrWas(l.missing))}
	default:
		return nil
	}
}

// wereOrWas returns the number of what is missing, with its noun and verb.
func wereOrWas(n int) string {
	if n == 1 {
		return "1 request or body was"
	}
	return fmt.Sprintf("%d requests or bodies were", n)
}
