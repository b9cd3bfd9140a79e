package disguise

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"
)

// decodeBase64 decodes every part of a text that may be base64, in either alphabet and with any
// separators between the digits. The first digit of a group of four is unknown, so decodeBase64
// tries each of the four alignments.
func decodeBase64(b *output, text string) {
	digits := make([]byte, len(text))
	count := 0
	for i := range len(text) {
		digits[count] = base64Digits[text[i]]
		if digits[count] != 0 {
			count++
		}
	}
	digits = digits[:count]
	decoded := make([]byte, base64.RawStdEncoding.DecodedLen(len(digits)))
	for from := range min(4, len(digits)) {
		whole := digits[from:]
		if len(whole)%4 == 1 { // A single digit is less than a byte.
			whole = whole[:len(whole)-1]
		}
		n, _ := base64.RawStdEncoding.Decode(decoded, whole) // All bytes are digits, so there is no error.
		b.writeLegible(decoded[:n])
	}
}

// base64Digits are the digits of both alphabets of base64, as those of the standard alphabet. All
// other bytes are zero.
var base64Digits = func() (digits [256]byte) {
	for c := range byte(utf8.RuneSelf) {
		if isBase64Byte(c) {
			digits[c] = c
		}
	}
	digits['-'], digits['_'] = '+', '/'
	return digits
}()

// shortestRun32 is the minimum length of a run that can be base32.
const shortestRun32 = 12

// decodeBase32 decodes the runs in a text that can be base32, at each of the eight alignments.
func decodeBase32(b *output, text string) {
	for start := 0; start < len(text); {
		end := start
		var upper, lower bool
		for end < len(text) && isBase32Byte(text[end]) {
			upper = upper || text[end] < 'a' && text[end] >= 'A'
			lower = lower || text[end] >= 'a'
			end++
		}
		if end-start >= shortestRun32 && upper != lower {
			b.writeBase32(strings.ToUpper(text[start:end]))
		}
		start = end + 1
	}
}

func isBase32Byte(c byte) bool {
	return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '2' && c <= '7'
}

func (b *output) writeBase32(digits string) {
	encoding := base32.StdEncoding.WithPadding(base32.NoPadding)
	decoded := make([]byte, len(digits))
	for from := range 8 {
		whole := digits[from:]
		if valid := []int{0, 0, 2, 2, 4, 5, 5, 7}[len(whole)%8]; valid < len(whole)%8 { // The rest is not a byte.
			whole = whole[:len(whole)-len(whole)%8+valid]
		}
		n, _ := encoding.Decode(decoded, []byte(whole)) // All bytes are digits, so there is no error.
		b.writeLegible(decoded[:n])
	}
}

// hexPrefixes removes the prefixes before the hexadecimal digits of a byte.
var hexPrefixes = strings.NewReplacer("0x", "", "0X", "", `\x`, "", `\X`, "", `\u00`, "", "%u00", "", "U+00", "")

// hasHexPrefix reports whether a text has one of the hexPrefixes.
func hasHexPrefix(text string) bool {
	return slices.ContainsFunc([]string{"0x", "0X", `\x`, `\X`, "u00", "U+"}, func(prefix string) bool { return strings.Contains(text, prefix) })
}

// shortestHex is the minimum number of digits that are decoded as hexadecimal.
const shortestHex = 2 * shortest

// The constants are the kinds of bytes in hexadecimal. All others are between the digits.
const (
	isHex = iota + 1
	endsHex
)

var hexKinds = func() (kinds [256]uint8) {
	for i := range kinds {
		switch c := byte(i); {
		case isHexDigit(c):
			kinds[i] = isHex
		case isWordByte(c):
			kinds[i] = endsHex
		}
	}
	return kinds
}()

// decodeHex decodes everything in a text that can be bytes in hexadecimal, whatever is between the
// digits.
func decodeHex(b *output, text string) {
	var digits []byte
	flush := func() {
		for from := range 2 {
			if len(digits)-from < shortestHex {
				break
			}
			whole := digits[from:]
			decoded := make([]byte, len(whole)/2)
			n, _ := hex.Decode(decoded, whole[:len(whole)/2*2]) // All bytes are digits, so there is no error.
			b.writeLegible(decoded[:n])
		}
		digits = digits[:0]
	}
	plain := text
	if hasHexPrefix(text) {
		plain = hexPrefixes.Replace(text)
	}
	for i := range len(plain) {
		switch hexKinds[plain[i]] {
		case isHex:
			digits = append(digits, plain[i])
		case endsHex:
			if len(digits) >= shortestHex {
				flush()
			}
			digits = digits[:0]
		}
	}
	flush()
}

// decodeNumbers decodes lists of numbers that may be bytes or characters, such as [104, 105].
func decodeNumbers(b *output, text string) {
	var characters []byte
	flush := func() {
		if len(characters) >= shortest {
			b.writeLegible(characters)
		}
		characters = characters[:0]
	}
	value, size := 0, 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] >= '0' && text[i] <= '9' {
			value, size = min(value*10+int(text[i]-'0'), 1<<20), size+1
			continue
		}
		if size > 0 {
			if value > 0xff {
				flush()
			} else {
				characters = append(characters, byte(value))
			}
			value, size = 0, 0
		}
		if i < len(text) && isWordByte(text[i]) {
			flush()
		}
	}
	flush()
}
