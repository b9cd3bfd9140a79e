// Package disguise finds given strings in a text even where they are escaped, encoded in base64 or
// hexadecimal, written in UTF-16, broken into lines, or several of these at once.
//
//	var finder disguise.Finder
//	finder.Add("s3cr3t-Partner-Key")
//	found, err := finder.Find("data=czNjcjN0LVBhcnRuZXItS2V5")
//
// The search compares only letters and digits, in lower case, so white space, punctuation and case
// make no difference. It looks at the text itself, at the text decoded in each way, and at the
// results decoded once more.
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
	// skeletons are the strings that are found by their letters and digits.
	skeletons multimatch.Set
	// words are short strings. They are found only where no letter or digit is next to them.
	words map[string]bool
	// sharp are long strings with few letters and digits. They are found only literally.
	sharp multimatch.Set
	// raw are strings in UTF-16 whose letters can't be told from other bytes.
	raw multimatch.Set
	// count is how many strings with a skeleton were added. partCount is how many strings were
	// added in parts.
	count, partCount int
}

// The constants are minimum lengths of strings.
const (
	// shortest is the minimum length in bytes of a string.
	shortest = 4
	// shortestSkeleton is the minimum number of letters and digits of a string that is found by
	// them.
	shortestSkeleton = 8
)

// maxRare limits how many strings are also searched in rare encodings, and how many strings are
// searched in parts. Both take memory for each string.
const maxRare = 500

// ErrTooMuch means that a text contains too many possible encodings to be searched.
var ErrTooMuch = errors.New("the text holds too much that may be encoded")

// Add adds a string to find. It ignores strings of less than four bytes. A string with less than
// eight letters and digits is found only as a whole word.
func (f *Finder) Add(text string) {
	skeleton := skeletonOf(text)
	if len(skeleton) >= shortestSkeleton && strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxLatin1 }) {
		low := utf16Of(text)
		f.raw.Add(low, 0)
		f.raw.Add(swapped(low), 0)
	}
	switch {
	case len(text) < shortest:
	case len(skeleton) >= shortestSkeleton && isVaried(skeleton):
		found := traces(text, skeleton)
		if f.count++; f.count <= maxRare {
			found = append(found, rareTraces(text)...)
		}
		for _, trace := range found {
			if len(trace) >= shortestSkeleton && isVaried(trace) { // Others are found by chance.
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

// fewestDistinct is how many different letters and digits a string must have to be found by them. A
// string of fewer, such as "aaaaaaaa", is in many texts by chance when what stands between its
// letters is ignored.
const fewestDistinct = 4

func isVaried(skeleton string) bool {
	var distinct [fewestDistinct - 1]rune
	n := 0
	for _, r := range skeleton {
		if slices.Contains(distinct[:n], r) {
			continue
		}
		if n == len(distinct) {
			return true
		}
		distinct[n] = r
		n++
	}
	return false
}

// AddParts adds the parts of a string that show by themselves that a text holds some of it, such as
// its beginning.
func (f *Finder) AddParts(text string) {
	if f.partCount++; f.partCount > maxRare {
		return
	}
	for _, part := range windows(text) {
		f.skeletons.Add(part, 0)
	}
}

// AddPlain adds a string that is found in a text and in everything that can be decoded from the
// text. [Finder.Add] also adds the encoded forms of the string, such as base64, to find it where
// decoding fails. AddPlain takes less memory. Use it for a large number of strings.
func (f *Finder) AddPlain(text string) {
	if skeleton := skeletonOf(text); len(skeleton) >= shortestSkeleton && isVaried(skeleton) {
		f.skeletons.Add(skeleton, 0)
		return
	}
	f.Add(text)
}

// Size returns how many bytes the finder looks for, in all forms. The more bytes they are, the
// longer it takes to begin a search.
func (f *Finder) Size() int { return f.skeletons.Size() + f.sharp.Size() + f.raw.Size() }

// Find reports whether a text holds one of the strings. It returns [ErrTooMuch] if it can't find
// out.
func (f *Finder) Find(text string) (bool, error) { return FindAny(text, nil, f) }

// FindAny is like [Finder.Find], but for several finders at once. It takes the bytes that it reads
// from the budget, and returns [ErrTooMuch] if the budget is spent.
func FindAny(text string, budget *Budget, finders ...*Finder) (bool, error) {
	found := false
	err := views(text, budget, func(view string) bool {
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

// hasWord reports whether a word of the text begins with a short string.
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

// maxWord is the maximum length in bytes of a string that is found as a whole word.
const maxWord = shortestSkeleton - 1

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

// skeletonOf returns the letters and digits of a text in lower case, without accents, and in their
// normal width.
func skeletonOf(text string) string {
	skeleton := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		c := text[i]
		if plain := plainSkeletons[c]; plain != 0 {
			skeleton = append(skeleton, plain)
		} else if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(text[i:])
			switch {
			case size == 1: // The byte is not part of a valid character.
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

// plainSkeletons are the letters and digits of ASCII in lower case. All other bytes are zero.
var plainSkeletons = func() (skeletons [256]byte) {
	for c := range byte(utf8.RuneSelf) {
		if isWordByte(c) {
			skeletons[c] = byte(unicode.ToLower(rune(c)))
		}
	}
	return skeletons
}()

// latinSkeletons are the skeletons of the characters of Latin-1. They are kept, because decoded
// bytes hold many of these characters.
var latinSkeletons = func() (skeletons [unicode.MaxLatin1 + 1]string) {
	for r := range skeletons {
		skeletons[r] = string(appendLetters(nil, rune(r)))
	}
	return skeletons
}()

// appendLetters appends the letters and digits of a character.
func appendLetters(skeleton []byte, r rune) []byte {
	if r > 0xe0020 && r < 0xe007f { // Tag characters are invisible.
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

// traces returns the letters and digits by which a string can be found: its own letters and digits,
// those of the reversed string, its bytes in hexadecimal, the middle of its base64 at each
// alignment, also for the string in UTF-16, and that of its base32.
func traces(text, skeleton string) []string {
	found := []string{skeleton, reversed(skeleton), hex.EncodeToString([]byte(text))}
	for _, bytes := range []string{text, utf16Of(text)} {
		for before := range 3 {
			padded := string(make([]byte, before)) + bytes
			found = append(found, middle(base64.RawStdEncoding.EncodeToString([]byte(padded)), before, len(padded), 6))
		}
	}
	return append(found, traces32(base32.StdEncoding, text)...)
}

// traces32 returns the letters and digits of the middle of a string in base32, at each alignment.
func traces32(encoding *base32.Encoding, text string) []string {
	var found []string
	for before := range 5 {
		padded := string(make([]byte, before)) + text
		found = append(found, middle(encoding.WithPadding(base32.NoPadding).EncodeToString([]byte(padded)), before, len(padded), 5))
	}
	return found
}

// middle returns the letters and digits of an encoded string that depend only on the bytes from
// first to end. Each digit encodes this many bits.
func middle(encoded string, first, end, bits int) string {
	return skeletonOf(encoded[(first*8+bits-1)/bits : end*8/bits])
}

func reversed(text string) string {
	runes := []rune(text)
	slices.Reverse(runes)
	return string(runes)
}

// utf16Of returns a text as UTF-16 with the low byte of each unit first.
func utf16Of(text string) string {
	var b []byte
	for _, unit := range utf16.Encode([]rune(text)) {
		b = binary.LittleEndian.AppendUint16(b, unit)
	}
	return string(b)
}

// swapped returns UTF-16 with the two bytes of each unit swapped.
func swapped(text string) string {
	bytes := []byte(text)
	for i := 0; i+1 < len(bytes); i += 2 {
		bytes[i], bytes[i+1] = bytes[i+1], bytes[i]
	}
	return string(bytes)
}
