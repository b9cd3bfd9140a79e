package derive

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Property is a value in a request or a response that has a name: a property of a body, at any
// depth, or a parameter of the query.
type Property struct {
	Name string
	// IsParameter reports whether it is a parameter.
	IsParameter bool
	// IsList reports whether it is an array of what Types and Format are about.
	IsList bool
	// Types are the types that it may have; nil if it may have all.
	Types  []string
	Format string
	// isChosen reports whether the document lists its values.
	isChosen bool
}

// Takes reports whether a value of another property may be one of this property: both have a type
// and a format in common, and the document doesn't list the values.
func (p Property) Takes(other Property) bool {
	if p.isChosen || other.isChosen || p.Format != other.Format && p.Format != "" && other.Format != "" {
		return false
	}
	return p.Types == nil || other.Types == nil || slices.ContainsFunc(p.Types, types(other.Types).allows)
}

// Accepted returns the properties of the bodies that the operation takes, and the parameters of its
// query, sorted by name.
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

// InPath returns a parameter of the path as a property.
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

// Returned returns the properties of the bodies with which the operation answers when it succeeds,
// sorted by name.
func (o *Operation) Returned() []Property {
	var all []Property
	for status, response := range o.declared.Get("responses").SortedFields() {
		if strings.HasPrefix(status, "2") {
			all = append(all, o.properties(contract.ResponseSide, response.Target().Get("content").Fields())...)
		}
	}
	return all
}

// properties returns the properties of media types, at any depth, each name once.
func (o *Operation) properties(side contract.Side, content func(func(string, source) bool)) []Property {
	w := propertyWalk{o, side, map[string]Property{}, map[source]bool{}}
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
	// seen has the schemas that were visited, since a schema may contain itself.
	seen map[source]bool
}

// walk adds the properties of a schema, and those of the values in it.
func (w propertyWalk) walk(schema source) {
	for _, s := range w.combinations(w.side, []source{schema}) {
		for _, p := range s.parts {
			if w.seen[p.node] {
				continue
			}
			w.seen[p.node] = true
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

// property returns what schemas say about a property.
func (o *Operation) property(side contract.Side, name string, sources []source) Property {
	s := o.combine(side, sources, nil)
	p := Property{Name: name}
	if s.typed() && s.kind() == arrayType && len(s.item()) > 0 {
		p.IsList = true
		s = o.combine(side, s.item(), nil)
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
