package baseline

import (
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Result is what a check found, compared with the baseline.
type Result struct {
	// New are the groups that no entry accepts, in the order in which they came.
	New []contract.Group
	// Known are the groups that an entry accepts. Expired are the groups of an entry whose last day
	// is over. Both are in the order in which they came.
	Known, Expired []Match
	// Stale are the entries whose finding is gone, sorted by cause. The finding was fixed, or no
	// exchange showed it this time.
	Stale []Entry
}

// Match is a group and the entry that accepts it.
type Match struct {
	Group contract.Group
	Entry Entry
}

// Apply splits the groups that a check found into new and known ones, and returns which entries are
// expired or stale.
func (b *Baseline) Apply(groups []contract.Group, now time.Time) Result {
	unmatched := map[contract.Cause]Entry{}
	for _, entry := range b.Entries() {
		unmatched[entry.Cause] = entry
	}
	var result Result
	for _, group := range groups {
		entry, known := unmatched[group.Cause]
		delete(unmatched, group.Cause)
		switch {
		case !known:
			result.New = append(result.New, group)
		case entry.Expired(now):
			result.Expired = append(result.Expired, Match{group, entry})
		default:
			result.Known = append(result.Known, Match{group, entry})
		}
	}
	for _, entry := range unmatched {
		result.Stale = append(result.Stale, entry)
	}
	sortEntries(result.Stale)
	return result
}
