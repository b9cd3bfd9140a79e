package redaction

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// splice returns a text with parts replaced. The parts must be in order and must not overlap.
func splice(text string, changes []match) string {
	if len(changes) == 0 {
		return text
	}
	var b strings.Builder
	end := 0
	for _, change := range changes {
		b.WriteString(text[end:change.Start])
		b.WriteString(change.with)
		end = change.End
	}
	b.WriteString(text[end:])
	return b.String()
}

// merge returns the parts of both lists in order. If two parts of first overlap, merge omits the
// later part. If a part of first overlaps a part of others, merge omits the part of others. The
// parts of others must be in order and must not overlap.
func merge(first, others []match) []match {
	slices.SortStableFunc(first, func(a, b match) int { return cmp.Compare(a.Start, b.Start) })
	var all []match
	end := 0
	for _, m := range first {
		if m.Start >= end && m.End > m.Start {
			all = append(all, m)
			end = m.End
		}
	}
	kept := len(all)
	next := 0
	for _, m := range others {
		for next < kept && all[next].End <= m.Start {
			next++
		}
		if next == kept || all[next].Start >= m.End {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(a.Start, b.Start) })
	return all
}

// disjoint returns the parts in order. If parts overlap, disjoint keeps the part that begins first,
// or the longest part of those. It cuts the other parts to what lies after the kept part.
func disjoint(parts []position.Span) []position.Span {
	slices.SortFunc(parts, func(a, b position.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	all := parts[:0]
	end := 0
	for _, s := range parts {
		if s.Start = max(s.Start, end); s.End > s.Start {
			all = append(all, s)
			end = s.End
		}
	}
	return all
}
