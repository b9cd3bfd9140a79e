package derive

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// manySeeds is how many strings are made from a pattern. longest is the length of the longest
// string or array that is made.
const (
	manySeeds = 60
	longest   = 5000
)

// pool returns scalars to choose from. They are on both sides of each bound, or ordinary values.
func (s *combined) pool() []any {
	var all []any
	for _, p := range s.parts {
		all = append(append(all, p.Examples...), p.Enum...)
		if p.Const != nil {
			all = append(all, *p.Const)
		}
	}
	kinds := s.kinds()
	if slices.Contains(kinds, stringType) {
		for _, text := range s.strings() {
			all = append(all, text)
		}
	}
	if slices.Contains(kinds, numberType) || slices.Contains(kinds, integerType) {
		for _, literal := range s.numbers() {
			all = append(all, json.Number(literal))
		}
	}
	if slices.Contains(kinds, booleanType) {
		all = append(all, true, false)
	}
	return all
}

// strings returns strings to choose from. If a format is known, all strings come from the format's
// table, because the table says which strings have the format.
func (s *combined) strings() []string {
	var all []string
	for _, p := range s.parts {
		if f, ok := stringFormats[p.Format]; ok {
			all = append(all, f.valid...)
			all = append(all, f.invalid...)
		}
	}
	if len(all) > 0 {
		return all
	}
	lengths := s.lengths()
	all = append(all, "text", "other", "more", "0", "")
	for _, p := range s.parts {
		all = append(all, s.matching(p.Pattern, lengths)...)
	}
	for _, n := range lengths {
		for _, letter := range []string{"a", "!", "é", "🙂"} { // They include a character that is not a letter, and characters of two and four bytes.
			all = append(all, strings.Repeat(letter, n))
		}
	}
	return append(all, "🙂é", "?!'\"\\", "ä/b?c=d&e+f%20,g;h.i", strings.Repeat("long ", 200), " ", "a b")
}

// lengths returns the lengths on both sides of each bound.
func (s *combined) lengths() []int {
	var all []int
	add := func(edges ...int) {
		for _, n := range edges {
			if n >= 0 && n <= longest && !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	for _, p := range s.parts {
		if p.MinLength > 0 {
			least := int(min(p.MinLength, 2*longest))
			add(least, least-1)
		}
		if p.MaxLength != nil {
			most := int(min(*p.MaxLength, 2*longest))
			add(most, most+1)
		}
	}
	return all
}

// matching returns strings that match a pattern. Some have the given lengths, and some have any
// length. Strings that match only in part follow.
func (d *deriver) matching(pattern string, lengths []int) []string {
	compiled := d.pattern(pattern)
	if pattern == "" || compiled == nil {
		return nil
	}
	key := fmt.Sprint(pattern, lengths)
	if known, ok := d.matched[key]; ok {
		return known
	}
	generator := rapid.StringMatching(pattern)
	var all []string
	add := func(text string) {
		if compiled.MatchString(text) && utf8.ValidString(text) && !slices.Contains(all, text) {
			all = append(all, text)
		}
	}
	for seed := range manySeeds {
		text := generator.Example(seed)
		add(text)
		runes := []rune(text)
		for _, n := range lengths {
			for i := range runes {
				rest := n - len(runes) + 1
				if rest > 0 { // Repeat one character until the string is long enough.
					add(string(runes[:i]) + strings.Repeat(string(runes[i]), rest) + string(runes[i+1:]))
				} else if i == 0 {
					add(string(runes[:n]))
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b string) int { return len(a) - len(b) })
	all = append(all, nearMisses(all)...)
	d.matched[key] = all
	return all
}

// nearMisses returns strings that almost match a pattern. Each differs from a matching string in a
// character at its beginning or end.
func nearMisses(matching []string) []string {
	if len(matching) == 0 || matching[0] == "" {
		return nil
	}
	runes := []rune(matching[0])
	return []string{matching[0] + "!", "!" + matching[0], string(runes[:len(runes)-1]), string(runes[1:])}
}

// numbers returns literals of numbers on both sides of each bound, and next to multiples of
// multipleOf.
func (s *combined) numbers() []string {
	var all []string
	add := func(n *big.Rat) {
		literal := n.FloatString(6)
		literal = strings.TrimSuffix(strings.TrimRight(literal, "0"), ".")
		if !slices.Contains(all, literal) {
			all = append(all, literal)
		}
	}
	edges := []*big.Rat{big.NewRat(1, 1), big.NewRat(0, 1)}
	steps := []*big.Rat{big.NewRat(1, 1), big.NewRat(1, 1000)}
	for _, p := range s.parts {
		for _, bound := range []*big.Rat{p.Min, p.Max, p.ExclusiveMin, p.ExclusiveMax} {
			if bound != nil {
				edges = append(edges, bound)
			}
		}
		if p.MultipleOf != nil && p.MultipleOf.Sign() != 0 {
			of := p.MultipleOf
			steps = append(steps, of, new(big.Rat).Quo(of, big.NewRat(2, 1)))
			for _, edge := range slices.Clone(edges) {
				edges = append(edges, multiplesBeside(edge, of)...)
			}
		}
	}
	for _, edge := range edges {
		add(edge)
	}
	for _, large := range []int64{1 << 31, 1 << 53, -(1 << 31) - 1} {
		add(big.NewRat(large, 1))
	}
	for _, edge := range edges {
		for _, step := range steps {
			add(new(big.Rat).Add(edge, step))
			add(new(big.Rat).Sub(edge, step))
		}
	}
	for _, p := range s.parts {
		if f, ok := numberFormats[p.Format]; ok {
			all = append(append(all, f.low, f.high), f.beyond...)
		}
	}
	return all
}

// multiplesBeside returns the multiples of a number that are closest to an edge.
func multiplesBeside(edge, of *big.Rat) []*big.Rat {
	times := new(big.Rat).Quo(edge, of)
	whole := new(big.Int).Quo(times.Num(), times.Denom())
	var all []*big.Rat
	for _, next := range []int64{0, -1, 1} {
		n := new(big.Int).Add(whole, big.NewInt(next))
		all = append(all, new(big.Rat).Mul(new(big.Rat).SetInt(n), of))
	}
	return all
}

// encodeJSON returns a value as JSON.
func encodeJSON(value any) []byte {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("derive: encode a value: %v", err)) // The package makes only values that can be encoded.
	}
	return encoded
}
