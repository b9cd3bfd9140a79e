package disguise

import (
	"hash/maphash"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/latin1"
)

// The constants limit a search. A view is the text itself or a decoded form of the text. Searching
// a view takes as long as searching a text of the same length.
const (
	maxDepth = 4
	// The views of a text together may have maxGrowth times its size, plus freeViews bytes.
	maxGrowth = 12
	freeViews = 4 << 20
	// maxDecoded is how many bytes a decoder writes before it decompresses nothing more. They are
	// too many for a view.
	maxDecoded = 32 << 20
)

// views calls yield with a text, with the reversed text, with both decoded in each way, and with
// the results decoded once more. It stops when yield returns false. It returns [ErrTooMuch] if the
// views get too large or the budget is spent.
func views(text string, budget *Budget, yield func(string) bool) error {
	v := viewing{budget: budget.Part(maxGrowth*len(text) + freeViews), seen: map[uint64]bool{}, seed: maphash.MakeSeed()}
	if !v.add(text) || !v.add(reversed(text)) || !utf8.ValidString(text) && !v.add(latin1.Text(text)) {
		return ErrTooMuch
	}
	for depth := 1; depth <= maxDepth; depth++ {
		waiting := v.next
		v.next = nil
		for i, view := range waiting {
			waiting[i] = "" // A view that was searched doesn't stay in memory.
			if !yield(view) {
				return nil
			}
			if depth < maxDepth && !v.addDecoded(view) { // Nothing would look at the results of the last.
				return ErrTooMuch
			}
		}
	}
	return nil
}

// viewing is the state of views.
type viewing struct {
	// budget is how many bytes further views may have, and what they are made of.
	budget *Budget
	// seen has the hashes of all views, so that the views are not kept.
	seen map[uint64]bool
	seed maphash.Seed
	// next are the views that nobody has looked at.
	next []string
}

// add adds a view, unless it is known. It returns false if the views get too large. They count
// before anybody looks at them, because they are in memory then.
func (v *viewing) add(view string) bool {
	hash := maphash.String(v.seed, view)
	if v.seen[hash] {
		return true
	}
	v.seen[hash] = true
	v.next = append(v.next, view)
	return len(view) < maxDecoded && v.budget.Take(len(view))
}

// addDecoded adds the results of all decoders. It returns false if the views get too large.
func (v *viewing) addDecoded(view string) bool {
	c := cluesOf(view)
	for _, d := range decoders {
		if d.fits != nil && !d.fits(c) {
			continue
		}
		b := output{budget: v.budget}
		d.decode(&b, view)
		if v.budget.IsSpent() {
			return false
		}
		if decoded := b.String(); len(decoded) >= shortest && decoded != view && !v.add(decoded) {
			return false
		}
	}
	return true
}

// decoder decodes one encoding.
type decoder struct {
	// decode writes the decoded parts of a text, or nothing if there are none.
	decode func(b *output, text string)
	// fits reports whether a text with the clues may hold the encoding. It is nil if each text may.
	fits func(c *clues) bool
}

var decoders = []decoder{
	{joinLines, func(c *clues) bool { return c.has['\n'] || c.has['\r'] }},
	{dropZeros, func(c *clues) bool { return c.has[0] }},
	{unescape, func(c *clues) bool { return c.has['%'] || c.has['\\'] || c.has['&'] }},
	{unescapeQuoted, func(c *clues) bool { return c.has['='] }},
	{untag, func(c *clues) bool { return c.has['<'] }},
	{decodeBase64, nil},
	{decodeBase32, func(c *clues) bool { return c.longest32 >= shortestRun32 }},
	{decodeHex, nil},
	{decodeNumbers, func(c *clues) bool { return c.numbers >= shortest }},
	{decodeNumerals, func(c *clues) bool { return c.numbers >= shortest }},
	{decodeBinary, func(c *clues) bool { return c.bits >= 8*shortest }},
	{decodeUU, nil},
	{expand, func(c *clues) bool { return c.has['e'] || c.has['H'] }},
	{undump, nil},
	{decodeIndexed, func(c *clues) bool { return c.numbers >= shortestSkeleton }},
	{dropBetween, nil},
	{decodeDigits, func(c *clues) bool { return c.longestNumber >= shortestDigits }},
	{decode85, func(c *clues) bool { return c.longestWord >= shortest85 }},
	{dropHighBits, (*clues).hasLatin},
}

// joinLines removes the line breaks from a text, with the blanks at the beginning of each line.
func joinLines(b *output, text string) {
	b.Grow(len(text))
	for rest := text; ; {
		end := strings.IndexAny(rest, "\n\r")
		if end < 0 {
			b.add(rest)
			return
		}
		b.add(rest[:end])
		rest = strings.TrimLeft(rest[end:], "\n\r \t")
	}
}

// dropZeros removes the zero bytes of UTF-16 from a text.
func dropZeros(b *output, text string) {
	b.add(strings.ReplaceAll(text, "\x00", ""))
}

// The kinds of bytes in what was decoded.
const (
	asciiByte = iota
	highByte
	zeroByte
	controlByte
)

var kindOfByte = func() (kinds [256]uint8) {
	for c := range kinds {
		switch {
		case c == 0:
			kinds[c] = zeroByte
		case c < ' ' && c != '\t' && c != '\n' && c != '\r', c == 0x7f:
			kinds[c] = controlByte
		case c >= utf8.RuneSelf:
			kinds[c] = highByte
		}
	}
	return kinds
}()

// writeLegible writes the parts of decoded bytes that are text, with a separator between them. Bytes
// that are not UTF-8 are taken for Latin-1, and the zeros of UTF-16 are left out.
func (b *output) writeLegible(decoded []byte) {
	for start := 0; start < len(decoded); {
		var counts [controlByte + 1]int // By the kind of byte.
		end := start
		for ; end < len(decoded); end++ {
			kind := kindOfByte[decoded[end]]
			if kind == controlByte {
				break
			}
			counts[kind]++
		}
		part := decoded[start:end]
		switch {
		case len(part)-counts[zeroByte] < shortest:
		case counts[asciiByte] == len(part):
			b.add(string(part))
			b.add("\n")
		case counts[asciiByte]+counts[zeroByte] == len(part) || utf8.Valid(part):
			b.add(textOf(part))
			b.add("\n")
		case counts[highByte] < len(part) && (counts[asciiByte] < fewestASCII || counts[asciiByte] < counts[highByte]):
			// It isn't text, as isText would tell.
		case isText(part):
			b.writeMixed(part)
		}
		start = end + 1
	}
	b.writeExpanded(decoded)
}
