package derive

import (
	"iter"

	"github.com/orgcontract/polytomic-organizations/contract"
)

const (
	// deepest is how deep the values that the package makes are nested at most.
	deepest = 12
	// largest is about how many bytes the values that the package makes have at most.
	largest = 1 << 20
)

// sampled is the result of the search for a sample. If none was found, failed is the smallest depth
// at which there was none.
type sampled struct {
	value  any
	failed int
}

// sample returns a small value that all schemas accept. It returns the same value each time. It
// returns false if it finds no such value.
func (d *deriver) sample(side contract.Side, sources []source, depth int) (any, bool) {
	if len(sources) == 0 {
		return "text", true
	}
	if depth > deepest {
		return nil, false
	}
	key := d.key(side, sources)
	if known, ok := d.samples[key]; ok && known.failed < 0 {
		return known.value, true
	} else if ok && depth >= known.failed {
		return nil, false
	}
	for s := range d.combinations(side, sources) {
		if value, ok := s.sample(depth); ok {
			d.samples[key] = sampled{value, -1}
			return value, true
		}
	}
	if !d.isSpent() {
		d.samples[key] = sampled{failed: depth}
	}
	return nil, false
}

// sample returns a small value that all parts accept.
func (s *combined) sample(depth int) (any, bool) {
	for value := range s.candidates(depth) {
		if s.accepts(s.sources(), value) {
			return value, true
		}
		if s.isSpent() {
			break
		}
	}
	return nil, false
}

// sources returns the parts as sources.
func (s *combined) sources() []source {
	all := make([]source, len(s.parts))
	for i, p := range s.parts {
		all[i] = p.node
	}
	return all
}

// judgeAll returns all claims of the parts that a value breaks.
func (s *combined) judgeAll(value any) []mismatch { return s.judge(s.side, s.sources(), value) }

// accepts reports whether a value breaks no claim of the schemas, and is not too large.
func (s *combined) accepts(sources []source, value any) bool {
	return s.fits(value) && len(s.judge(s.side, sources, value)) == 0 && !s.isSpent()
}

// fits reports whether a value is not too large.
func (d *deriver) fits(value any) bool {
	n := size(value, largest)
	return d.spend(1+n/bytesPerStep) && n < largest
}

// candidates yields values that may be accepted.
func (s *combined) candidates(depth int) iter.Seq[any] {
	return func(yield func(any) bool) {
		switch s.kind() {
		case objectType:
			if smallest, ok := s.object(s.required(), depth); ok && !yield(s.filled(smallest, s.leastProperties(), depth)) {
				return
			}
			if whole, ok := s.object(s.sendable(), depth); ok {
				yield(whole)
			}
		case arrayType:
			if items, ok := s.items(s.leastItems(), depth); ok {
				yield(items)
			}
		case "":
		default:
			for value := range s.pool() {
				if !yield(value) {
					return
				}
			}
		}
	}
}

func (s *combined) leastProperties() int { return s.least(func(p *part) uint64 { return p.MinProps }) }

func (s *combined) leastItems() int { return s.least(func(p *part) uint64 { return p.MinItems }) }

// sendable returns the names of the declared properties that belong to this side of an exchange.
func (s *combined) sendable() []string {
	var names []string
	for _, name := range s.propertyNames() {
		if !s.otherSideOnly(name) {
			names = append(names, name)
		}
	}
	return names
}

// object returns an object with the named properties. It returns false if it finds no value for one
// of them.
func (s *combined) object(names []string, depth int) (map[string]any, bool) {
	object := make(map[string]any, len(names))
	for _, name := range names {
		value, ok := s.propertySample(name, depth)
		if !ok {
			return nil, false
		}
		object[name] = value
	}
	for name, value := range s.names {
		object[name] = value
	}
	return object, true
}

func (s *combined) propertySample(name string, depth int) (any, bool) {
	if value, ok := s.names[name]; ok {
		return value, true
	}
	for _, value := range s.known.Properties[name] {
		if s.accepts(s.property(name), value) {
			return value, true
		}
	}
	if !s.spend(len(s.parts)) {
		return nil, false
	}
	return s.deriver.sample(s.side, s.property(name), depth+1)
}

// filled returns the object with up to n properties. It adds declared properties first, and then
// undeclared properties if they are allowed.
func (s *combined) filled(object map[string]any, n, depth int) map[string]any {
	if len(object) >= n {
		return object
	}
	names := s.sendable()
	if s.takesMore() {
		names = append(names, s.extraNames(n)...)
	}
	for _, name := range names {
		if len(object) >= n {
			break
		}
		if _, present := object[name]; present {
			continue
		}
		if value, ok := s.propertySample(name, depth); ok {
			object[name] = value
		}
	}
	return object
}

// items returns an array of n items. It repeats items only if there are too few different ones.
func (s *combined) items(n, depth int) ([]any, bool) {
	items := make([]any, 0, n)
	distinct := s.distinct(depth)
	for i := range n {
		if len(distinct) == 0 {
			return nil, false
		}
		items = append(items, distinct[i%len(distinct)])
	}
	return items, true
}

// distinct returns items that all differ.
func (s *combined) distinct(depth int) []any {
	if known, ok := s.different[depth]; ok {
		return known
	}
	var all []any
	have := valueSet{}
	add := func(value any) {
		if s.fits(value) && have.add(value) {
			all = append(all, value)
		}
	}
	item := s.item()
	if first, ok := s.deriver.sample(s.side, item, depth+1); ok {
		add(first)
	}
	for each := range s.combinations(s.side, item) {
		if depth >= deepest {
			break
		}
		for value := range each.candidates(depth + 1) {
			if s.accepts(item, value) {
				add(value)
			}
			if len(all) == longest {
				break
			}
		}
	}
	if len(item) == 0 {
		add("more")
	}
	if s.different == nil {
		s.different = map[int][]any{}
	}
	if !s.isSpent() {
		s.different[depth] = all
	}
	return all
}
