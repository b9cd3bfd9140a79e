package baseline

import (
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Update returns a baseline that accepts the findings of a check. It keeps the entries whose
// finding still occurs. It also keeps expired entries, because only a person can give them more
// time. It removes the entries whose finding no longer occurs. It adds an entry for each other
// group for which add returns true. The entry is [Unexplained] and lasts 30 days. The receiver may
// be nil. It doesn't change the receiver.
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
