package suggest

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// diff returns a unified diff that patch and git apply accept. They must run in the directory that
// the file's name is relative to. If the name begins with dots, such as ../api.yaml, they must run
// in the directory that the dots lead to.
func diff(name, before, after string) (string, error) {
	name = strings.TrimLeft(name, "/")
	for {
		rest, dots := strings.CutPrefix(strings.TrimPrefix(name, "./"), "../")
		if name = rest; !dots {
			break
		}
	}
	// diff removes the common beginning first, and then the common end. The order makes an added
	// key a whole key in the diff, even if its last line equals the line before it.
	start := commonLines(before, after)
	end := len(before) - commonEnd(before[start:], after[start:])
	edits := udiff.Lines(before[start:end], after[start:end+len(after)-len(before)])
	// Only the lines near the change are compared further, because the file may have many lines.
	from, to := linesBefore(before, start), linesAfter(before, end)
	for i := range edits {
		edits[i].Start += start - from
		edits[i].End += start - from
	}
	unified, err := udiff.ToUnifiedDiff("a/"+name, "b/"+name, before[from:to], edits, udiff.DefaultContextLines)
	if err != nil {
		return "", fmt.Errorf("%s: the edit can't be shown as a diff: %w", name, err)
	}
	skipped := strings.Count(before[:from], "\n")
	for _, hunk := range unified.Hunks {
		hunk.FromLine += skipped
		hunk.ToLine += skipped
	}
	return unified.String(), nil
}

// linesBefore returns the offset where the lines begin that a diff shows before a change.
func linesBefore(text string, at int) int {
	for range udiff.DefaultContextLines {
		at = strings.LastIndexByte(text[:max(at-1, 0)], '\n') + 1
	}
	return at
}

// linesAfter returns the offset where the lines end that a diff shows after a change.
func linesAfter(text string, at int) int {
	for range udiff.DefaultContextLines {
		length := strings.IndexByte(text[at:], '\n')
		if length < 0 {
			return len(text)
		}
		at += length + 1
	}
	return at
}

// commonLines returns the length of the whole lines that both texts begin with.
func commonLines(a, b string) int {
	const block = 4096 // Comparing strings is faster than comparing bytes one by one.
	length := 0
	for length+block <= min(len(a), len(b)) && a[length:length+block] == b[length:length+block] {
		length += block
	}
	for length < min(len(a), len(b)) && a[length] == b[length] {
		length++
	}
	return strings.LastIndexByte(a[:length], '\n') + 1
}

// commonEnd returns the length of the whole lines that both texts end with.
func commonEnd(a, b string) int {
	const block = 4096
	length := 0
	for length+block <= min(len(a), len(b)) && a[len(a)-length-block:len(a)-length] == b[len(b)-length-block:len(b)-length] {
		length += block
	}
	for length < min(len(a), len(b)) && a[len(a)-1-length] == b[len(b)-1-length] {
		length++
	}
	// A line is whole if both texts have a line break before it, or begin with it.
	for length > 0 && (!beginsLine(a, len(a)-length) || !beginsLine(b, len(b)-length)) {
		length--
	}
	return length
}

func beginsLine(text string, at int) bool { return at == 0 || text[at-1] == '\n' }
