package redaction

import (
	"cmp"
	"slices"
	"strings"
)

// splice returns a text with parts replaced. The parts must be in order and must not overlap.
func splice(text string, changes []match) string {
	if len(changes) == 0 {
		return text
	}
	var b strings.Builder
	end := 0
	for _, change := range changes {
		b.WriteString(text[end:change.start])
		b.WriteString(change.with)
		end = change.end
	}
	b.WriteString(text[end:])
	return b.String()
}

// merge returns the parts of both lists in order. If two parts of first overlap, merge omits the
// later part. If a part of first overlaps a part of others, merge omits the part of others. The
// parts of others must be in order and must not overlap.
func merge(first, others []match) []match {
	slices.SortStableFunc(first, func(a, b match) int { return cmp.Compare(a.start, b.start) })
	var all []match
	end := 0
	for _, m := range first {
		if m.start >= end && m.end > m.start {
			all = append(all, m)
			end = m.end
		}
	}
	kept := len(all)
	next := 0
	for _, m := range others {
		for next < kept && all[next].end <= m.start {
			next++
		}
		if next == kept || all[next].start >= m.end {
			all = append(all, m)
		}
	}
	slices.SortStableFunc(all, func(a, b match) int { return cmp.Compare(a.start, b.start) })
	return all
}

// disjoint returns the parts in order. If parts overlap, disjoint keeps the part that begins first,
// or the longest part of those. It cuts the other parts to what lies after the kept part.
func disjoint(parts []span) []span {
	slices.SortFunc(parts, func(a, b span) int { return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end)) })
	all := parts[:0]
	end := 0
	for _, s := range parts {
		if s.start = max(s.start, end); s.end > s.start {
			all = append(all, s)
			end = s.end
		}
	}
	return all
}
