package organizations

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// find looks for a spelling of a secret that begins at a place. It returns the end of the longest
// spelling, or 0 if no spelling begins there. The result open reports whether the text was cut
// within a spelling that begins at the place.
func (s *speller) find(secret string, i int) (end int, open bool) {
	search := search{speller: s, secret: secret, budget: 4 * (len(secret) + 8)}
	search.from(i, 0)
	return search.end, search.open && s.cut
}

// search is one attempt to find a secret at a place.
type search struct {
	*speller

	secret string
	// budget limits the work on a text that can be read in many ways. When it runs out, the search
	// treats everything that it has read as the secret.
	budget int
	end    int
	open   bool
}

// from continues at the place i of the text. The first matched bytes of the secret have already
// been found.
func (s *search) from(i, matched int) {
	for matched < len(s.secret) {
		if i >= len(s.text) {
			s.open = s.open || matched > 0
			return
		}
		if s.budget--; s.budget < 0 {
			s.end = max(s.end, i)
			return
		}
		if s.cut && (len(s.text)-i < maxEscape && isEscape(s.text[i]) || !utf8.FullRuneInString(s.text[i:])) {
			s.open = s.open || matched > 0 // The text was cut within an escape or a character.
		}
		if size := s.gap(i, matched); size > 0 {
			i += size
			continue
		}
		if !isEscape(s.text[i]) { // Most bytes are not escapes.
			if !same(s.secret[matched], s.text[i]) {
				return
			}
			i, matched = i+1, matched+1
			continue
		}
		s.fromEscape(i, matched)
		return
	}
	s.end = max(s.end, i)
}

// fromEscape continues after the escape at a place of the text. It tries each way to read the
// escape.
func (s *search) fromEscape(i, matched int) {
	for _, reading := range s.at(i, maxNesting) {
		if matched > 0 && s.secret[matched] > ' ' && s.separator(reading.value) == len(reading.value) {
			s.from(reading.end, matched)
		}
		if n := len(reading.value); matched+n <= len(s.secret) && sameAll(s.secret[matched:matched+n], reading.value) {
			s.from(reading.end, matched+n)
		}
	}
}

// gap returns the length of what stands in the text between two characters of the secret, such as a
// line break with the spaces after it. It returns 0 if the next character of the secret may follow
// at once.
func (s *search) gap(i, matched int) int {
	if matched == 0 || s.secret[matched] <= ' ' {
		return 0
	}
	length := 0
	for {
		size := s.separator(s.text[i+length:])
		if size == 0 || strings.HasPrefix(s.secret[matched:], s.text[i+length:i+length+size]) {
			return length
		}
		length += size
	}
}

// separator returns the length of a character at the beginning of a text that a server may put into
// the middle of the secret. It is an invisible character. In a long secret, it may also be white
// space or a control character, because base64 and hexadecimal are often broken into lines. In a
// short secret, it may not, because two short words are no secret. If the text begins with another
// character, separator returns 0.
func (s *search) separator(text string) int {
	if len(s.secret) < minSecret {
		return invisible(text)
	}
	return blank(text)
}

// blank returns the length of an invisible character, of white space or of a control character at
// the beginning of a text. If the text begins with another character, blank returns 0.
func blank(text string) int {
	if size := invisible(text); size > 0 {
		return size
	}
	if r, size := utf8.DecodeRuneInString(text); size > 0 && (unicode.IsSpace(r) || unicode.IsControl(r)) {
		return size
	}
	return 0
}

// invisible returns the length of an invisible character at the beginning of a text. Such a
// character is a soft hyphen, a character without width, or a zero byte, which UTF-16 has beside
// each ASCII character. If the text begins with another character, invisible returns 0.
func invisible(text string) int {
	switch {
	case text == "":
		return 0
	case text[0] == 0:
		return 1
	case text[0] < utf8.RuneSelf:
		return 0
	}
	if r, size := utf8.DecodeRuneInString(text); unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me) {
		return size
	}
	return 0
}

// visible returns a text without the characters that nobody sees. It keeps zero bytes.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r != 0 && invisible(string(r)) > 0 {
			return -1
		}
		return r
	}, text)
}

// maxEscape is more than the length of the spelling of one character.
const maxEscape = 64

// same reports whether byte a of a secret may appear as byte b in a text. It ignores case, because
// a program may change the case of hosts and headers. It treats all white space and control
// characters as equal, because an error shows them as spaces.
func same(a, b byte) bool {
	if a <= ' ' || a == 0x7f {
		return b <= ' ' || b == 0x7f || b == '+'
	}
	return a == b || a|0x20 == b|0x20 && 'a' <= a|0x20 && a|0x20 <= 'z'
}

func sameAll(a, b string) bool {
	for i := range len(a) {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}

// isWord reports whether the text from i to end is a separate word. A letter before the text
// doesn't belong to the word if the letter may be the end of an escape, as the n of \n.
func (s *speller) isWord(i, end int) bool {
	const longest = len(`\U00000020`)
	if i > 0 && wordByte(s.text[i-1]) && !strings.ContainsAny(s.text[max(0, i-longest):i], `\%~&`) {
		return false
	}
	return end >= len(s.text) || !wordByte(s.text[end])
}

// wordByte reports whether a byte can be part of a word.
func wordByte(c byte) bool {
	return c >= utf8.RuneSelf || c == '_' || '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}
