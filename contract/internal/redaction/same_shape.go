package redaction

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"hash"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

var (
	uuidsPattern  = lazyregexp.New(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
	numberPattern = lazyregexp.New(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	// keptPrefix matches the beginning of a value if that beginning shows only the kind of the
	// value: a scheme, a prefix of API keys, or the beginning of a JSON web token.
	keptPrefix = lazyregexp.New(`^(?:[a-z][a-z0-9+.-]*://|[A-Za-z]{2,10}[_-](?:(?:live|test|prod)[_-])?|eyJ)`)
)

// shape returns a string with the shape of a secret: it has the same length, and each character is
// of the same class. So the string has the length that a schema requires, and it usually matches
// the schema's pattern. The result depends only on the key and the secret.
func shape(key []byte, secret string) string {
	seed := secret
	if len(secret) > maxSeed { // Each block of 16 characters hashes the whole secret.
		sum := sha256.Sum256([]byte(secret))
		seed = string(sum[:])
	}
	prefix := keptPrefix.FindString(secret)
	if rest := secret[len(prefix):]; !strings.HasSuffix(prefix, "://") && (len(rest) < 12 || !suspect.LooksRandom(rest)) {
		prefix = ""
	}
	for attempt := byte(0); ; attempt++ {
		s := shaper{key: key, secret: seed, attempt: attempt}
		shaped := prefix + s.text(secret[len(prefix):])
		if shaped != secret && !hasSameBeginning(shaped, secret, len(prefix)) || attempt == 32 { // A string of punctuation has no other shape, so the attempts end.
			return shaped
		}
	}
}

// hasSameBeginning reports whether the letter or digit after the prefix of two strings is the same.
// The search would take both for a part of the secret.
func hasSameBeginning(shaped, secret string, prefix int) bool {
	return prefix > 0 && prefix < len(secret) && isWordByte(secret[prefix]) && shaped[prefix] == secret[prefix]
}

// maxSeed is the maximum length in bytes of a secret from which shape works directly. For a longer
// secret, shape uses the secret's hash.
const maxSeed = 256

// shaper generates the characters of one replacement.
type shaper struct {
	key     []byte
	secret  string
	attempt byte

	// mac makes the numbers, block by block.
	mac     hash.Hash
	block   uint64
	numbers []byte
}

func (s *shaper) text(original string) string {
	lower, upper := suspect.Lowers, suspect.Uppers
	if isHex(original) {
		lower, upper = suspect.Lowers[:6], suspect.Uppers[:6]
	}
	isUUID, isNumber := suspect.IsUUID(original), numberPattern.MatchString(original)
	isDate, zone := suspect.IsDate(original), len(original)
	if len(original) > len(dateTime) && strings.ContainsAny(original[len(dateTime):], "+-") {
		zone = strings.LastIndexAny(original, "+-")
	}
	var b strings.Builder
	for i, c := range original {
		switch {
		case isDate && (c < '0' || c > '9' || i > zone):
			b.WriteRune(c)
		case isDate && dateDigits[i] != "":
			b.WriteByte(s.draw(dateDigits[i]))
		case isUUID && (i == 14 || i == 19): // These digits are the version and the variant.
			b.WriteRune(c)
		case c >= '0' && c <= '9':
			b.WriteByte(s.digit(original, i))
		case isNumber:
			b.WriteRune(c)
		case c >= 'a' && c <= 'z':
			b.WriteByte(s.draw(lower))
		case c >= 'A' && c <= 'Z':
			b.WriteByte(s.draw(upper))
		case c == utf8.RuneError && !strings.HasPrefix(original[i:], string(c)):
			b.WriteByte(0x80 + byte(s.number()%0x40)) // The byte is not UTF-8.
		default:
			b.WriteRune(s.rune(c))
		}
	}
	return b.String()
}

// dateDigits are the digits of a date and time at each place where not every digit gives a date.
var dateDigits = map[int]string{5: "0", 6: "123456789", 8: "012", 9: "12345678", 11: "01", 14: "012345", 17: "012345"}

// dateTime has the length of a date and time without a zone.
const dateTime = "2006-01-02T15:04"

// digit generates a digit. A number gets a leading 0 only if the original has one.
func (s *shaper) digit(original string, i int) byte {
	first := i == 0 || i == 1 && original[0] == '-'
	switch {
	case first && original[i] == '0':
		return '0'
	case first:
		return s.draw(suspect.Digits[1:])
	default:
		return s.draw(suspect.Digits)
	}
}

// rune generates a character with the same number of bytes. Punctuation in ASCII stays.
func (s *shaper) rune(c rune) rune {
	switch utf8.RuneLen(c) {
	case 2:
		return 0xc0 + rune(s.number()%23)
	case 3:
		return 0x4e00 + rune(s.number()%0x5000)
	case 4:
		return 0x1f300 + rune(s.number()%0x300)
	default:
		return c
	}
}

func (s *shaper) draw(alphabet string) byte { return alphabet[int(s.number())%len(alphabet)] }

func (s *shaper) number() uint16 {
	if len(s.numbers) < 2 {
		if s.mac == nil {
			s.mac = hmac.New(sha256.New, s.key)
		}
		s.mac.Reset()                                                                 // It is faster than another MAC with the same key.
		_, _ = s.mac.Write(binary.BigEndian.AppendUint64([]byte{s.attempt}, s.block)) // Writing to a hash never fails.
		_, _ = s.mac.Write([]byte(s.secret))                                          // Writing to a hash never fails.
		s.numbers = s.mac.Sum(nil)
		s.block++
	}
	n := binary.BigEndian.Uint16(s.numbers)
	s.numbers = s.numbers[2:]
	return n
}

// isHex reports whether the text is a long hexadecimal number whose letters are all of one case.
func isHex(text string) bool {
	count, lower, upper := 0, false, false
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9':
		case c >= 'a' && c <= 'f':
			lower = true
		case c >= 'A' && c <= 'F':
			upper = true
		case c == '-':
			continue
		default:
			return false
		}
		count++
	}
	return count >= 8 && (lower != upper || suspect.IsUUID(text))
}
