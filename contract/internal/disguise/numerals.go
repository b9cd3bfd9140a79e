package disguise

import "strings"

// numerals are the numbers in a text that may be bytes, with any separators between them, as in
// chr(104).chr(105) or 0: 104, 1: 105.
type numerals struct {
	all, even, odd strings.Builder
	found          []byte
}

// decodeNumerals decodes the numbers in a text. It also decodes every second number by itself, to
// leave out the indices in lists such as 0: 104, 1: 105.
func decodeNumerals(text string) string {
	var n numerals
	for _, base := range []int{10, 8} {
		n.collect(text, base)
		n.flush()
	}
	return n.all.String() + n.even.String() + n.odd.String()
}

// collect notes the numbers in this base. A number that is not a byte ends a group of numbers.
func (n *numerals) collect(text string, base int) {
	value, size := 0, 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && text[i] >= '0' && int(text[i]-'0') < base {
			value, size = min(value*base+int(text[i]-'0'), 1<<20), size+1
			continue
		}
		switch {
		case size == 0:
		case value > 0xff || i < len(text) && isDigit(text[i]):
			n.flush()
		default:
			n.found = append(n.found, byte(value))
		}
		value, size = 0, 0
	}
}

func (n *numerals) flush() {
	if len(n.found) >= shortest {
		n.all.WriteString(legible(n.found))
		var each [2][]byte
		for i, c := range n.found {
			each[i%2] = append(each[i%2], c)
		}
		n.even.WriteString(legible(each[0]))
		n.odd.WriteString(legible(each[1]))
	}
	n.found = n.found[:0]
}

// decodeBinary decodes bytes in binary, with eight digits for each byte. Spaces may be between
// them.
func decodeBinary(text string) string {
	var b strings.Builder
	var found []byte
	bits, value := 0, byte(0)
	flush := func() {
		if len(found) >= shortest {
			b.WriteString(legible(found))
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
	return b.String()
}

// decodeUU decodes the uuencoded lines of a text. Each line begins with the number of its bytes.
func decodeUU(text string) string {
	var b strings.Builder
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
		b.WriteString(legible(found))
	}
	return b.String()
}
