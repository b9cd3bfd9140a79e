// Package baseline keeps findings that are accepted for some time. Each has a reason and a last
// day. An accepted finding doesn't make a check fail. A new finding does. So does an entry that has
// expired, or whose finding no longer occurs.
//
//	known, err := baseline.Read("known.yaml", contract.KnownRule)
//	if err != nil {
//		return err
//	}
//	result := known.Apply(groups, time.Now())
//
// The file is a list in YAML, sorted by cause:
//
//	# Findings that are known and accepted for a time. A check writes this file on request; it keeps reason and expires.
//	- rule: response.type
//	  operation: GET /api/organizations
//	  document: /components/schemas/Organization/properties/name
//	  at: /data/*/name
//	  reason: The server sends numbers until its next release.
//	  expires: 2026-12-24
//
// The place in the document is a JSON pointer, so an entry stays right when lines move.
package baseline

import (
	"slices"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Baseline is a list of accepted findings. A nil Baseline accepts no findings. It doesn't change,
// so several goroutines may use it at the same time.
type Baseline struct {
	file    string
	entries []Entry
}

// Entry accepts the findings of one cause.
type Entry struct {
	Cause contract.Cause
	// Reason says in one line why the findings are accepted. It is [Unexplained] until somebody
	// writes a reason. It is never empty.
	Reason string
	// Expires is the last day on which the findings are accepted, in UTC.
	Expires time.Time
	// Place is the beginning of the entry in its file. It has no line if the entry doesn't come
	// from a file.
	Place contract.Place
}

// Unexplained is the reason of an entry that [Baseline.Update] adds. Somebody has to replace it
// with a reason, or fix the finding.
const Unexplained = "not yet explained"

// grace is how many days an entry lasts that [Baseline.Update] adds.
const grace = 30

// Expired reports whether the last day of the entry is over.
func (e Entry) Expired(now time.Time) bool { return day(now).After(e.Expires) }

// day returns the beginning of the day of a time, in UTC.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// File returns the name of the file that the baseline was loaded from. It is empty if the baseline
// doesn't come from a file.
func (b *Baseline) File() string {
	if b == nil {
		return ""
	}
	return b.file
}

// Entries returns the entries, sorted by cause.
func (b *Baseline) Entries() []Entry {
	if b == nil {
		return nil
	}
	return slices.Clone(b.entries)
}

func sortEntries(entries []Entry) {
	slices.SortFunc(entries, func(a, b Entry) int { return a.Cause.Compare(b.Cause) })
}
