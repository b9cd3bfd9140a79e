package disguise

// Budget limits how many bytes several searches together may read. It limits the work even if the
// texts contain many encodings. A nil Budget has no limit. A Budget is not safe for concurrent use.
type Budget struct {
	left int
	// whole is the budget of which this one is a part. It may be nil.
	whole *Budget
}

// NewBudget returns a budget of this many bytes.
func NewBudget(bytes int) *Budget { return &Budget{left: bytes} }

// Part returns a budget of this many bytes. What is taken from the part is also taken from b, and
// the part is spent if b is. The part of a nil Budget is limited only by its own bytes.
func (b *Budget) Part(bytes int) *Budget { return &Budget{bytes, b} }

// Take takes bytes from the budget. If the budget has fewer bytes left, Take returns false and the
// budget remains spent.
func (b *Budget) Take(bytes int) bool {
	if b == nil {
		return true
	}
	b.left -= min(bytes, b.left+1)
	return b.whole.Take(bytes) && b.left >= 0
}

// Spend makes the budget spent.
func (b *Budget) Spend() {
	if b != nil {
		b.left = -1
	}
}

// IsSpent reports whether more was taken from the budget than it had, or than the whole had of
// which it is a part.
func (b *Budget) IsSpent() bool { return b != nil && (b.left < 0 || b.whole.IsSpent()) }
