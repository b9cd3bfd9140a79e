package position

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// PlainText is a text as a reader sees it: without invisible characters, with letters, signs and
// blanks in their normal width, with Latin letters for those that look like them, and without the
// soft line breaks of quoted-printable.
type PlainText struct {
	Text string
	// from are the places in the plain form from which on the other text is shifted. It is empty if
	// the two texts are the same. to are the same places in the other text.
	from, to []int
}

// PlainOf returns the plain form of a text.
func PlainOf(text string) PlainText {
	if !needsPlain(text) {
		return PlainText{Text: text}
	}
	p := PlainText{from: []int{0}, to: []int{0}}
	var b strings.Builder
	for i := 0; i < len(text); {
		c, size := utf8.DecodeRuneInString(text[i:])
		plain := text[i : i+size]
		switch broken := softBreak(text[i:]); {
		case broken > 0 && !isEmptyVariable(text, i):
			plain, size = "", broken
		case c < utf8.RuneSelf:
		case unicode.Is(unicode.Cf, c):
			plain = ""
		case isOtherWidth(c):
			plain = norm.NFKC.String(plain)
		}
		b.WriteString(plain)
		if i += size; len(plain) != size {
			p = p.shifted(b.Len(), i)
		}
	}
	p.Text = b.String()
	if latin := suspect.Latin(p.Text); latin != p.Text {
		p = p.withLatin(latin)
	}
	return p
}

// shifted returns the plain form with the note that a place in it is at another place in the other
// text.
func (p PlainText) shifted(from, to int) PlainText {
	p.from, p.to = append(p.from, from), append(p.to, to)
	return p
}

// withLatin returns the plain form with Latin letters in place of others. The Latin ones are
// shorter.
func (p PlainText) withLatin(latin string) PlainText {
	with := PlainText{Text: latin, from: []int{0}, to: []int{p.original(0)}}
	at := 0
	for i, c := range p.Text {
		_, size := utf8.DecodeRuneInString(latin[at:])
		at += size
		if end := p.original(i + utf8.RuneLen(c)); with.original(at) != end {
			with = with.shifted(at, end)
		}
	}
	return with
}

// original returns the place in the other text of a place in the plain form.
func (p PlainText) original(place int) int {
	if len(p.from) == 0 {
		return place
	}
	i := sort.SearchInts(p.from, place+1) - 1
	return p.to[i] + place - p.from[i]
}

// Original returns the parts of the other text for parts of the plain form.
func (p PlainText) Original(parts []Span) []Span {
	for i, part := range parts {
		parts[i] = Span{p.original(part.Start), p.original(part.End)}
	}
	return parts
}

// needsPlain reports whether the plain form of a text may differ from it.
func needsPlain(text string) bool {
	hasBreaks := strings.Contains(text, "=\n") || strings.Contains(text, "=\r\n")
	switch {
	case suspect.IsASCII(text):
		return hasBreaks
	case !utf8.ValidString(text):
		return false // What is not UTF-8 has no characters to replace.
	case hasBreaks:
		return true
	}
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		c, size := utf8.DecodeRuneInString(text[i:])
		if unicode.Is(unicode.Cf, c) || isOtherWidth(c) {
			return true
		}
		i += size
	}
	return suspect.Latin(text) != text
}

// softBreak returns the length of the soft line break at the beginning of a text, as RFC 2045
// defines it. It is zero if there is none.
func softBreak(text string) int {
	switch {
	case strings.HasPrefix(text, "=\n"):
		return len("=\n")
	case strings.HasPrefix(text, "=\r\n"):
		return len("=\r\n")
	default:
		return 0
	}
}

// emptyVariable matches the line of a variable without a value, up to its equals sign, and
// nextVariable matches the beginning of the line of another one.
var (
	emptyVariable = lazyregexp.New(`^(?:export[ \t]+|#[ \t]*)?[A-Za-z][\w.-]{2,60}$`)
	nextVariable  = lazyregexp.New(`^\s*(?:$|#|(?:export[ \t]+)?[A-Za-z][\w.-]{2,60}=)`)
)

// isEmptyVariable reports whether the equals sign at a byte ends the line of a variable without a
// value, as in DB_PASSWORD=, so that it doesn't break a line softly.
func isEmptyVariable(text string, at int) bool {
	line := text[max(strings.LastIndexByte(text[:at], '\n')+1, at-MaxCell-1):at]
	next := text[at+1 : min(len(text), at+2*MaxCell)]
	return emptyVariable.MatchString(line) && nextVariable.MatchString(next)
}

// isOtherWidth reports whether a character is a letter, a digit, a sign or a blank of ASCII in
// another width.
func isOtherWidth(c rune) bool {
	return c >= '\uff01' && c <= '\uff5e' || c >= '\ufe50' && c <= '\ufe6b' || c >= utf8.RuneSelf && unicode.Is(unicode.Zs, c)
}
