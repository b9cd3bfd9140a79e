package suggest

import (
	"fmt"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// diff returns a unified diff that patch and git apply accept in the directory that the file's name
// is relative to, or in the one above it that a name with dots leads to.
func diff(name, before, after string) (string, error) {
	name = strings.TrimLeft(name, "/")
	for {
		rest, dots := strings.CutPrefix(strings.TrimPrefix(name, "./"), "../")
		if name = rest; !dots {
			break
		}
	}
	// What both begin with is taken away first, and only then what both end with: so a key that is
	// added is one in the diff, too, though its last line is the same as the one before it.
	start := commonLines(before, after)
	end := commonEnd(before[start:], after[start:])
	edits := udiff.Lines(before[start:len(before)-end], after[start:len(after)-end])
	for i := range edits {
		edits[i].Start += start
		edits[i].End += start
	}
	text, err := udiff.ToUnified("a/"+name, "b/"+name, before, edits, udiff.DefaultContextLines)
	if err != nil {
		return "", fmt.Errorf("%s: the edit can't be shown as a diff: %w", name, err)
	}
	return text, nil
}

// commonLines returns the length of the whole lines that both texts begin with.
func commonLines(a, b string) int {
	length := 0
	for length < len(a) {
		line := a[length:]
		if end := strings.IndexByte(line, '\n'); end >= 0 {
			line = line[:end+1]
		}
		if !strings.HasPrefix(b[length:], line) || line[len(line)-1] != '\n' {
			break
		}
		length += len(line)
	}
	return length
}

// commonEnd returns the length of the whole lines that both texts end with.
func commonEnd(a, b string) int {
	length := 0
	for length < len(a) && length < len(b) && a[len(a)-1-length] == b[len(b)-1-length] {
		length++
	}
	// A line is whole where both texts have a break before it, or begin.
	for length > 0 && (!beginsLine(a, len(a)-length) || !beginsLine(b, len(b)-length)) {
		length--
	}
	return length
}

func beginsLine(text string, at int) bool { return at == 0 || text[at-1] == '\n' }
