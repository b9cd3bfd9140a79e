// Package wording formats the parts of findings and errors that several packages need: quoted
// strings, counts with their nouns, and short lists.
package wording

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"
)

// MaxQuoted is how many bytes of a string a message quotes.
const MaxQuoted = 60

// Quote quotes a string of a message or a document. It cuts a long string and adds the number of
// bytes that it left out.
func Quote(text string) string {
	if len(text) <= MaxQuoted {
		return strconv.Quote(text)
	}
	return fmt.Sprintf("%q and %s", strings.ToValidUTF8(text[:MaxQuoted], ""), Count(uint64(len(text)-MaxQuoted), "more byte")) //nolint:gosec // The length is not negative.
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

// maxList is the length of the longest list in a message, in bytes.
const maxList = 200

// List joins items with a separator. If the list is long, it leaves out the last items and adds the
// number of all items.
func List(items []string, separator string) string {
	return ListOf(len(items), func(i int) string { return items[i] }, separator)
}

// ListOf is like [List], for items that a function returns. It calls the function only for the
// items that it shows.
func ListOf(count int, item func(i int) string, separator string) string {
	text, shown := head(count, item, separator)
	if shown < count {
		text += fmt.Sprintf("%s... (%d in all)", separator, count)
	}
	return text
}

// head joins the first items, and returns how many it joined.
func head(count int, item func(i int) string, separator string) (text string, shown int) {
	var b strings.Builder
	length := 0
	for i := range count {
		next := item(i)
		length += len(next) + len(separator)
		if i > 0 && length > maxList {
			return b.String(), i
		}
		if i > 0 {
			b.WriteString(separator)
		}
		b.WriteString(next)
	}
	return b.String(), count
}

const (
	// maxNames is how many names [Names] shows.
	maxNames = 12
	// maxCompared is how many names [Names] compares with the wanted name.
	maxCompared = 1000
)

// Names joins names with commas. If there are many names, it shows the first names, the number of
// all names, and the name that is most similar to the wanted name. It calls wanted only then.
func Names(count int, name func(i int) string, wanted func() string) string {
	text, shown := head(min(count, maxNames), name, ", ")
	if shown == count {
		return text
	}
	note := fmt.Sprintf("%d in all", count)
	if nearest := nearest(min(count, maxCompared), name, wanted()); nearest != "" {
		note += "; the nearest is " + nearest
	}
	return text + ", ... (" + note + ")"
}

// nearest returns the name that is most similar to the wanted name. It returns an empty string if
// no name is similar.
func nearest(count int, name func(i int) string, wanted string) string {
	found, least := "", len(wanted)/2
	if wanted == "" || len(wanted) > MaxQuoted {
		return found
	}
	for i := range count {
		next := name(i)
		if len(next) > 2*MaxQuoted {
			continue
		}
		if distance := levenshtein.ComputeDistance(wanted, next); distance < least {
			found, least = next, distance
		}
	}
	return found
}

// FirstLine returns the first line of a message, without spaces around it.
func FirstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return strings.TrimSpace(line)
}

// Nearest returns the known name that was probably meant by a mistyped name. It is the name that
// differs in the fewest characters. It returns an empty string if no known name is similar.
func Nearest(name string, known []string) string {
	distance := func(other string) int { return levenshtein.ComputeDistance(name, other) }
	if len(known) == 0 {
		return ""
	}
	nearest := slices.MinFunc(known, func(a, b string) int { return distance(a) - distance(b) })
	if distance(nearest) > 1+len(name)/4 {
		return ""
	}
	return nearest
}
