package invariant

import "sync/atomic"

// The constants are costs in the units of CEL.
const (
	// fairCost is how much the expressions about an exchange may cost without being counted. It
	// corresponds to some hundredths of a second.
	fairCost = maxCost / 20
	// maxExcess is how much the expressions about all exchanges may cost beyond that. It
	// corresponds to about a minute.
	maxExcess = 25 * costsOfExchange * maxCost
)

// Budget limits the cost of the expressions about many exchanges, each of which may cost nearly as
// much as an exchange may. When it is spent, no more expressions that loop are evaluated. A Budget
// is safe for concurrent use. The zero value is ready to use. A nil Budget has no limit.
type Budget struct{ excess atomic.Uint64 }

func (b *Budget) isSpent() bool { return b != nil && b.excess.Load() > maxExcess }

// add counts the cost of an expression. The parameter before is the cost of earlier expressions
// about the same exchange.
func (b *Budget) add(before, cost uint64) {
	if after := before + cost; b != nil && after > fairCost {
		b.excess.Add(after - max(before, fairCost))
	}
}
