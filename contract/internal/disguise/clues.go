package disguise

// clues are what a text is made of. They tell which encodings the text can't hold, so that it is
// read once and not once for each encoding.
type clues struct {
	// has says which bytes are in the text.
	has [256]bool
	// numbers is how many runs of decimal digits the text has. bits is how many of the digits are 0 or
	// 1.
	numbers, bits int
	// longestNumber, longest32 and longestWord are the lengths of the longest runs: of decimal
	// digits, of digits of base 32, and visible characters.
	longestNumber, longest32, longestWord int
}

// The constants are the kinds of bytes that are counted. A byte can be of several kinds.
const (
	decimalKind = 1 << iota
	bitKind
	base32Kind
	wordKind
)

var kindsOfByte = func() (kinds [256]uint8) {
	for i := range kinds {
		c := byte(i)
		if isDigit(c) {
			kinds[c] |= decimalKind
		}
		if c == '0' || c == '1' {
			kinds[c] |= bitKind
		}
		if isBase32Byte(c) {
			kinds[c] |= base32Kind
		}
		if isVisible(c) {
			kinds[c] |= wordKind
		}
	}
	return kinds
}()

func cluesOf(text string) *clues {
	var c clues
	afterDigit, after32, afterWord := 0, 0, 0 // Where the current run of each kind begins.
	for i := range len(text) {
		b := text[i]
		c.has[b] = true
		kinds := kindsOfByte[b]
		if kinds&decimalKind == 0 {
			c.endNumber(i - afterDigit)
			afterDigit = i + 1
		} else if kinds&bitKind != 0 {
			c.bits++
		}
		if kinds&base32Kind == 0 {
			c.longest32 = max(c.longest32, i-after32)
			after32 = i + 1
		}
		if kinds&wordKind == 0 {
			c.longestWord = max(c.longestWord, i-afterWord)
			afterWord = i + 1
		}
	}
	c.endNumber(len(text) - afterDigit)
	c.longest32 = max(c.longest32, len(text)-after32)
	c.longestWord = max(c.longestWord, len(text)-afterWord)
	return &c
}

// endNumber counts a run of decimal digits.
func (c *clues) endNumber(length int) {
	if length > 0 {
		c.numbers++
		c.longestNumber = max(c.longestNumber, length)
	}
}

// hasLatin reports whether the text may have characters of Latin-1 that aren't ASCII.
func (c *clues) hasLatin() bool { return c.has[0xc2] || c.has[0xc3] }
