package derive

import (
	"encoding/json"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strings"
)

const (
	// longest is the length of the longest string or array that is made.
	longest = 5000
	// manyEdges is how many bounds and multiples of numbers there are before no more multiples are
	// added.
	manyEdges = 100
)

// pool yields scalars to choose from. They are on both sides of each bound, or ordinary values.
func (s *combined) pool() iter.Seq[any] {
	return func(yield func(any) bool) {
		for _, p := range s.parts {
			for _, value := range slices.Concat(p.Examples, p.Enum) {
				if !yield(value) {
					return
				}
			}
			if p.Const != nil && !yield(*p.Const) {
				return
			}
		}
		for _, value := range s.ofKinds() {
			if !yield(value) {
				return
			}
		}
	}
}

// ofKinds returns scalars of the types that all parts allow.
func (s *combined) ofKinds() []any {
	var all []any
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
	if s.lengthsKnown {
		return s.edges
	}
	have := map[int]bool{}
	add := func(edges ...int) {
		for _, n := range edges {
			if n >= 0 && n <= longest && !have[n] {
				have[n] = true
				s.edges = append(s.edges, n)
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
	s.lengthsKnown = true
	return s.edges
}

// numbers returns literals of numbers on both sides of each bound, and next to multiples of
// multipleOf.
func (s *combined) numbers() []string {
	var all []string
	have := map[string]bool{}
	add := func(n *big.Rat) {
		literal := n.FloatString(6)
		literal = strings.TrimSuffix(strings.TrimRight(literal, "0"), ".")
		if !have[literal] {
			have[literal] = true
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
		if p.MultipleOf != nil && p.MultipleOf.Sign() != 0 && len(edges) < manyEdges {
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
