package disguise

// Budget limits how many bytes several searches together may read. It limits the work even if the
// texts contain many encodings. A nil Budget has no limit. A Budget is not safe for concurrent use.
type Budget struct{ left int }

// NewBudget returns a budget of this many bytes.
func NewBudget(bytes int) *Budget { return &Budget{bytes} }

// Take takes bytes from the budget. If the budget has fewer bytes left, Take returns false and the
// budget remains spent.
func (b *Budget) Take(bytes int) bool {
	if b == nil {
		return true
	}
	b.left -= min(bytes, b.left+1)
	return b.left >= 0
}

// Spend makes the budget spent.
func (b *Budget) Spend() {
	if b != nil {
		b.left = -1
	}
}

// IsSpent reports whether more was taken from the budget than it had.
func (b *Budget) IsSpent() bool { return b != nil && b.left < 0 }
