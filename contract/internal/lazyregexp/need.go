package lazyregexp

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// need is a string that a text must hold.
type need struct {
	// text is in lower case. If it has letters, they may be capitals in the text. It is ASCII, or one
	// character.
	text string
	// rare is where in the text the byte is that the fewest texts have.
	rare int
}

// needsOf returns the needs for strings in lower case, of which a text must hold one. It returns
// nil if one of the strings is empty.
func needsOf(texts []string) []need {
	var all []string
	for _, text := range texts {
		if text == "" {
			return nil
		}
		all = append(all, comparedAs(text)...)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) })
	var needs []need
	for _, text := range all { // What holds a longer string holds the shorter string in it.
		if !slices.ContainsFunc(needs, func(n need) bool { return strings.Contains(text, n.text) }) {
			needs = append(needs, need{text, rarest(text)})
		}
	}
	return needs
}

// fewestLetters is the number of letters from which the ASCII of a text is rarer than its other
// characters.
const fewestLetters = 4

// comparedAs returns strings that can be compared byte by byte, of which each text holds one that
// holds the given string in capital or small letters: its longest part in ASCII, or all forms of
// one of its other characters.
func comparedAs(text string) []string {
	longest, other := "", rune(0)
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && text[end] < utf8.RuneSelf {
			end++
		}
		if end-start > len(longest) {
			longest = text[start:end]
		}
		r, size := utf8.DecodeRuneInString(text[end:])
		if size > 0 && other == 0 {
			other = r
		}
		start = end + size
	}
	if other == 0 || len(longest) >= fewestLetters {
		return []string{longest}
	}
	forms := []string{string(other)}
	for r := unicode.SimpleFold(other); r != other; r = unicode.SimpleFold(r) {
		forms = append(forms, string(r))
	}
	return forms
}

// common are the most common bytes of texts, the most common first.
const common = " etaoinsrhldcumfpgywbvkxjqz"

// rarest returns where in a text the byte is that the fewest texts have.
func rarest(text string) int {
	best, rank := 0, -1
	for i := range len(text) {
		n := strings.IndexByte(common, text[i])
		if n < 0 {
			n = len(common)
		}
		if n > rank {
			best, rank = i, n
		}
	}
	return best
}

// isIn reports whether a text holds the needed string, in capital or small letters.
func (n need) isIn(text string) bool { return n.index(text, 0) < len(text) }

// index returns the first place at or behind a byte at which a text holds the needed string. If the
// text doesn't hold the string there, index returns the length of the text.
func (n need) index(text string, from int) int {
	c := n.text[n.rare]
	switch {
	case c >= utf8.RuneSelf:
		if at := strings.Index(text[from:], n.text); at >= 0 {
			return from + at
		}
		return len(text)
	case c >= 'a' && c <= 'z':
		small := n.indexWith(text, from, c)
		return min(small, n.indexWith(text[:min(len(text), small+len(n.text)-1)], from, c-'a'+'A'))
	default:
		return n.indexWith(text, from, c)
	}
}

// indexWith does the work of index, with this byte as the rarest of the needed string.
func (n need) indexWith(text string, from int, c byte) int {
	for at := from + n.rare; at < len(text); at++ {
		next := strings.IndexByte(text[at:], c)
		if next < 0 {
			break
		}
		at += next
		if start := at - n.rare; start+len(n.text) <= len(text) && strings.EqualFold(text[start:start+len(n.text)], n.text) {
			return start
		}
	}
	return len(text)
}
