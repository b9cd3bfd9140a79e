// Package disguise finds given strings in a text even where they are escaped, encoded in base64 or
// hexadecimal, written in UTF-16, broken into lines, or several of these at once.
//
//	var finder disguise.Finder
//	finder.Add("s3cr3t-Partner-Key")
//	found, err := finder.Find("data=czNjcjN0LVBhcnRuZXItS2V5")
//
// It compares letters and digits only, in lower case, so white space, punctuation and case are no
// disguise. It searches a text as it is and decoded in each way, and that decoded again.
package disguise

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

// Finder finds strings. The zero value finds none. It is not safe for concurrent use.
type Finder struct {
	// skeletons are what is looked for in the letters and digits of a text.
	skeletons multimatch.Set
	// words are short strings. They are looked for where no letter or digit is around them.
	words map[string]bool
	// sharp are long strings with few letters and digits. They are looked for as they are.
	sharp multimatch.Set
	// raw are strings in other charsets, in which their letters can't be told.
	raw multimatch.Set
	// count is how many strings were added to the skeletons, and partCount how many in part.
	count, partCount int
}

// The lengths of strings that are looked for.
const (
	// shortest is the length in bytes of the shortest string that can be told from others.
	shortest = 4
	// shortestSkeleton is how many letters and digits of a string are enough to find it by.
	shortestSkeleton = 8
)

// maxRare is how many strings are looked for in rare encodings, too, and how many in part. That
// takes memory for each.
const maxRare = 500

// ErrTooMuch says that a text holds so much that may be encoded that it can't be searched.
var ErrTooMuch = errors.New("the text holds too much that may be encoded")

// Add adds a string to find. Strings of less than four bytes are not looked for. Strings of less
// than eight letters and digits are looked for as whole words.
func (f *Finder) Add(text string) {
	skeleton := skeletonOf(text)
	if len(skeleton) >= shortestSkeleton && strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxLatin1 }) {
		low := utf16Of(text)
		f.raw.Add(low, 0)
		f.raw.Add(swapped(low), 0)
	}
	switch {
	case len(text) < shortest:
	case len(skeleton) >= shortestSkeleton:
		found := traces(text, skeleton)
		if f.count++; f.count <= maxRare {
			found = append(found, rareTraces(text)...)
		}
		for _, trace := range found {
			if len(trace) >= shortestSkeleton { // Shorter ones are found by chance.
				f.skeletons.Add(trace, 0)
			}
		}
	case len(text) >= shortestSkeleton:
		f.sharp.Add(strings.ToLower(text), 0)
	default:
		if f.words == nil {
			f.words = map[string]bool{}
		}
		f.words[strings.ToLower(text)] = true
	}
}

// AddParts adds the parts of a string by which it can be told, such as its beginning.
func (f *Finder) AddParts(text string) {
	if f.partCount++; f.partCount > maxRare {
		return
	}
	for _, part := range windows(text) {
		f.skeletons.Add(part, 0)
	}
}

// AddPlain adds a string that is looked for as it is in each view of a text, and not also in base64
// and hexadecimal where those can't be decoded. It is for strings of which there are many.
func (f *Finder) AddPlain(text string) {
	if skeleton := skeletonOf(text); len(skeleton) >= shortestSkeleton {
		f.skeletons.Add(skeleton, 0)
		return
	}
	f.Add(text)
}

// Find reports whether a text holds one of the strings. The error is [ErrTooMuch]. Then nobody
// knows.
func (f *Finder) Find(text string) (bool, error) { return FindAny(text, f) }

// FindAny does what [Finder.Find] does, for several finders at once.
func FindAny(text string, finders ...*Finder) (bool, error) {
	found := false
	err := views(text, func(view string) bool {
		skeleton := skeletonOf(view)
		for _, f := range finders {
			found = found || f.isIn(view, skeleton)
		}
		return !found
	})
	return found, err
}

func (f *Finder) isIn(view, skeleton string) bool {
	for range f.skeletons.All(skeleton) {
		return true
	}
	if f.raw.Size() > 0 {
		for range f.raw.All(view) {
			return true
		}
	}
	if f.sharp.Size() > 0 {
		for range f.sharp.All(strings.ToLower(view)) {
			return true
		}
	}
	return len(f.words) > 0 && f.hasWord(strings.ToLower(strings.ReplaceAll(view, "\x00", "")))
}

// hasWord looks for the short strings at the beginning of each word of a text.
func (f *Finder) hasWord(text string) bool {
	inWord := false
	for i := range len(text) {
		wasInWord := inWord
		inWord = isWordByte(text[i])
		if wasInWord && inWord {
			continue
		}
		for length := shortest; length <= maxWord && i+length <= len(text); length++ {
			if f.words[text[i:i+length]] && (i+length == len(text) || !isWordByte(text[i+length]) || !isWordByte(text[i+length-1])) {
				return true
			}
		}
	}
	return false
}

// maxWord is the length in bytes of the longest string that is looked for as a whole word.
const maxWord = shortestSkeleton - 1

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// skeletonOf returns the letters and digits of a text, in lower case, without accents and of the
// usual width.
func skeletonOf(text string) string {
	skeleton := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9' || c >= 'a' && c <= 'z':
			skeleton = append(skeleton, c)
		case c >= 'A' && c <= 'Z':
			skeleton = append(skeleton, c|0x20)
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(text[i:])
			switch {
			case size == 1: // It is no character.
			case r <= unicode.MaxLatin1:
				skeleton = append(skeleton, latinSkeletons[r]...)
			default:
				skeleton = appendLetters(skeleton, r)
			}
			i += size - 1
		}
	}
	return string(skeleton)
}

// latinSkeletons are the skeletons of the characters of Latin-1, of which decoded bytes have many.
var latinSkeletons = func() (skeletons [unicode.MaxLatin1 + 1]string) {
	for r := range skeletons {
		skeletons[r] = string(appendLetters(nil, rune(r)))
	}
	return skeletons
}()

// appendLetters appends the letters and digits that a character stands for.
func appendLetters(skeleton []byte, r rune) []byte {
	if r > 0xe0020 && r < 0xe007f { // A tag, which nobody sees.
		r -= 0xe0000
	}
	whole := utf8.AppendRune(nil, r)
	if parts := norm.NFKD.Properties(whole).Decomposition(); parts != nil {
		whole = parts
	}
	for _, part := range string(whole) {
		if unicode.IsLetter(part) || unicode.IsDigit(part) {
			skeleton = utf8.AppendRune(skeleton, unicode.ToLower(part))
		}
	}
	return skeleton
}

// traces returns what the letters and digits of a text show of a string in it: the string, its
// bytes in hexadecimal, and the middle of its base64 and base32 at each alignment, also of its
// UTF-16.
func traces(text, skeleton string) []string {
	found := []string{skeleton, reversed(skeleton), hex.EncodeToString([]byte(text))}
	for _, bytes := range []string{text, utf16Of(text)} {
		for before := range 5 {
			padded := string(make([]byte, before)) + bytes
			if before < 3 {
				found = append(found, middle(base64.RawStdEncoding.EncodeToString([]byte(padded)), before, len(padded), 6))
			}
			found = append(found, middle(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(padded)), before, len(padded), 5))
		}
	}
	return found
}

// middle cuts off the digits of an encoding that depend on other bytes than those after the first
// ones.
func middle(encoded string, first, end, bits int) string {
	return skeletonOf(encoded[(first*8+bits-1)/bits : end*8/bits])
}

func reversed(text string) string {
	runes := []rune(text)
	slices.Reverse(runes)
	return string(runes)
}

// utf16Of returns a text as UTF-16 with the low byte first.
func utf16Of(text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

// swapped returns UTF-16 with the bytes of each character in the other order.
func swapped(text string) string {
	bytes := []byte(text)
	for i := 0; i+1 < len(bytes); i += 2 {
		bytes[i], bytes[i+1] = bytes[i+1], bytes[i]
	}
	return string(bytes)
}
