package contract

import (
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// TB is the part of [testing.TB] that [FailTest] uses.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Logf(format string, args ...any)
}

// plainTB has the methods of [testing.TB] with which FailTest prints a line without the place of
// the call. Without these methods, testing would print a place in this package.
type plainTB interface {
	Fail()
	Output() io.Writer
}

// FailOption changes what [FailTest] does.
type FailOption interface{ applyToFailTest(test *failTest) }

// Strict returns an option that makes [FailTest] fail on drift too, as orgcontract check --strict
// does.
func Strict() FailOption { return strict{} }

type strict struct{}

func (strict) applyToFailTest(f *failTest) { f.strict = true }

// FailTest returns a function that prints each finding. It fails the test if a finding would make
// orgcontract check fail. That is a violation, and with [Strict] also a drift. Each line begins
// with the place in the test that sent the request. If a server reports the finding, the line
// begins with the place that called FailTest.
func FailTest(tb TB, options ...FailOption) func(*Exchange, []Finding) {
	f := &failTest{tb: tb}
	for _, option := range options {
		option.applyToFailTest(f)
	}
	if _, file, line, ok := runtime.Caller(1); ok {
		f.caller = place(file, line)
	}
	return f.report
}

type failTest struct {
	tb     TB
	strict bool
	caller string
}

func (f *failTest) report(_ *Exchange, findings []Finding) {
	if len(findings) == 0 {
		return
	}
	at := testPlace()
	if at == "" {
		at = f.caller
	}
	f.tb.Helper()
	for _, found := range findings {
		line := wording.Printable(fmt.Sprintf("%s: %s  %s  %s %d  at %s  %s: %s",
			at, found.Severity, found.Rule, found.Operation, found.Status, found.At, found.Document, found.Message()))
		fails := found.Severity == Violation || f.strict && found.Severity == Drift
		plain, isPlain := f.tb.(plainTB)
		switch {
		case isPlain:
			_, _ = fmt.Fprintln(plain.Output(), line) // Writing to the output of a test never fails.
			if fails {
				plain.Fail()
			}
		case fails:
			f.tb.Errorf("%s", line)
		default:
			f.tb.Logf("%s", line)
		}
	}
}

// testPlace returns the line of the outermost function on the stack that is in a test file. It
// returns an empty string if the stack has no such function. For instance, the goroutines of a
// server have none.
func testPlace() string {
	var callers [256]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers[:])])
	at := ""
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.File, "_test.go") {
			at = place(frame.File, frame.Line)
		}
		if !more {
			return at
		}
	}
}

func place(file string, line int) string { return fmt.Sprintf("%s:%d", filepath.Base(file), line) }
