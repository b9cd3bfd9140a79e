package multimatch

import "math/bits"

// prefixes is a set of the first bytes of strings, all of the same length. A search begins only
// where one of them is in the text.
type prefixes struct {
	// keys is a hash table with open addressing. A free place has the key 0.
	keys  []uint64
	count int
	// filter has a bit for each hash of more bits than the table uses. It fits into the processor's
	// cache, and it answers most questions.
	filter  []uint64
	hasZero bool
	// shift is by how many bits a hash is shifted to be the number of a bit.
	shift uint
}

// prefixLengths are the lengths of prefixes in bytes. A string belongs to the longest of them that
// it has.
var prefixLengths = [...]int{longestPrefix, 4, 2, 1}

const longestPrefix = 8

const (
	// golden is 2^64 divided by the golden ratio. It spreads the keys.
	golden     = 0x9e3779b97f4a7c15
	fewestKeys = 64
	// bitsOfKey is how many bits the filter has for each place in the table.
	bitsOfKey = 8
)

func (p *prefixes) add(key uint64) {
	if 2*p.count >= len(p.keys) {
		p.grow()
	}
	if key == 0 {
		p.hasZero = true
		return
	}
	if at := p.place(key); p.keys[at] == 0 {
		p.keys[at] = key
		p.count++
	}
	p.mark(key)
}

// grow doubles the table.
func (p *prefixes) grow() {
	old := p.keys
	p.keys = make([]uint64, max(fewestKeys, 2*len(old)))
	p.filter = make([]uint64, len(p.keys)*bitsOfKey/64)
	p.shift = uint(bits.LeadingZeros64(uint64(len(p.keys)*bitsOfKey))) + 1
	for _, key := range old {
		if key != 0 {
			p.keys[p.place(key)] = key
			p.mark(key)
		}
	}
}

func (p *prefixes) mark(key uint64) {
	bit := p.bitOf(key)
	p.filter[bit>>6] |= 1 << (bit & 63)
}

// bitOf returns the bit of a key in the filter.
func (p *prefixes) bitOf(key uint64) uint64 {
	return key * golden >> p.shift
}

// place returns the place of a key in the table, or the free place where it belongs.
func (p *prefixes) place(key uint64) uint64 {
	last := uint64(len(p.keys)) - 1
	at := p.bitOf(key) / bitsOfKey
	for p.keys[at] != 0 && p.keys[at] != key {
		at = (at + 1) & last
	}
	return at
}

func (p *prefixes) has(key uint64) bool {
	if key == 0 {
		return p.hasZero
	}
	bit := p.bitOf(key)
	return p.filter[bit>>6]>>(bit&63)&1 != 0 && p.keys[p.place(key)] == key
}

// next returns the first place in a text, from start on, where one of the longest prefixes is. It
// returns the length of the text if there is no such place.
func (p *prefixes) next(text string, start int) int {
	if !p.isUsed() || start+longestPrefix > len(text) {
		return len(text)
	}
	filter, shift := p.filter, p.shift
	window := prefixOf(text[start:start+longestPrefix-1]) << 8
	for last := start + longestPrefix - 1; last < len(text); last++ {
		window = window>>8 | uint64(text[last])<<56
		bit := window * golden >> shift
		if filter[bit>>6]>>(bit&63)&1 != 0 && p.has(window) || window == 0 && p.hasZero {
			return last - longestPrefix + 1
		}
	}
	return len(text)
}

func (p *prefixes) isUsed() bool { return len(p.keys) > 0 }

// prefixOf returns at most eight bytes as a number.
func prefixOf(text string) (n uint64) {
	for i := len(text) - 1; i >= 0; i-- {
		n = n<<8 | uint64(text[i])
	}
	return n
}
