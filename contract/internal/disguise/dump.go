package disguise

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// dumpLine matches a line of od, hexdump or xxd: the offset, the bytes, and the bytes as text.
var dumpLine = lazyregexp.New(`(?m)^[ \t]*[0-9a-fA-F]{4,16}:?[ \t]+([^|\n]*?)(?:\|([^\n]*?)\||[ \t]{2,}([^\n]*?))?[ \t]*\r?$`)

// undump writes the bytes and the texts in the lines of a dump, each without the offsets.
func undump(b *output, text string) {
	if !mayBeDump(text) {
		return
	}
	var bytes, texts strings.Builder
	lines := dumpLine.FindAllStringSubmatch(text, -1)
	for _, m := range lines {
		bytes.WriteString(m[1] + " ")
		texts.WriteString(m[2] + m[3])
	}
	if len(lines) == 0 || bytes.Len() < shortest {
		return
	}
	b.add(bytes.String() + "\n" + texts.String() + "\n")
	// In the output of od -c, the gaps between characters are as wide as the gap between bytes and
	// text in the output of xxd. So undump also writes the whole lines.
	for line := range strings.SplitSeq(text, "\n") {
		if _, rest, found := strings.Cut(strings.TrimSpace(line), " "); found {
			b.add(rest + " ")
		}
	}
}

// mayBeDump reports whether a line of a text begins like a line of a dump.
func mayBeDump(text string) bool {
	const shortestOffset = 4
	for start := 0; start < len(text); {
		for start < len(text) && (text[start] == ' ' || text[start] == '\t') {
			start++
		}
		end := start
		for end < len(text) && end-start < shortestOffset && isHexDigit(text[end]) {
			end++
		}
		if end-start == shortestOffset && end < len(text) {
			return true
		}
		next := strings.IndexByte(text[start:], '\n')
		if next < 0 {
			return false
		}
		start += next + 1
	}
	return false
}

// decodeIndexed writes the characters in a text that have an index before them, as in 0=a 1=b.
func decodeIndexed(b *output, text string) {
	single := 0
	for i := 0; i < len(text); {
		if !isDigit(text[i]) || i > 0 && isWordByte(text[i-1]) {
			i++
			continue
		}
		for i < len(text) && isDigit(text[i]) {
			i++
		}
		for i < len(text) && !isWordByte(text[i]) && text[i] != '\n' {
			i++
		}
		if i < len(text) && isWordByte(text[i]) && (i+1 == len(text) || !isWordByte(text[i+1])) {
			b.add(text[i : i+1])
			single++
			i++
		}
	}
	if single < shortestSkeleton {
		b.Reset()
	}
}

// maxBetween is the maximum length in bytes of a separator with letters.
const maxBetween = 6

// dropBetween writes the characters of a text that are separated by the same word, as in axbxc and
// in a and b and c. Other separators need no decoding, because the search compares only letters and
// digits.
func dropBetween(b *output, text string) {
	for length := 1; length <= maxBetween; length++ {
		step := length + 1
		done := 0
		for block := 0; block+4*step < len(text); block += 4 * step {
			if !repeats(text[block+1:], step) {
				continue
			}
			// The run begins at most four separators before the block.
			for i := max(done, block-4*step); i <= block+step && i+2*step <= len(text); i++ {
				end := betweenEnd(text, i, step)
				if (end-i)/step < shortestSkeleton {
					continue
				}
				b.writeBetween(text[i:end+1], step)
				done = end
				i = end - 1
			}
			block = max(block, done-4*step)
		}
	}
}

// repeats reports whether a byte among the first bytes of a text is there again after one, two and
// three steps. Each run of separators has four such bytes in a row, so it is enough to look at the
// beginning of each four steps of a text.
func repeats(text string, step int) bool {
	for i := range min(step, len(text)-3*step) {
		if a, b, c := text[i], text[i+step], text[i+2*step]; a == b && b == c && c == text[i+3*step] {
			return true
		}
	}
	return false
}

// betweenEnd returns the end of a run that begins at a byte. In a run, the same separator follows
// each character.
func betweenEnd(text string, start, step int) int {
	separator := text[start+1 : start+step]
	end := start
	for end+step < len(text) && text[end+1:end+step] == separator {
		end += step
	}
	return end
}

// writeBetween takes the first character of every step characters of a text. It writes these
// characters if enough of them differ and the separator between them has a letter or a digit.
func (b *output) writeBetween(text string, step int) {
	const fewest = 5 // Fewer different characters are only a pattern.
	var seen [256]bool
	different := 0
	for i := 0; i < len(text); i += step {
		if !seen[text[i]] {
			seen[text[i]] = true
			different++
		}
	}
	if different < fewest || strings.IndexFunc(text[1:step], func(c rune) bool { return c < 0x80 && isWordByte(byte(c&0x7f)) }) < 0 {
		return
	}
	for i := 0; i < len(text); i += step {
		b.add(text[i : i+1])
	}
	b.add("\n")
}

// shortestDigits is the minimum length of a run of digits that is decoded.
const shortestDigits = 3 * shortestSkeleton / 2

// decodeDigits decodes long runs of digits that are character codes without separators, such as
// 104105 for hi. It tries decimal codes of two or three digits, decimal codes of three digits, and
// octal codes of three digits.
func decodeDigits(b *output, text string) {
	for start := 0; start < len(text); {
		end := start
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		if end-start >= shortestDigits {
			for from := range 3 {
				run := text[start+from : end]
				b.writeLegible(characters(run, 10, false))
				b.writeLegible(characters(run, 10, true))
				b.writeLegible(characters(run, 8, true))
			}
		}
		start = end + 1
	}
}

// characters returns the characters whose codes are in a run of digits. If fixed is true, each code
// has three digits. Otherwise a code has three digits if it begins with 1, and two if not.
func characters(run string, base int, fixed bool) []byte {
	var found []byte
	for len(run) > 0 {
		size := 3
		if !fixed && run[0] != '1' {
			size = 2
		}
		if c, ok := number(run, 0, size, base); ok && c <= 0xff {
			found = append(found, byte(c)) //nolint:gosec // The value fits into a byte.
		} else {
			found = append(found, 0x01)
		}
		run = run[min(size, len(run)):]
	}
	return found
}

// dropHighBits writes the runs of characters in a text whose highest bit is set, with this bit
// cleared.
func dropHighBits(b *output, text string) {
	var run strings.Builder
	flush := func() {
		if run.Len() >= shortestSkeleton {
			b.add(run.String() + "\n")
		}
		run.Reset()
	}
	for _, r := range text {
		if r > 0xa0 && r < 0xff {
			run.WriteRune(r & 0x7f)
		} else {
			flush()
		}
	}
	flush()
}
