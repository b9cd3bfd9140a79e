package invariant

import "sync"

// The constants are costs in the units of CEL.
const (
	// fairCost is how much the expressions about an exchange may cost without being counted. It
	// corresponds to some hundredths of a second.
	fairCost = maxCost / 20
	// maxExcess is how much the expressions about all exchanges may cost beyond that. It
	// corresponds to about twenty seconds.
	maxExcess = 5 * costsOfExchange * maxCost
)

// Budget limits the cost of the expressions about many exchanges, each of which may cost nearly as
// much as an exchange may. While it is spent, no expressions that loop should be evaluated. An
// exchange that costs less than fairCost gives back the rest, so usual exchanges never spend the
// budget, however many they are. A Budget is safe for concurrent use. The zero value is ready to
// use.
//
// Whether the budget is spent depends on the order of the exchanges. If exchanges are evaluated at
// the same time, Announce counts those whose turn has not come.
type Budget struct {
	mu sync.Mutex
	// excess is what the exchanges have cost beyond what is fair. announced is what those cost
	// whose turn has not come.
	excess, announced uint64
}

// IsSpent reports whether the exchanges so far have cost too much.
func (b *Budget) IsSpent() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.excess > maxExcess
}

// MayBeSpent reports whether the budget is spent, or may be spent when the turn of the next
// exchange comes. One more exchange must not spend it, because otherwise exchanges would be
// evaluated in vain again and again while the budget is nearly spent.
func (b *Budget) MayBeSpent() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.excess+b.announced+costsOfExchange*maxCost > maxExcess
}

// Spend counts the cost of the next exchange.
func (b *Budget) Spend(cost uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.excess = max(b.excess+cost, fairCost) - fairCost
}

// Announce counts the cost of an exchange whose turn has not come.
func (b *Budget) Announce(cost uint64) {
	if cost > fairCost {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.announced += cost - fairCost
	}
}

// Withdraw reverses [Budget.Announce], because the turn of the exchange has come.
func (b *Budget) Withdraw(cost uint64) {
	if cost > fairCost {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.announced -= cost - fairCost
	}
}
