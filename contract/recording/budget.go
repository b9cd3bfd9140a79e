package recording

import (
	"errors"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
)

// What the search of an exchange may cost, in bytes that are read. It is counted, not timed, so the
// same exchange is recorded on each machine.
const (
	// freeWork is what a message may cost whatever its length, and workOfByte what each byte of its
	// body may cost beside that. A body of JSON takes about that as a rule.
	freeWork   = 8 << 20
	workOfByte = 2
	// workOfNames is what it costs to search a byte for values with the name of a secret,
	// workOfSecret what it costs to take a secret apart, and workOfForm what each byte costs that is
	// then looked for, because it becomes a state of an automaton.
	workOfNames  = 10
	workOfSecret = 256
	workOfForm   = 4
)

// errCostly says that a search reached its budget.
var errCostly = errors.New("it holds so much that may be encoded that it takes too long to search")

// errCostlyHead is the reason why an exchange is not recorded whose search reached its budget though
// it has no body.
var errCostlyHead = errors.New("an exchange is not recorded: it takes too long to search its URL and its headers for secrets")

// budgets bound the search of an exchange. A body can't use up what the other body needs, or what
// the headers need.
type budgets struct{ request, response, heads *disguise.Budget }

// newBudgets returns the budgets for an exchange, times a factor.
func newBudgets(x *contract.Exchange, factor int) budgets {
	b := budgets{heads: disguise.NewBudget(factor * freeWork), request: budgetOf(x.Request.Body, factor)}
	if x.Response != nil {
		b.response = budgetOf(x.Response.Body, factor)
	}
	return b
}

func budgetOf(body []byte, factor int) *disguise.Budget {
	return disguise.NewBudget(factor * (freeWork + workOfByte*len(body)))
}

// areSpent reports whether one of the budgets is spent.
func (b budgets) areSpent() bool {
	return b.request.IsSpent() || b.response.IsSpent() || b.heads.IsSpent()
}

// check returns [errCostly] if one of the budgets is spent.
func (b budgets) check() error {
	if b.areSpent() {
		return errCostly
	}
	return nil
}

// of returns the budget of a message.
func (b budgets) of(request bool) *disguise.Budget {
	if request {
		return b.request
	}
	return b.response
}

// refuse returns an error for the body of a part whose budget is spent.
func (b budgets) refuse(p part) error {
	if _, body := p.content(); len(body) > 0 && b.of(p.ofRequest).IsSpent() {
		return errCostly
	}
	return nil
}
