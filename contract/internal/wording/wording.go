// Package wording writes the parts of messages that every room needs: strings from elsewhere in quotes, counts with their
// nouns, and lists that stay short.
package wording

import (
	"fmt"
	"strconv"
	"strings"
)

// MaxQuoted bounds how much of a string a message quotes, in bytes.
const MaxQuoted = 60

// Quote quotes a string that comes from elsewhere; of a long one the beginning, with the number of bytes that it leaves out.
func Quote(text string) string {
	if len(text) <= MaxQuoted {
		return strconv.Quote(text)
	}
	return fmt.Sprintf("%q and %d bytes more", strings.ToValidUTF8(text[:MaxQuoted], ""), len(text)-MaxQuoted)
}

// Count writes a number with its noun: 1 item, 2 items, 3 properties.
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

// maxList bounds a list in a message, in bytes.
const maxList = 200

// List joins items with a separator. It leaves out the last ones of a long list, and says how many there are.
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

// FirstLine returns the first line of a message, without the space around it.
func FirstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return strings.TrimSpace(line)
}
