package disguise

import "strings"

// numerals are the numbers in a text that may be bytes, with any separators between them, as in
// chr(104).chr(105) or 0: 104, 1: 105.
type numerals struct {
	all, even, odd output
	found, each    []byte
}

// decodeNumerals decodes the numbers in a text, as decimal and as octal numbers. It also decodes
// every second number by itself, to leave out the indices in lists such as 0: 104, 1: 105.
func decodeNumerals(b *output, text string) {
	empty := output{budget: b.budget}
	decimal := numerals{all: empty, even: empty, odd: empty}
	octal := decimal
	for start := 0; start < len(text); start++ {
		if !isDigit(text[start]) {
			continue
		}
		end := start
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		decimal.add(text[start:end], 10)
		// The digits 8 and 9 end an octal number and are no part of one.
		last := strings.LastIndexAny(text[start:end], "89")
		if strings.Trim(text[start:start+last+1], "89") != "" {
			octal.flush()
		}
		octal.add(text[start+last+1:end], 8)
		start = end
	}
	decimal.flush()
	octal.flush()
	for _, found := range []*output{&decimal.all, &octal.all, &decimal.even, &octal.even, &decimal.odd, &octal.odd} {
		b.add(found.String())
	}
}

// add notes a number. A number that is not a byte ends a group of numbers.
func (n *numerals) add(digits string, base int) {
	if digits == "" {
		return
	}
	value := 0
	for i := range len(digits) {
		value = min(value*base+int(digits[i]-'0'), 1<<20)
	}
	if value > 0xff {
		n.flush()
		return
	}
	n.found = append(n.found, byte(value))
}

func (n *numerals) flush() {
	if len(n.found) >= shortest {
		n.all.writeLegible(n.found)
		n.even.writeLegible(n.every(0))
		n.odd.writeLegible(n.every(1))
	}
	n.found = n.found[:0]
}

// every returns every second number, from the first or the second on. The next call overwrites it.
func (n *numerals) every(from int) []byte {
	n.each = n.each[:0]
	for i := from; i < len(n.found); i += 2 {
		n.each = append(n.each, n.found[i])
	}
	return n.each
}

// decodeBinary decodes bytes in binary, with eight digits for each byte. Spaces may be between
// them.
func decodeBinary(b *output, text string) {
	var found []byte
	bits, value := 0, byte(0)
	flush := func() {
		if len(found) >= shortest {
			b.writeLegible(found)
		}
		found, bits, value = found[:0], 0, 0
	}
	for i := range len(text) {
		switch c := text[i]; {
		case c == '0' || c == '1':
			value, bits = value<<1|(c-'0'), bits+1
			if bits == 8 {
				found, bits, value = append(found, value), 0, 0
			}
		case isWordByte(c):
			flush()
		}
	}
	flush()
}

// decodeUU decodes the uuencoded lines of a text. Each line begins with the number of its bytes.
func decodeUU(b *output, text string) {
	var found []byte
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" || line[0] <= ' ' || line[0] > '`' {
			continue
		}
		size := int(line[0]-' ') & 63
		digits := line[1:]
		if size == 0 || len(digits) < (size+2)/3*4 || len(digits) > (size+2)/3*4+1 {
			continue
		}
		for i := 0; i+4 <= len(digits); i += 4 {
			bits := 0
			for _, c := range []byte(digits[i : i+4]) {
				bits = bits<<6 | (int(c)-' ')&63
			}
			found = append(found, byte(bits>>16), byte(bits>>8), byte(bits))
		}
		found = found[:len(found)-((size+2)/3*3-size)]
	}
	if len(found) >= shortest {
		b.writeLegible(found)
	}
}
