package organizations

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"iter"
	"slices"
	"strings"
)

// The constants are how many characters of a secret are a part that is redacted: half of the
// secret, but at least shortestPart and at most longestPart. Letters that may be those of an
// ordinary word are a part only if there are wordsPart of them.
const (
	shortestPart = minSecret
	longestPart  = 12
	wordsPart    = 16
	// fewestBeside is how many characters a part must have beside a word.
	fewestBeside = 4
)

// parts finds the parts of secrets in a text: each run of characters that the secret has too. In
// an encoding, it finds what becomes of such a run. It looks at each place of a text once for each
// length of a part.
type parts struct {
	// windows has the parts of one length each, in lower case and without white space.
	windows []windows
	// beginnings has a bit for each beginning of a part. With it, most places of a text are skipped
	// quickly.
	beginnings [1 << 12]uint64
}

// windows are the parts of one length.
type windows struct {
	length int
	texts  map[string]bool
}

// addSecret adds the parts of a secret. The secret may have what looks like an escape, so it also
// adds the parts of what the secret is if that is undone.
func (p *parts) addSecret(secret string) {
	length := min(max((len(secret)+1)/2, shortestPart), longestPart)
	var decoded strings.Builder
	for c := range (&speller{text: secret}).decodedReading(maxNesting) {
		decoded.WriteByte(c)
	}
	for _, form := range slices.Compact([]string{secret, decoded.String()}) {
		p.add(form, length, func(part string) bool { return len(part)-longestWord(part) >= fewestBeside })
		p.add(form, wordsPart, nil)
	}
	p.add(hex.EncodeToString([]byte(secret)), 2*length, nil)
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for _, form := range alignments(secret, 6, 3, encoding.EncodeToString) {
			p.add(form, digitsOf(length, 6), nil)
			for _, again := range alignments(form, 6, 3, encoding.EncodeToString) {
				p.add(again, digitsOf(digitsOf(length, 6), 6), nil)
			}
		}
	}
	for _, encoding := range []*base32.Encoding{base32.StdEncoding, base32.HexEncoding} {
		for _, form := range alignments(secret, 5, 5, encoding.WithPadding(base32.NoPadding).EncodeToString) {
			p.add(form, digitsOf(length, 5), nil)
		}
	}
	p.add(inBytes(secret, "%d", ""), 2*length, nil)
	p.add(inBytes(secret, "%d", ","), 3*length-1, nil)
	p.add(inBytes(secret, "%#02x", ","), 5*length-1, nil)
	p.add(inBytes(secret, "%02x", ":"), 3*length-1, nil)
}

// digitsOf returns how many digits of an encoding depend on nothing but a part of this length,
// wherever the part begins. The digits have bits bits.
func digitsOf(length, bits int) int { return (8*length - bits + 1) / bits }

// add adds the parts of a form that have a length. If counts is not nil, it decides which of them.
func (p *parts) add(form string, length int, counts func(part string) bool) {
	for i := 0; i+length <= len(form); i++ {
		if part := form[i : i+length]; counts == nil || counts(part) {
			part = strings.ToLower(part)
			p.ofLength(length).texts[part] = true
			bit := beginning(part)
			p.beginnings[bit/64] |= 1 << (bit % 64)
		}
	}
}

func (p *parts) ofLength(length int) windows {
	for _, w := range p.windows {
		if w.length == length {
			return w
		}
	}
	w := windows{length, map[string]bool{}}
	p.windows = append(p.windows, w)
	return w
}

// beginning returns the number of the bit for the first four bytes of a text.
func beginning(text string) uint32 {
	four := uint32(text[0]) | uint32(text[1])<<8 | uint32(text[2])<<16 | uint32(text[3])<<24
	const golden, bits = 0x9e3779b1, 18
	return four * golden >> (32 - bits)
}

// longestWord returns the length of the longest run of letters that may be a word. Only its first
// letter is a capital, or all are.
func longestWord(text string) int {
	longest, start, mixed := 0, 0, false
	for i := range len(text) {
		c := text[i]
		switch isLetter := c|0x20 >= 'a' && c|0x20 <= 'z'; {
		case !isLetter:
			start, mixed = i+1, false
			continue
		case i > start && c < 'a' && text[i-1] >= 'a': // A capital letter begins another word.
			start, mixed = i, false
		case i > start+1 && c >= 'a' && text[i-1] < 'a':
			mixed = true
		}
		if !mixed {
			longest = max(longest, i+1-start)
		}
	}
	return longest
}

// redact replaces the parts of the secret in the text of a speller.
func (p *parts) redact(s *speller) string {
	text := p.redactReading(s.text, plainReading(s.text))
	if !mayBeSpelled(text) {
		return text
	}
	for _, nesting := range []int{maxNesting, 0} { // A percent sign that was escaped may be before digits of the secret.
		if text != s.text {
			s = &speller{text: text}
		}
		text = p.redactReading(text, s.decodedReading(nesting))
	}
	return text
}

// mayBeSpelled reports whether a text has a byte at which an escape can begin.
func mayBeSpelled(text string) bool {
	for i := range len(text) {
		if isEscape(text[i]) {
			return true
		}
	}
	return false
}

// place is where something is in a text.
type place struct{ start, end int }

// redactReading replaces the parts that are in a reading of a text. A reading is one way to read
// the text: the characters, and where in the text each is spelled.
func (p *parts) redactReading(text string, read iter.Seq2[byte, place]) string {
	if len(text) < shortestPart {
		return text
	}
	var characters strings.Builder
	characters.Grow(len(text))
	for c := range read {
		characters.WriteByte(lowerByte(c))
	}
	found := p.in(characters.String())
	if len(found) == 0 {
		return text
	}
	places := make([]place, 0, characters.Len())
	for _, at := range read {
		places = append(places, at)
	}
	var b strings.Builder
	done := 0
	for _, part := range found {
		b.WriteString(text[done:places[part.start].start] + redacted)
		done = places[part.end-1].end
	}
	return b.String() + text[done:]
}

func lowerByte(c byte) byte {
	if 'A' <= c && c <= 'Z' {
		c |= 0x20
	}
	return c
}

// plainReading reads a text as it is.
func plainReading(text string) iter.Seq2[byte, place] {
	return func(yield func(byte, place) bool) {
		for i := 0; i < len(text); {
			size := blank(text[i:])
			if size == 0 {
				if size = 1; !yield(text[i], place{i, i + 1}) {
					return
				}
			}
			i += size
		}
	}
}

// decodedReading reads each escape in a text that was encoded up to nesting times as the character
// that it most likely stands for.
func (s *speller) decodedReading(nesting int) iter.Seq2[byte, place] {
	return func(yield func(byte, place) bool) {
		for i := 0; i < len(s.text); {
			likely := s.likely(i, nesting)
			for n := range len(likely.value) {
				if blank(likely.value) == 0 && !yield(likely.value[n], place{i, likely.end}) {
					return
				}
			}
			i = likely.end
		}
	}
}

// likely returns the most likely way to read a place in the text: the longest spelling of a
// character of ASCII, of which nearly all secrets consist, or of one that nobody sees.
func (s *speller) likely(i, nesting int) char {
	if size := blank(s.text[i:]); size > 0 {
		return char{s.text[i : i+size], i + size}
	}
	likely := char{s.text[i : i+1], i + 1}
	if !isEscape(s.text[i]) {
		return likely
	}
	for _, spelled := range s.at(i, nesting) {
		if (len(spelled.value) == 1 || blank(spelled.value) > 0) && spelled.end > likely.end {
			likely = spelled
		}
	}
	return likely
}

// in returns the places of the parts in the characters of a text, in order.
func (p *parts) in(text string) []place {
	var found []place
	for i := 0; i+shortestPart <= len(text); i++ {
		bit := beginning(text[i:])
		if p.beginnings[bit/64]&(1<<(bit%64)) == 0 {
			continue
		}
		for _, w := range p.windows {
			if i+w.length > len(text) || !w.texts[text[i:i+w.length]] {
				continue
			}
			if last := len(found) - 1; last >= 0 && i <= found[last].end {
				found[last].end = max(found[last].end, i+w.length)
			} else {
				found = append(found, place{i, i + w.length})
			}
		}
	}
	return found
}
