package organizations

import (
	"html"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// maxNesting is how many encodings of a text are undone. For instance, JSON in a JSON string in a
// URL is encoded three times.
const maxNesting = 3

// maxEntity is the length of the longest character reference of HTML.
const maxEntity = 12

// char is one way to read a place in a text. It has the character that is spelled there, and where
// the next character begins.
type char struct {
	value string
	end   int
}

// chars has all ways to read one place in a text. For example, %41 can be read as a percent sign or
// as the letter A.
type chars []char

// maxReadings limits how many ways to read a place are tried. Only a sequence of escape characters
// can be read in more ways.
const maxReadings = 16

// with adds a reading. A character of the width of a Chinese one can also be read as that of ASCII.
func (c chars) with(value string, end int) chars {
	if narrow := narrowed(value); narrow != value {
		c = c.with(narrow, end)
	}
	if len(c) == maxReadings {
		return c
	}
	for _, known := range c {
		if known.end == end && known.value == value {
			return c
		}
	}
	return append(c, char{value, end})
}

// The constants are the first wide character and the last. They stand for ! to ~.
const firstWide, lastWide = "！", "～"

// narrowed returns the character of ASCII for a wide one. It returns any other character unchanged.
func narrowed(character string) string {
	if len(character) != len(firstWide) || character < firstWide || character > lastWide {
		return character
	}
	r, _ := utf8.DecodeRuneInString(character)
	return string(r - '！' + '!')
}

// speller reads a text in all the ways in which a server may spell the characters of a secret. A
// character may be written as it is, escaped in JSON or by %q, percent-encoded, escaped in a JSON
// pointer or in quoted-printable text, as a character reference of HTML, or in the width of a
// Chinese character. A slash, for example, may be /, \/, \x2f, %2F, ~1, =2F, &#47; or ／. A spelling
// may be encoded again: in a URL, %252F is %2F.
type speller struct {
	text string
	// cut reports whether the text was cut, so that a spelling may continue after its end.
	cut bool
	// known keeps the readings of each escape, by its place and nesting.
	known map[int]chars
	// ends keeps the end of each sequence of backslashes, by its place.
	ends map[int]int
}

// isEscape reports whether an escape can begin with the byte. A wide character counts as an escape.
func isEscape(c byte) bool {
	return c == '\\' || c == '%' || c == '~' || c == '&' || c == '=' || c == firstWide[0]
}

// at returns the readings of one place in a text that was encoded up to nesting times. No reading
// has an empty character.
func (s *speller) at(i, nesting int) chars {
	if !isEscape(s.text[i]) {
		return chars{{s.text[i : i+1], i + 1}}
	}
	place := i*(maxNesting+1) + nesting
	readings, ok := s.known[place]
	if !ok {
		readings = s.read(i, nesting)
		if s.known == nil {
			s.known = map[int]chars{}
		}
		s.known[place] = readings
	}
	return readings
}

// read returns the readings of a place where an escape may begin.
func (s *speller) read(i, nesting int) chars {
	readings := append(make(chars, 0, 4), char{s.text[i : i+1], i + 1})
	readings = readings.with(s.text[i:i+1], s.repeated(i))
	if end := i + len(firstWide); s.text[i] == firstWide[0] && end <= len(s.text) {
		readings = readings.with(s.text[i:end], end)
	}
	if nesting == 0 {
		return readings
	}
	for _, introducer := range s.at(i, nesting-1) {
		switch introducer.value {
		case `\`:
			readings = s.backslash(readings, introducer.end, nesting-1)
		case "%":
			readings = s.byte(readings, introducer.end, nesting-1)
		case "~":
			readings = s.tilde(readings, introducer.end, nesting-1)
		case "=":
			readings = s.quotedPrintable(readings, introducer.end, nesting-1)
		case "&":
			readings = s.entity(readings, introducer.end, nesting-1, introducer.end == i+1)
		}
	}
	for _, reading := range readings {
		if reading.value == `\` {
			readings = readings.with(`\`, s.backslashes(reading.end))
		}
	}
	return readings
}

// maxRepeated is how often an escape character may itself be escaped.
const maxRepeated = 64

// backslashes returns the end of a sequence of backslashes. Each backslash may be percent-encoded.
func (s *speller) backslashes(i int) int {
	if end, ok := s.ends[i]; ok {
		return end
	}
	end := i
	for range maxRepeated {
		length := s.spelledBackslash(end)
		if length == 0 {
			break
		}
		end += length
	}
	if s.ends == nil {
		s.ends = map[int]int{}
	}
	s.ends[i] = end
	return end
}

// spelledBackslash returns the length of a backslash at a place of the text, which may be
// percent-encoded. It returns 0 if there is none.
func (s *speller) spelledBackslash(i int) int {
	for _, spelled := range []string{`\`, "%5c", "%255c"} {
		if len(s.text)-i >= len(spelled) && strings.EqualFold(s.text[i:i+len(spelled)], spelled) {
			return len(spelled)
		}
	}
	return 0
}

// repeated returns the end of an escape character that was itself escaped several times, such as
// \\\\, %2525, ~00, =3D3D or &amp;amp;.
func (s *speller) repeated(i int) int {
	again := `\`
	switch s.text[i] {
	case '%':
		again = "25"
	case '~':
		again = "0"
	case '=':
		again = "3D"
	case '&':
		again = "amp;"
	}
	i++
	for n := 0; n < maxRepeated && strings.HasPrefix(s.text[i:], again); n++ {
		i += len(again)
	}
	return i
}

// backslash reads the rest of an escape of JSON or Go, such as the n of \n. It adds the possible
// characters to the readings.
func (s *speller) backslash(readings chars, i, nesting int) chars {
	if i >= len(s.text) {
		return readings
	}
	for _, letter := range s.at(i, nesting) {
		switch letter.value {
		case "u", "U": // A server may write the letter in upper case.
			readings = s.codePoint(readings, letter.end, 4, nesting)
			readings = s.codePoint(readings, letter.end, 8, nesting)
		case "x", "X":
			readings = s.byte(readings, letter.end, nesting)
		default:
			const letters, meanings = "abfnrtv", "\a\b\f\n\r\t\v"
			if at := strings.Index(letters, letter.value); at >= 0 {
				readings = readings.with(meanings[at:at+1], letter.end)
			} else {
				readings = readings.with(letter.value, letter.end)
			}
		}
	}
	return readings
}

// codePoint reads the digits after \u or \U. If they are the first half of a surrogate pair, it
// reads the second half, too.
func (s *speller) codePoint(readings chars, i, digits, nesting int) chars {
	value, end, ok := s.hex(i, digits, nesting)
	if !ok {
		return readings
	}
	if !utf16.IsSurrogate(value) {
		return readings.with(string(value), end)
	}
	for _, expected := range []string{`\`, "u"} { // They introduce the second half.
		if end = s.after(expected, end, nesting); end == 0 {
			return readings
		}
	}
	if low, end, ok := s.hex(end, 4, nesting); ok {
		readings = readings.with(string(utf16.DecodeRune(value, low)), end)
	}
	return readings
}

// after returns the end of a character at a place, in the longest spelling, or 0 if there is another
// character.
func (s *speller) after(character string, i, nesting int) (end int) {
	if i >= len(s.text) {
		return 0
	}
	for _, reading := range s.at(i, nesting) {
		if strings.EqualFold(reading.value, character) {
			end = max(end, reading.end)
		}
	}
	return end
}

// byte reads the two hexadecimal digits of a byte, as in %2F.
func (s *speller) byte(readings chars, i, nesting int) chars {
	if value, end, ok := s.hex(i, 2, nesting); ok {
		readings = readings.with(string([]byte{byte(value & 0xff)}), end)
	}
	return readings
}

// quotedPrintable reads the rest of an escape of quoted-printable text, such as =2F. It also reads
// a line break that is not a part of the text.
func (s *speller) quotedPrintable(readings chars, i, nesting int) chars {
	if i >= len(s.text) {
		return readings
	}
	for _, character := range s.at(i, nesting) {
		if character.value == "\r" || character.value == "\n" {
			readings = readings.with("\n", character.end)
		}
	}
	return s.byte(readings, i, nesting)
}

// hex reads a hexadecimal number of this many digits.
func (s *speller) hex(i, digits, nesting int) (value rune, end int, ok bool) {
	for range digits {
		digit := -1
		if i < len(s.text) {
			for _, reading := range s.at(i, nesting) {
				if digit = strings.Index("0123456789abcdef", lower(reading.value)); digit >= 0 {
					i = reading.end
					break
				}
			}
		}
		if digit < 0 {
			return 0, i, false
		}
		value = value<<4 | rune(digit)
	}
	return value, i, true
}

// tilde reads the rest of an escape of a JSON pointer: the digit of ~0 or ~1.
func (s *speller) tilde(readings chars, i, nesting int) chars {
	if i >= len(s.text) {
		return readings
	}
	for _, digit := range s.at(i, nesting) {
		switch digit.value {
		case "0":
			readings = readings.with("~", digit.end)
		case "1":
			readings = readings.with("/", digit.end)
		}
	}
	return readings
}

// entity reads the rest of a character reference of HTML, such as the amp; of &amp;.
func (s *speller) entity(readings chars, i, nesting int, plain bool) chars {
	reference := "&"
	for len(reference) < maxEntity && i < len(s.text) {
		spelled := s.at(i, nesting)
		last := spelled[len(spelled)-1]
		// If the & is not encoded, the rest of the reference is not encoded either.
		if !isReferenceByte(last.value) || plain && s.text[i] == '&' {
			break
		}
		reference, i = reference+last.value, last.end
		if last.value == ";" {
			break
		}
	}
	// HTML allows a number without the semicolon.
	if !strings.HasSuffix(reference, ";") && !strings.HasPrefix(reference, "&#") {
		return readings
	}
	if value := html.UnescapeString(reference); value != reference {
		return readings.with(value, i)
	}
	return readings
}

// isReferenceByte reports whether a byte can be part of a character reference of HTML, such as
// &amp;.
func isReferenceByte(value string) bool {
	return value == "#" || value == ";" || len(value) == 1 && value != "_" && wordByte(value[0])
}

func lower(s string) string {
	if len(s) == 1 && 'A' <= s[0] && s[0] <= 'Z' {
		return string(s[0] | 0x20)
	}
	return s
}
