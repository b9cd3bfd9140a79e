package derive

import (
	"context"
	"encoding/json"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Random returns a random request of the operation. The same seed gives the same request. Random
// returns false if no request was found that agrees with the document, or if requests of the
// operation can differ only in their path. It also returns false if the context ends, or if a
// request takes too much work.
func (o *Operation) Random(ctx context.Context, seed uint64) (RequestCase, bool) {
	if o.request == nil || !o.varies() {
		return RequestCase{}, false
	}
	o.begin(ctx)
	generator := rapid.Custom(func(t *rapid.T) request { return o.draw(t) })
	r, ok := exampleOf(generator, int(seed%(1<<31)))
	if !ok || o.isSpent() {
		return RequestCase{}, false
	}
	return o.requestCase("random values, seed "+strconv.FormatUint(seed, 10), o.at, r), true
}

// varies reports whether requests of the operation can differ in more than their path.
func (o *Operation) varies() bool {
	return o.declared.Get("requestBody") != nil || slices.ContainsFunc(o.parameters, func(p *parameter) bool { return p.In != inPath })
}

// draw draws a random request.
func (o *Operation) draw(t *rapid.T) request {
	r := o.request.clone()
	rapid.Bool().Draw(t, "anything") // A generator of rapid must draw something.
	all := &sampler{deriver: o.deriver, t: t, left: manyValues}
	for _, p := range o.parameters {
		if p.In == inPath && len(p.known.Parameters[p.Name]) == 0 || !rapid.Bool().Draw(t, p.Name) {
			continue
		}
		var value any
		if known := p.known.Parameters[p.Name]; len(known) > 0 {
			value = rapid.SampledFrom(known).Draw(t, p.Name)
		} else {
			value = all.value(p.sources, 0)
		}
		if serialized, ok := p.encode(value); ok {
			p.replace(&r, serialized)
		}
	}
	body := o.declared.Get("requestBody").Target()
	for _, m := range o.mediaTypes(contract.RequestSide, body) {
		if m.isJSON() && len(m.sources) > 0 {
			r.header.Set(contentType, m.sent)
			if value := all.value(m.sources, 0); o.fits(value) {
				r.body = encodeJSON(value)
			}
			break
		}
	}
	return r
}

// sampler draws random values.
type sampler struct {
	*deriver

	t *rapid.T
	// left is how many more values are drawn that need not be there.
	left int
}

// manyValues is how many values are drawn for a request that need not be there.
const manyValues = 10_000

// isLeftOut draws whether to leave out something that need not be there.
func (r *sampler) isLeftOut(name string) bool { return r.left <= 0 || !rapid.Bool().Draw(r.t, name) }

// value draws a value. If possible, the schemas accept it.
func (r *sampler) value(sources []source, depth int) any {
	if !r.spend(1) {
		return nil
	}
	last := r.combine(contract.RequestSide, sources).count() - 1
	s := r.combination(contract.RequestSide, sources, rapid.IntRange(0, last).Draw(r.t, "choice"))
	for range 3 {
		r.left--
		if value, ok := r.drawn(s, depth); ok && s.accepts(s.sources(), value) {
			return value
		}
	}
	if value, ok := r.sample(contract.RequestSide, sources, 0); ok {
		return value
	}
	return nil
}

// drawn draws a value for one choice of alternatives.
func (r *sampler) drawn(s *combined, depth int) (any, bool) {
	for _, p := range s.parts {
		switch {
		case p.Const != nil:
			return *p.Const, true
		case len(p.Enum) > 0:
			return rapid.SampledFrom(p.Enum).Draw(r.t, "enum"), true
		case (p.Null || p.Nullable) && rapid.IntRange(0, 7).Draw(r.t, "null") == 0:
			return nil, true
		}
	}
	if depth > deepest/2 {
		return s.sample(depth)
	}
	switch kinds := s.kinds(); s.kind() {
	case objectType:
		return r.object(s, depth), true
	case arrayType:
		return r.array(s, depth), true
	case numberType, integerType:
		return r.number(s, slices.Contains(kinds, numberType)), true
	case booleanType:
		return rapid.Bool().Draw(r.t, "bool"), true
	case stringType:
		return r.text(s), true
	default:
		return s.sample(depth)
	}
}

func (r *sampler) object(s *combined, depth int) map[string]any {
	object := map[string]any{}
	for _, name := range s.sendable() {
		if !s.isRequired(name) && r.isLeftOut(name) {
			continue
		}
		if fixed, ok := s.names[name]; ok {
			object[name] = fixed
		} else if known := r.known.Properties[name]; len(known) > 0 {
			object[name] = rapid.SampledFrom(known).Draw(r.t, name)
		} else {
			object[name] = r.value(s.property(name), depth+1)
		}
	}
	return s.filled(object, max(s.leastProperties(), len(object)), depth)
}

func (r *sampler) array(s *combined, depth int) []any {
	least := max(s.leastItems(), s.prefixed())
	most := least + 3
	for _, p := range s.parts {
		if p.MaxItems != nil {
			most = int(min(uint64(most), *p.MaxItems)) //nolint:gosec // The number is small.
		}
	}
	if r.left <= 0 {
		most = min(least, most)
	}
	items := []any{}
	for i := range rapid.IntRange(min(least, most), most).Draw(r.t, "items") {
		if r.isSpent() {
			break
		}
		sources := s.itemAt(i)
		if len(sources) == 0 {
			items = append(items, r.words())
			continue
		}
		items = append(items, r.value(sources, depth+1))
	}
	return items
}

// number draws a number between the bounds. It rarely draws a large number.
func (r *sampler) number(s *combined, fraction bool) json.Number {
	low, high := big.NewRat(-1_000_000, 1), big.NewRat(1_000_000, 1)
	step := big.NewRat(1, 1)
	for _, p := range s.parts {
		for _, bound := range []*big.Rat{p.Min, p.ExclusiveMin} {
			if bound != nil {
				low = bound
				high = new(big.Rat).Add(low, big.NewRat(1_000_000, 1))
			}
		}
		if p.MultipleOf != nil && p.MultipleOf.Sign() > 0 {
			step, fraction = p.MultipleOf, false
		}
	}
	for _, p := range s.parts {
		for _, bound := range []*big.Rat{p.Max, p.ExclusiveMax} {
			if bound != nil && bound.Cmp(high) < 0 {
				high = bound
			}
		}
	}
	span := new(big.Rat).Quo(new(big.Rat).Sub(high, low), step)
	steps := new(big.Int).Quo(span.Num(), span.Denom())
	n := rapid.Int64Range(0, max(steps.Int64(), 0)).Draw(r.t, "number")
	first := new(big.Rat).Quo(low, step)
	whole := new(big.Int).Quo(first.Num(), first.Denom())
	value := new(big.Rat).Mul(new(big.Rat).SetInt(new(big.Int).Add(whole, big.NewInt(n))), step)
	if fraction && rapid.Bool().Draw(r.t, "fraction") {
		value.Add(value, big.NewRat(1, 8))
	}
	literal := value.FloatString(6)
	return json.Number(strings.TrimSuffix(strings.TrimRight(literal, "0"), "."))
}

// text draws a string. The string has the format, matches the pattern, or has an allowed length.
func (r *sampler) text(s *combined) string {
	least, most := 0, -1
	for _, p := range s.parts {
		if f, ok := stringFormats[p.Format]; ok {
			return rapid.SampledFrom(f.valid).Draw(r.t, p.Format)
		}
		if p.Pattern != "" && r.library.pattern(p.Pattern) != nil && len(r.atRandom(p.Pattern)) > 0 {
			return rapid.StringMatching(p.Pattern).Filter(utf8.ValidString).Draw(r.t, "pattern")
		}
		least = max(least, int(min(p.MinLength, longest)))
		if p.MaxLength != nil {
			most = int(min(*p.MaxLength, longest))
		}
	}
	if most < 0 {
		most = max(least, 1) * 64
	}
	if most < least {
		return ""
	}
	return rapid.OneOf(
		rapid.StringOfN(rapid.RuneFrom([]rune("abcxyzABC 0189-_.'\"<>&%\\/{}$;")), least, min(most, least+40), -1),
		rapid.StringN(least, min(most, least+40), -1).Filter(utf8.ValidString),
		rapid.StringOfN(rapid.RuneFrom([]rune("aé🙂")), most, most, -1),
	).Draw(r.t, "text")
}

func (r *sampler) words() string {
	return rapid.StringN(0, 8, -1).Filter(utf8.ValidString).Draw(r.t, "text")
}
