package disguise

import (
	"strings"
	"unicode/utf8"
)

// The constants limit a search. A view is the text itself or a decoded form of the text. Searching
// a view takes as long as searching a text of the same length.
const (
	maxDepth = 4
	// The views of a text together may have maxGrowth times its size, plus freeViews bytes.
	maxGrowth = 8
	freeViews = 4 << 20
)

// views calls yield with a text, with the reversed text, with both decoded in each way, and with
// the results decoded once more. It stops when yield returns false. It returns [ErrTooMuch] if the
// views get too large or the budget is spent.
func views(text string, budget *Budget, yield func(string) bool) error {
	left := maxGrowth*len(text) + freeViews
	seen := map[string]bool{}
	waiting := []string{text, latin([]byte(text)), reversed(text)}
	for depth := 1; depth <= maxDepth; depth++ {
		var next []string
		for _, view := range waiting {
			if seen[view] {
				continue
			}
			seen[view] = true
			if left -= len(view); left < 0 || !budget.Take(len(view)) {
				return ErrTooMuch
			}
			if !yield(view) {
				return nil
			}
			if depth == maxDepth {
				continue // Nothing would look at the results.
			}
			for _, decode := range decoders {
				if decoded := decode(view); len(decoded) >= shortest && decoded != view {
					next = append(next, decoded)
				}
			}
		}
		waiting = next
	}
	return nil
}

// decoders has a function for each encoding. The function returns the decoded parts of a text, or
// an empty string if there are none.
var decoders = []func(string) string{
	joinLines, dropZeros, unescape, unescapeQuoted, untag, decodeBase64, decodeBase32, decodeHex, decodeNumbers, decodeNumerals, decodeBinary,
	decodeUU, expand, undump, decodeIndexed, dropBetween, decodeDigits, decode85, dropHighBits,
}

// joinLines removes the line breaks from a text, with the blanks at the beginning of each line.
func joinLines(text string) string {
	if strings.IndexByte(text, '\n') < 0 && strings.IndexByte(text, '\r') < 0 {
		return ""
	}
	joined := make([]byte, 0, len(text))
	breaks := false
	for i := range len(text) {
		switch c := text[i]; {
		case c == '\n' || c == '\r':
			breaks = true
		case breaks && (c == ' ' || c == '\t'):
		default:
			breaks = false
			joined = append(joined, c)
		}
	}
	return string(joined)
}

// dropZeros removes the zero bytes of UTF-16 from a text.
func dropZeros(text string) string {
	if strings.IndexByte(text, 0) < 0 {
		return ""
	}
	return strings.ReplaceAll(text, "\x00", "")
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

// legible returns the parts of decoded bytes that are text, with a separator between them. Bytes
// that are not UTF-8 are taken for Latin-1, and the zeros of UTF-16 are left out.
func legible(decoded []byte) string {
	var found []byte
	for start := 0; start < len(decoded); {
		var counts [controlByte]int // By the kind of byte.
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
			found = append(append(found, part...), '\n')
		case isText(part):
			found = append(append(found, textOf(part)...), '\n')
		}
		start = end + 1
	}
	if expanded := legibleExpanded(decoded); expanded != "" {
		found = append(found, expanded...)
	}
	return string(found)
}
