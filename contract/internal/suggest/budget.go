package suggest

import "github.com/orgcontract/polytomic-organizations/contract"

// budget bounds the work of a search. Each attempt parses an edited document; each candidate checks
// the exchanges of the operations that its edit changes once more. The budget counts what the
// exchanges hold, and not time, so that the same input has the same suggestions.
type budget struct{ candidates, attempts, bytes, work int }

// newBudget returns the budget of one search.
func newBudget() budget {
	return budget{candidates: 32, attempts: 64, bytes: 16 << 20, work: 128 << 20}
}

// workOf is how much work it is to check an exchange, in about the bytes that are read in that
// time.
func workOf(x *contract.Exchange, findings int) int {
	const exchange, finding = 1 << 10, 4 << 10
	work := exchange + len(x.Request.Body) + len(x.Request.URL.RawQuery) + findings*finding
	if x.Response != nil {
		work += len(x.Response.Body)
	}
	return work
}

// allowsAttempt reports whether there is room for another attempt with a document of a length.
func (b *budget) allowsAttempt(length int) bool {
	return b.candidates > 0 && b.attempts > 0 && b.bytes >= length
}

func (b *budget) attempt(length int) {
	b.attempts--
	b.bytes -= length
}

// admit takes the work of a candidate from the budget, and reports whether there was room for it.
func (b *budget) admit(work int) bool {
	if b.work < work {
		return false
	}
	b.candidates--
	b.work -= work
	return true
}
