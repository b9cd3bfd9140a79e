package redaction

import (
	"errors"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
)

// The constants limit the work of searching an exchange. The unit is a byte that is read. The
// limits count bytes and not time, so every machine records the same exchanges.
const (
	// workOfHeads is what the URL and the headers of an exchange may cost together.
	workOfHeads = 8 << 20
	// workOfBody is what a body may cost, whatever its length, and workOfByte is what it may cost
	// in addition for each of its bytes. Both together are at most two seconds for each megabyte
	// and two more on an ordinary machine. Most texts take less than half of that. maxWorkOfBody is
	// what the longest body may cost, and workOfBodies is what both bodies may cost together,
	// however often the search begins anew without a body. With headers that cost as much as they
	// may, an exchange takes about ten seconds.
	workOfBody    = 24 << 20
	workOfByte    = 24
	maxWorkOfBody = 68 << 20
	workOfBodies  = 72 << 20
	// workOfExchange is what an exchange costs beside its bytes.
	workOfExchange = 16 << 10
	// maxBody is the length of the longest body that is searched. With it, the search of an exchange
	// has a limit whatever is in it.
	maxBody = 12 << 20
	// workOfPrivate is what it costs to note a private string.
	workOfPrivate = 16
	// workOfPositions is what it costs to search a byte for values that are secrets by their position,
	// and workOfNames the same for values with the name of a secret.
	workOfPositions = 2
	workOfNames     = 5
	// workOfSecret is what it costs to take a secret apart, workOfSuspect what it costs to replace a
	// string that looks like one, and workOfForm what each byte costs that is then looked for, because
	// it becomes a state of an automaton.
	workOfSecret  = 256
	workOfSuspect = 64
	workOfForm    = 3
)

// errCostly means that a search has used up its budget.
var errCostly = errors.New("it holds so much that may be encoded that it takes too long to search")

// errCostlyHead is the reason why an exchange without a body is not recorded: the search of its URL
// and headers has used up its budget.
var errCostlyHead = errors.New("it takes too long to search its URL and its headers for secrets")

// budgets limits the search of an exchange. The request body, the response body and the headers
// have separate budgets, so a large body leaves enough for the rest. Those of the bodies are parts
// of a budget for the exchange.
type budgets struct{ request, response, heads *disguise.Budget }

// newBudgets returns the budgets for an exchange, multiplied by the factor. Limit is what this and
// other exchanges may cost, and bodies what both bodies may cost.
func newBudgets(x *contract.Exchange, factor int, limit, bodies *disguise.Budget) budgets {
	of := func(body []byte) *disguise.Budget {
		if len(body) == 0 { // The budget is for the header. It must be left when a body is left out.
			return limit.Part(factor * workOfHeads)
		}
		return budgetOf(body, factor, bodies)
	}
	b := budgets{heads: limit.Part(factor * workOfHeads), request: of(x.Request.Body)}
	if x.Response != nil {
		b.response = of(x.Response.Body)
	}
	return b
}

func budgetOf(body []byte, factor int, bodies *disguise.Budget) *disguise.Budget {
	budget := bodies.Part(factor * min(workOfBody+workOfByte*len(body), maxWorkOfBody))
	if len(body) > maxBody {
		budget.Spend()
	}
	return budget
}

// areSpent reports whether at least one of the budgets is used up.
func (b budgets) areSpent() bool {
	return b.request.IsSpent() || b.response.IsSpent() || b.heads.IsSpent()
}

// check returns [errCostly] if at least one of the budgets is used up.
func (b budgets) check() error {
	if b.areSpent() {
		return errCostly
	}
	return nil
}

// of returns the budget for the body of the request or of the response.
func (b budgets) of(request bool) *disguise.Budget {
	if request {
		return b.request
	}
	return b.response
}

// refuse returns an error if the budget for the body of the part is used up.
func (b budgets) refuse(p part) error {
	if _, body := p.content(); len(body) > 0 && b.of(p.ofRequest).IsSpent() {
		return errCostly
	}
	return nil
}
