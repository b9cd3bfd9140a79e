package suggest

import "github.com/orgcontract/polytomic-organizations/contract"

// budget bounds the work of a search. Each attempt reads an excerpt of the document. Each candidate
// checks once more the exchanges of the operations that its edit changes. The budget counts the
// sizes of excerpts and exchanges instead of time, so that the same input has the same suggestions.
type budget struct{ candidates, attempts, work int }

// newBudget returns the budget of a search after the exchanges were checked with an amount of work.
// The search may take as much work as the check, and a constant amount more.
func newBudget(checked int) budget {
	return budget{candidates: 32, attempts: 64, work: 160<<20 + checked}
}

// workOf returns how much work it is to check an exchange: about how many bytes could be read in
// the same time.
func workOf(x *contract.Exchange, findings int) int {
	const exchange, finding = 1 << 10, 4 << 10
	work := exchange + len(x.Request.Body) + len(x.Request.URL.RawQuery) + findings*finding
	if x.Response != nil {
		work += len(x.Response.Body)
	}
	return work
}

// readingWork returns how much work it is to read an excerpt of this length.
func readingWork(length int) int {
	const perByte = 8 // Its schemas are compiled, too, and its examples are checked.
	return perByte * length
}

// isSpent reports whether there is no room for another attempt.
func (b *budget) isSpent() bool { return b.candidates == 0 || b.attempts == 0 || b.work <= 0 }

// admit takes the work of an attempt from the budget, and reports whether there was room for it.
func (b *budget) admit(work int) bool {
	if b.work < work {
		return false
	}
	b.attempts--
	b.work -= work
	return true
}
