// Package wording formats the parts of messages that several packages need: quoted strings, counts
// with their nouns, and short lists.
package wording

import (
	"fmt"
	"strconv"
	"strings"
)

// MaxQuoted limits how much of a string a message quotes, in bytes.
const MaxQuoted = 60

// Quote quotes a string of a message or a document. It cuts a long string and adds the number of
// bytes that it left out.
func Quote(text string) string {
	if len(text) <= MaxQuoted {
		return strconv.Quote(text)
	}
	return fmt.Sprintf("%q and %s", strings.ToValidUTF8(text[:MaxQuoted], ""), Count(uint64(len(text)-MaxQuoted), "more byte")) //nolint:gosec // A length is not negative.
}

// Count returns a number with its noun: 1 item, 2 items, 3 properties.
func Count(n uint64, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "y"):
		return fmt.Sprintf("%d %sies", n, strings.TrimSuffix(noun, "y"))
	default:
		return fmt.Sprintf("%d %ss", n, noun)
	}
}

// maxList limits the length of a list in a message, in bytes.
const maxList = 200

// List joins items with a separator. It leaves out the last items of a long list and adds their
// number in all.
func List(items []string, separator string) string {
	return ListOf(len(items), func(i int) string { return items[i] }, separator)
}

// ListOf does what [List] does, and asks only for the items that are shown.
func ListOf(count int, item func(i int) string, separator string) string {
	var b strings.Builder
	length := 0
	for i := range count {
		next := item(i)
		length += len(next) + len(separator)
		if i > 0 && length > maxList {
			return fmt.Sprintf("%s%s... (%d in all)", b.String(), separator, count)
		}
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(next)
	}
	return b.String()
}

// FirstLine returns the first line of a message, without spaces around it.
func FirstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return strings.TrimSpace(line)
}
