package baseline

import (
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Result has the findings of a check, compared with the baseline.
type Result struct {
	// New has the groups that no entry accepts, in the order in which they were given.
	New []contract.Group
	// Known has the groups that an entry accepts. Expired has the groups whose entry has expired.
	// Both keep the order in which the groups were given.
	Known, Expired []Match
	// Stale has the entries whose finding no longer occurs, sorted by cause. The finding was fixed,
	// or no exchange has it this time.
	Stale []Entry
}

// Match is a group and the entry that accepts it.
type Match struct {
	Group contract.Group
	Entry Entry
}

// Apply splits the groups of a check into new, known and expired groups. It also returns the stale
// entries.
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
