package derive

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// deepest is how deep the values that the package makes are nested at most.
const deepest = 12

// sample returns a small value that all schemas accept. It returns the same value each time. It
// returns false if it finds no such value.
func (d *deriver) sample(side contract.Side, sources []source, depth int) (any, bool) {
	if len(sources) == 0 {
		return "text", true
	}
	if depth > deepest {
		return nil, false
	}
	var key strings.Builder
	key.WriteString(string(side))
	for _, s := range sources {
		key.WriteString(" " + d.definition(s))
	}
	if known, ok := d.samples[key.String()]; ok {
		return known, true
	}
	for _, s := range d.combinations(side, sources) {
		if value, ok := s.sample(depth); ok {
			d.samples[key.String()] = value
			return value, true
		}
	}
	return nil, false
}

// sample returns a small value that all parts accept.
func (s *combined) sample(depth int) (any, bool) {
	for _, value := range s.candidates(depth) {
		if len(s.judgeAll(value)) == 0 {
			return value, true
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

func (s *combined) candidates(depth int) []any {
	switch s.kind() {
	case objectType:
		var all []any
		if smallest, ok := s.object(s.required(), depth); ok {
			all = append(all, s.filled(smallest, s.leastProperties(), depth))
		}
		if whole, ok := s.object(s.sendable(), depth); ok {
			all = append(all, whole)
		}
		return all
	case arrayType:
		if items, ok := s.items(s.leastItems(), depth); ok {
			return []any{items}
		}
		return nil
	case "":
		return nil
	default:
		return s.pool()
	}
}

func (s *combined) leastProperties() int { return s.least(func(p part) uint64 { return p.MinProps }) }

func (s *combined) leastItems() int { return s.least(func(p part) uint64 { return p.MinItems }) }

// sendable returns the names of the declared properties that belong to this side of an exchange.
func (s *combined) sendable() []string {
	return slices.DeleteFunc(s.propertyNames(), s.otherSideOnly)
}

// object returns an object with the named properties. It returns false if it finds no value for one
// of them.
func (s *combined) object(names []string, depth int) (map[string]any, bool) {
	object := map[string]any{}
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
		if len(s.judge(s.side, s.property(name), value)) == 0 {
			return value, true
		}
	}
	return s.deriver.sample(s.side, s.property(name), depth+1)
}

// filled returns the object with up to n properties. It adds declared properties first, and then
// undeclared properties if they are allowed.
func (s *combined) filled(object map[string]any, n, depth int) map[string]any {
	names := s.sendable()
	for i := range n {
		if s.takesMore() {
			names = append(names, fmt.Sprintf("more%d", i))
		}
	}
	for _, name := range names {
		if _, present := object[name]; present || len(object) >= n {
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
	var all []any
	add := func(value any) {
		if !slices.ContainsFunc(all, func(other any) bool { return equal(other, value) }) {
			all = append(all, value)
		}
	}
	if first, ok := s.deriver.sample(s.side, s.item(), depth+1); ok {
		add(first)
	}
	for _, each := range s.combinations(s.side, s.item()) {
		if depth >= deepest {
			break
		}
		for _, value := range each.candidates(depth + 1) {
			if len(s.judge(s.side, s.item(), value)) == 0 {
				add(value)
			}
		}
	}
	if len(s.item()) == 0 {
		add("more")
	}
	return all
}
