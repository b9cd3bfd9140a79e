package derive

import (
	"slices"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// part is a schema with the JSON pointer of its definition. It doesn't change once it is read, so
// the operations of a document share it.
type part struct {
	*definition

	at string
	// id is a number that no other part of the document has.
	id int
	// lists reports whether a value is in the enum of the schema.
	lists func(value any) bool
}

// library has the schemas of a document that were read, by the nodes where they are used. It is
// safe for concurrent use.
type library struct {
	mu    sync.Mutex
	parts map[source]*part
	last  int
	// choices has what discriminators choose from, by the schemas that have them.
	choices  map[*part]*choice
	patterns map[string]*pattern
	// instructions is how many instructions the patterns have together.
	instructions int
}

func newLibrary() *library {
	return &library{parts: map[source]*part{}, choices: map[*part]*choice{}, patterns: map[string]*pattern{}}
}

// of returns the schema that a source is or refers to. It returns nil if there is no schema.
func (l *library) part(s source) *part {
	l.mu.Lock()
	defer l.mu.Unlock()
	if known, ok := l.parts[s]; ok {
		return known
	}
	node := target(s)
	if node == nil {
		l.parts[s] = nil
		return nil
	}
	p := l.parts[node]
	if p == nil {
		l.last++
		p = &part{definition: newDefinition(node), at: node.Pointer(), id: l.last}
		enum := sync.OnceValue(func() valueSet { return newValueSet(p.Enum) })
		p.lists = func(value any) bool { return enum()[valueKey(value)] }
		l.parts[node] = p
	}
	l.parts[s] = p
	return p
}

// part returns the schema that a source is or refers to. It returns false if there is no schema.
func (d *deriver) part(s source) (*part, bool) {
	if s == nil {
		return nil, false
	}
	p, ok := d.parts[s]
	if !ok {
		p = d.library.part(s)
		d.parts[s] = p
	}
	return p, p != nil
}

// definition returns the JSON pointer of the source, or of the target of its references.
func (d *deriver) definition(s source) string {
	if p, ok := d.part(s); ok {
		return p.at
	}
	return s.Pointer()
}

// property returns the schema of a declared property, or nil if the property is not declared.
func (p *part) property(name string) source { return p.Properties[name] }

// matchingPatterns returns the schemas under patternProperties whose pattern matches a name.
func (d *deriver) matchingPatterns(p *part, name string) []source {
	if len(p.Patterns) == 0 {
		return nil
	}
	var all []source
	for expression, each := range sorted(p.Patterns) {
		if d.library.pattern(expression) != nil && d.matches(expression, name) {
			all = append(all, each)
		}
	}
	return all
}

// declares returns the schemas that a schema has for a property, whether the property is declared
// or not.
func (d *deriver) declares(p *part, name string) []source {
	all := d.matchingPatterns(p, name)
	if each := p.property(name); each != nil {
		return append(all, each)
	}
	if len(all) == 0 && p.additional() != nil {
		return []source{p.additional()}
	}
	return all
}

func (p *part) additional() source { return p.additionalSchema }

func (p *part) closed() bool { return p.isClosed }

func (p *part) open() bool { return p.isOpen }

// itemAt returns the schema of the item with this index, or nil if no schema applies.
func (p *part) itemAt(i int) source {
	if i < len(p.Prefix) {
		return p.Prefix[i]
	}
	return p.Items
}

func (p *part) takes(kind string) bool { return p.Type == nil || slices.Contains(p.Type, kind) }

// isOtherSideOnly reports whether a schema belongs only to the other side of an exchange. For
// instance, a readOnly property doesn't belong to a request.
func (p *part) isOtherSideOnly(side contract.Side) bool {
	return side == contract.RequestSide && p.ReadOnly || side == contract.ResponseSide && p.WriteOnly
}

func (d *deriver) otherSideOnly(p *part, name string, side contract.Side) bool {
	property, ok := d.part(p.Properties[name])
	return ok && property.isOtherSideOnly(side)
}

// excused returns the names of the properties that belong only to the other side of an exchange,
// according to a schema or to the schemas in its allOf.
func (d *deriver) excused(p *part, side contract.Side) []string {
	excuses := d.excusedBy[side]
	if known, ok := excuses[p]; ok {
		return known
	}
	if excuses == nil {
		excuses = map[*part][]string{}
		d.excusedBy[side] = excuses
	}
	excuses[p] = nil // The schema may be in its own allOf.
	var names []string
	for name := range p.Properties {
		if d.otherSideOnly(p, name, side) {
			names = append(names, name)
		}
	}
	for _, each := range p.AllOf {
		if other, ok := d.part(each); ok && d.spend(1) {
			names = append(names, d.excused(other, side)...)
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	if !d.isSpent() {
		excuses[p] = names
	}
	return names
}
