package derive

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Property is a named value in a request or a response. It is a property of a body, at any depth,
// or a query parameter.
type Property struct {
	Name string
	// IsParameter reports whether the value is a parameter.
	IsParameter bool
	// IsList reports whether the value is an array. Types and Format then describe its items.
	IsList bool
	// Types are the allowed types. It is nil if all types are allowed.
	Types  []string
	Format string
	// isChosen reports whether the document lists the allowed values.
	isChosen bool
}

// Takes reports whether this property may have a value of the other property. The two properties
// must have a common type and format, and the document must not list the allowed values.
func (p Property) Takes(other Property) bool {
	if p.isChosen || other.isChosen || p.Format != other.Format && p.Format != "" && other.Format != "" {
		return false
	}
	return p.Types == nil || other.Types == nil || slices.ContainsFunc(p.Types, types(other.Types).allows)
}

// Accepted returns the properties in the request bodies of the operation, and its query parameters,
// sorted by name.
func (o *Operation) Accepted() []Property {
	all := o.properties(contract.RequestSide, o.declared.Get("requestBody").Target().Get("content").Fields())
	for _, p := range o.parameters {
		if p.In == inQuery {
			each := o.property(contract.RequestSide, p.Name, p.sources)
			each.IsParameter = true
			all = append(all, each)
		}
	}
	slices.SortStableFunc(all, func(a, b Property) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// InPath returns a path parameter as a property.
func (o *Operation) InPath(name string) Property {
	for _, p := range o.parameters {
		if p.In == inPath && p.Name == name {
			each := o.property(contract.RequestSide, name, p.sources)
			each.IsParameter = true
			return each
		}
	}
	return Property{Name: name, IsParameter: true}
}

// Returned returns the properties in the bodies of the operation's success responses, sorted by
// name.
func (o *Operation) Returned() []Property {
	var all []Property
	for status, response := range o.declared.Get("responses").SortedFields() {
		if strings.HasPrefix(status, "2") {
			all = append(all, o.properties(contract.ResponseSide, response.Target().Get("content").Fields())...)
		}
	}
	return all
}

// properties returns the properties of media types at any depth, without duplicate names.
func (o *Operation) properties(side contract.Side, content func(func(string, source) bool)) []Property {
	w := propertyWalk{o, side, map[string]Property{}, map[*part]bool{}}
	for _, declared := range content {
		if schema := declared.Target().Get("schema"); schema != nil {
			w.walk(schema)
		}
	}
	var all []Property
	for _, each := range sorted(w.found) {
		all = append(all, each)
	}
	return all
}

// propertyWalk collects the properties of schemas.
type propertyWalk struct {
	*Operation

	side  contract.Side
	found map[string]Property
	// seen has the schemas that were visited, because a schema may contain itself.
	seen map[*part]bool
}

// walk adds the properties of a schema and of the schemas in it.
func (w propertyWalk) walk(schema source) {
	p, ok := w.part(schema)
	if !ok || w.seen[p] {
		return
	}
	for s := range w.combinations(w.side, []source{schema}) {
		for _, p := range s.parts {
			if w.seen[p] {
				continue
			}
			w.seen[p] = true
			for name, each := range sorted(p.Properties) {
				if _, known := w.found[name]; !known && !s.otherSideOnly(name) {
					w.found[name] = w.property(w.side, name, []source{each})
				}
				w.walk(each)
			}
			if p.Items != nil {
				w.walk(p.Items)
			}
		}
	}
}

// property returns the statements of schemas about a property.
func (o *Operation) property(side contract.Side, name string, sources []source) Property {
	s := o.combine(side, sources)
	p := Property{Name: name}
	if s.typed() && s.kind() == arrayType && len(s.item()) > 0 {
		p.IsList = true
		s = o.combine(side, s.item())
	}
	if s.typed() {
		p.Types = s.kinds()
	}
	for _, each := range s.parts {
		if each.Format != "" {
			p.Format = each.Format
		}
		p.isChosen = p.isChosen || len(each.Enum) > 0 || each.Const != nil
	}
	return p
}
