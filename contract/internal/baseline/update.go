package baseline

import (
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Update returns a baseline that knows what a check found. It keeps entries that still occur as they are, the expired ones too: only a
// person can say that they are good for longer. It drops those of which nothing was found. Groups that no entry knows it adds where add
// is true of them, as [Unexplained] and good for 30 days. The receiver may be nil, and isn't changed.
func (b *Baseline) Update(groups []contract.Group, add func(contract.Group) bool, now time.Time) *Baseline {
	found := b.Apply(groups, now)
	updated := &Baseline{file: b.File()}
	for _, match := range append(found.Known, found.Expired...) {
		updated.entries = append(updated.entries, match.Entry)
	}
	for _, group := range found.New {
		if add(group) {
			entry := Entry{Cause: group.Cause, Reason: Unexplained, Expires: day(now).AddDate(0, 0, grace)}
			updated.entries = append(updated.entries, entry)
		}
	}
	sortEntries(updated.entries)
	return updated
}
