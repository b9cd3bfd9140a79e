package baseline

import (
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Update returns a baseline that accepts what a check found. It keeps the entries whose finding is
// still there, even expired entries: only a person can give them more time. It drops the entries
// whose finding is gone. It adds the other groups for which add returns true, as [Unexplained] and
// accepted for 30 days. The receiver may be nil. It isn't changed.
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
