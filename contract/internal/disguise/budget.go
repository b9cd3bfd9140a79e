package disguise

// Budget bounds how many bytes several searches may read together. So what they cost is bounded
// whatever the texts encode. A nil Budget has no bound. A Budget is not safe for concurrent use.
type Budget struct{ left int }

// NewBudget returns a budget of so many bytes.
func NewBudget(bytes int) *Budget { return &Budget{bytes} }

// Take takes bytes from the budget. It returns false if the budget has fewer. Then the budget is
// spent, and stays so.
func (b *Budget) Take(bytes int) bool {
	if b == nil {
		return true
	}
	b.left -= min(bytes, b.left+1)
	return b.left >= 0
}

// Spend takes all that is left.
func (b *Budget) Spend() {
	if b != nil {
		b.left = -1
	}
}

// IsSpent reports whether more was taken from the budget than it had.
func (b *Budget) IsSpent() bool { return b != nil && b.left < 0 }
