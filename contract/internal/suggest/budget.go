package suggest

import "github.com/orgcontract/polytomic-organizations/contract"

// budget limits the work of a search. Each attempt reads an excerpt of the document. Each candidate
// checks the exchanges of the operations that its edit changes once more. The budget counts the
// sizes of excerpts and exchanges. It doesn't measure time, because the same input must give the
// same suggestions.
type budget struct{ candidates, attempts, work int }

// newBudget returns the budget of a search. The exchanges have already been checked, with the given
// amount of work. The search may take as much work again, plus a constant amount.
func newBudget(checked int) budget {
	return budget{candidates: 32, attempts: 64, work: 160<<20 + checked}
}

// workOf returns the amount of work to check an exchange. It is about the number of bytes that
// could be read in the same time. A finding that is only counted takes less than a listed one, but
// it may have taken a trial of each branch of an anyOf. The steps count what schemas and invariants
// take that loop over the same values again and again.
func workOf(checked contract.Checked) int {
	const exchange, listed, counted, step = 1 << 10, 4 << 10, 1 << 9, 1 << 4
	x, findings := checked.Exchange, checked.Findings
	work := exchange + len(x.Request.Body) + len(x.Request.URL.RawQuery) + step*checked.Steps
	for _, f := range findings {
		work += listed + (f.Count()-1)*counted
	}
	if x.Response != nil {
		work += len(x.Response.Body)
	}
	return work
}

// readingWork returns the amount of work to read an excerpt of this length.
func readingWork(length int) int {
	const perByte = 8 // Reading also compiles the schemas and checks the examples.
	return perByte * length
}

// isSpent reports whether the budget allows no further attempt.
func (b *budget) isSpent() bool { return b.candidates == 0 || b.attempts == 0 || b.work <= 0 }

// admit subtracts the work of an attempt from the budget. It returns false if the budget is too
// small.
func (b *budget) admit(work int) bool {
	if b.work < work {
		return false
	}
	b.attempts--
	b.work -= work
	return true
}
