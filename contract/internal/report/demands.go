package report

import (
	"errors"
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
)

// Demands is what a run must show to pass, apart from the baseline.
type Demands struct {
	// Strict makes the run fail on drift too.
	Strict bool
	// AllowEmpty lets a run pass that checked no exchange. MinExchanges is how many exchanges must
	// be checked.
	AllowEmpty   bool
	MinExchanges int
}

// ErrFindings is the error of a run whose exchanges don't agree with the document. The report says
// what the findings are.
var ErrFindings = errors.New("the exchanges don't agree with the document")

// IsEmpty reports whether no exchange was checked, although AllowEmpty isn't set. It also reports
// true if no exchange was checked because the recordings can't be read.
func (d Demands) IsEmpty(t *selection.Tally) bool {
	return t.Checked == 0 && (!d.AllowEmpty || !t.IsComplete())
}

// Check returns an error of one line if the run doesn't show what it must. The error is
// [ErrFindings] if the reason is in the report.
func (d Demands) Check(r *Report, t *selection.Tally) error {
	switch {
	case d.IsEmpty(t):
		return t.NothingChecked()
	case t.Checked < d.MinExchanges:
		return fmt.Errorf("%s checked, and --min-exchanges asks for %d; record more", wereChecked(t.Checked), d.MinExchanges)
	case !r.Holds(d.Strict):
		return ErrFindings
	default:
		return nil
	}
}

func wereChecked(n int) string {
	if n == 1 {
		return "1 exchange was"
	}
	return fmt.Sprintf("%d exchanges were", n)
}
