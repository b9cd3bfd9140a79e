package position

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// loginSearch searches a text for links with which somebody logs in, resets a password, confirms an
// address, accepts an invitation or unsubscribes. Words for that are beside the link or in it, and
// a part of the link looks minted.
type loginSearch struct {
	// candidates are the minted parts of the links so far, and links the links with them. Each link
	// is between the ends of the links before it and behind it.
	candidates []mintedLink
	// done is the end of the last link.
	done int
}

// mintedLink is a link with parts that look minted.
type mintedLink struct {
	Span

	parts []Span
	// after is the end of the link before it, and before is the start of the link behind it.
	after, before int
}

// add adds a part of a text that may be a link.
func (l *loginSearch) add(text string, link Span) {
	if strings.IndexByte(text[link.Start:link.End], '/') < 0 {
		return
	}
	link = withScheme(text, link)
	if !isAddress(text[link.Start:link.End]) {
		return
	}
	if n := len(l.candidates); n > 0 && l.candidates[n-1].End == l.done {
		l.candidates[n-1].before = link.Start
	}
	if suspect.MayHoldMinted(text[link.Start:link.End]) {
		if parts := mintedParts(text, link); len(parts) > 0 {
			l.candidates = append(l.candidates, mintedLink{link, parts, l.done, len(text)})
		}
	}
	l.done = link.End
}

// found returns the minted parts of the links with words for logging in and the like.
func (l *loginSearch) found(text string) []Span {
	if len(l.candidates) == 0 {
		return nil
	}
	words := suspect.LoginWords(text)
	isIn := func(in Span) bool {
		n, _ := slices.BinarySearch(words, in.Start)
		return n < len(words) && words[n] < in.End
	}
	var found []Span
	for _, link := range l.candidates {
		before, after := beside(text, link)
		switch {
		case isIn(before), isIn(after):
			found = append(found, link.parts...)
		case isIn(link.Span):
			found = append(found, valuesBehindWords(text, link.Span, isIn)...)
		}
	}
	return found
}

// Minted returns the minted parts of the addresses in a text.
func Minted(text string) []Span {
	if !strings.Contains(text, "/") {
		return nil
	}
	var found []Span
	for link := range linksIn(text) {
		link = withScheme(text, link)
		if isAddress(text[link.Start:link.End]) {
			found = append(found, mintedParts(text, link)...)
		}
	}
	return found
}

// withScheme returns an address from its scheme on. What is before the scheme, without a blank
// between them, is not part of the address, as in url=https://a.example/....
func withScheme(text string, link Span) Span {
	before, _, found := strings.Cut(text[link.Start:link.End], "://")
	if found {
		link.Start += len(strings.TrimRight(before, suspect.Lowers+suspect.Uppers+suspect.Digits+"+.-"))
	}
	return link
}

// isAddress reports whether a text has a scheme, begins with a slash, or has a host before its
// first slash.
func isAddress(text string) bool {
	first, _, found := strings.Cut(text, "/")
	return found && (first == "" || strings.HasSuffix(first, ":") || strings.IndexByte(first, '.') > 0)
}

// mintedParts returns the parts of an address that look minted: segments of its path, values of its
// query, and its fragment.
func mintedParts(text string, link Span) []Span {
	var found []Span
	for part := range partsOfLink(text, link) {
		if !IsPublicParameter(part.name) && suspect.LooksMinted(UnescapedQuery(text[part.value:part.End])) {
			found = append(found, Span{part.value, part.End})
		}
	}
	return found
}

// IsPublicParameter reports whether a parameter says for whom a link is, or where it is from.
func IsPublicParameter(name string) bool {
	return strings.HasPrefix(name, "utm_") || len(name) > len("id") && LastWord(name) == "id"
}

// valuesBehindWords returns the minted values in the query or the fragment of an address whose path
// has a word for logging in and the like.
func valuesBehindWords(text string, link Span, isIn func(Span) bool) []Span {
	var found []Span
	hasWord := false
	for part := range partsOfLink(text, link) {
		switch {
		case part.value == part.Start:
			hasWord = hasWord || isIn(part.Span)
		case hasWord && !IsPublicParameter(part.name) && suspect.LooksMinted(UnescapedQuery(text[part.value:part.End])):
			found = append(found, Span{part.value, part.End})
		}
	}
	return found
}

// The constants limit what is beside a link, in bytes and lines.
const (
	maxBefore  = 240
	maxAfter   = 200
	linesAbove = 3
)

// linkTags end an element with a link.
var linkTags = []string{"</a>", "</A>", "</form>"}

// beside returns what is before a link and behind it: the rest of its line, and the lines above if
// the link begins its line. In HTML, the text of the link is behind it. Another link ends both.
func beside(text string, link mintedLink) (before, after Span) {
	return linesBefore(text, link), lineBehind(text, link)
}

func linesBefore(text string, link mintedLink) Span {
	low := max(link.after, link.Start-maxBefore)
	start, lines := link.Start, 0
	for start > low {
		lineStart := max(low, strings.LastIndexByte(text[low:start], '\n')+1+low)
		if lines > 0 && strings.TrimSpace(text[lineStart:start]) != "" {
			lines++
		}
		beginsLine := lines > 0 || isMark(text[lineStart:start])
		start = lineStart
		if !beginsLine || lines > linesAbove || start == low {
			break
		}
		lines = max(lines, 1)
		start-- // The line break.
	}
	for _, end := range linkTags {
		if at := strings.LastIndex(text[start:link.Start], end); at >= 0 {
			start += at + len(end)
		}
	}
	return Span{start, link.Start}
}

func lineBehind(text string, link mintedLink) Span {
	rest := text[link.End:min(link.before, link.End+maxAfter)]
	if isInTag(text, link.Start) {
		for _, end := range linkTags {
			rest, _, _ = strings.Cut(rest, end)
		}
		return Span{link.End, link.End + len(rest)}
	}
	line, below, _ := strings.Cut(rest, "\n")
	end := link.End + len(line)
	if lineStart := strings.LastIndexByte(text[:link.Start], '\n') + 1; strings.Trim(line, " \t\r>") == "" && isMark(text[lineStart:link.Start]) {
		bare := strings.TrimLeft(below, " \t\r\n") // The link is alone on its line.
		next, _, _ := strings.Cut(bare, "\n")
		end += len(rest) - len(line) - len(bare) + len(next)
	}
	return Span{link.End, end}
}

// isMark reports whether the beginning of a line has nothing but tags, and signs that are before an
// item of a list or around a link.
func isMark(beginning string) bool {
	if strings.Trim(beginning, " \t\r<>([])*-.:|\"'"+suspect.Digits) == "" {
		return true
	}
	bare := strings.TrimLeft(beginning, " \t")
	if !strings.HasPrefix(bare, "<") {
		return false
	}
	for bare != "" {
		if bare[0] != '<' {
			return false
		}
		_, rest, found := strings.Cut(bare, ">")
		if !found {
			return true // The link is in this tag.
		}
		bare = strings.TrimLeft(rest, " \t")
	}
	return true
}

// isInTag reports whether a byte is within a tag.
func isInTag(text string, at int) bool {
	before := text[max(0, at-maxBefore):at]
	return strings.LastIndexByte(before, '<') > strings.LastIndexByte(before, '>') && strings.ContainsAny(before, "\"'=")
}
