package recording

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

const (
	lowers = "abcdefghijklmnopqrstuvwxyz"
	uppers = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	digits = "0123456789"
)

var (
	uuidPattern   = lazyregexp.New(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	uuidsPattern  = lazyregexp.New(`[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}`)
	numberPattern = lazyregexp.New(`^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
	// keptPrefix matches the beginning of a value that says of which kind it is and nothing else: a
	// scheme, the kind of a key, the beginning of a JSON web token.
	keptPrefix = lazyregexp.New(`^(?:[a-z][a-z0-9+.-]*://|[A-Za-z]{2,10}[_-](?:(?:live|test|prod)[_-])?|eyJ)`)
)

// shape returns a string of the same shape as a secret: of the same length, with each character of
// the same class. So it has the length that a schema asks for and, as a rule, matches the pattern.
// The same key and secret give the same string.
func shape(key []byte, secret string) string {
	seed := secret
	if len(secret) > maxSeed { // Each 16 characters take a hash of it.
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
		if shaped != secret || attempt == 32 { // It can't differ if there is nothing but punctuation.
			return shaped
		}
	}
}

// maxSeed is the length in bytes above which shape works with the hash of a secret instead of the
// secret.
const maxSeed = 256

// shaper draws the characters of one replacement.
type shaper struct {
	key     []byte
	secret  string
	attempt byte

	block   uint64
	numbers []byte
}

func (s *shaper) text(original string) string {
	lower, upper := lowers, uppers
	if isHex(original) {
		lower, upper = lowers[:6], uppers[:6]
	}
	isUUID, isNumber := uuidPattern.MatchString(original), numberPattern.MatchString(original)
	var b strings.Builder
	for i, c := range original {
		switch {
		case isUUID && (i == 14 || i == 19): // Version and variant.
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
			b.WriteByte(0x80 + byte(s.number()%0x40)) // A byte that is not UTF-8.
		default:
			b.WriteRune(s.rune(c))
		}
	}
	return b.String()
}

// digit draws a digit. It draws no 0 at the beginning of a number that has none there.
func (s *shaper) digit(original string, i int) byte {
	first := i == 0 || i == 1 && original[0] == '-'
	switch {
	case first && original[i] == '0':
		return '0'
	case first:
		return s.draw(digits[1:])
	default:
		return s.draw(digits)
	}
}

// rune draws a character of as many bytes. ASCII that is not a letter or a digit stays.
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
		mac := hmac.New(sha256.New, s.key)
		_, _ = mac.Write(binary.BigEndian.AppendUint64([]byte{s.attempt}, s.block)) // A hash takes everything.
		_, _ = mac.Write([]byte(s.secret))                                          // As above.
		s.numbers = mac.Sum(nil)
		s.block++
	}
	n := binary.BigEndian.Uint16(s.numbers)
	s.numbers = s.numbers[2:]
	return n
}

// isHex reports whether the letters and digits are those of a long hexadecimal number in one case.
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
	return count >= 8 && (lower != upper || uuidPattern.MatchString(text))
}
