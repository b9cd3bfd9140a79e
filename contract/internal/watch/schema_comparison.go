package watch

import (
	"cmp"
	"maps"
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// place is the place in a message whose schemas are compared.
type place struct {
	use Use
	// within is the parameter or header with the schema. path leads from there, or from the body,
	// to the value, such as "data[].id".
	within, path string
	// holder is the parameter or header of our document that has the schema directly. It is nil for
	// all other schemas. The x-decision of the holder is also about the schema.
	holder *document.Node
}

// used returns the use for the value at the place.
func (p place) used() Use {
	use := p.use
	use.Path = p.within
	if p.path != "" {
		use.Path = quote(p.path)
		if p.within != "" {
			use.Path += " of " + p.within
		}
	}
	return use
}

// property returns the place of a property of the value.
func (p place) property(name string) place {
	if p.path != "" {
		name = p.path + "." + name
	}
	return place{use: p.use, within: p.within, path: name}
}

// inner returns the place of an inner schema that is not a property.
func (p place) inner(suffix string) place {
	return place{use: p.use, within: p.within, path: p.path + suffix}
}

// schemas compares two schemas.
func (c *comparer) schemas(p pair, at place) {
	key := compared{at.use, pair{target(p.ours), target(p.published)}}
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	ours, published := view(p.ours), view(p.published)
	why := decision(append(slices.Clone(ours.parts), at.holder)...)
	if shownTypes(ours.types) != shownTypes(published.types) {
		// A decision about a schema is rarely about its type, so another type is always a
		// difference.
		c.keyword(typeKey, ours, published, [2]string{shownTypes(ours.types), shownTypes(published.types)}, at, "")
	}
	for _, name := range namesOf(ours.keywords, published.keywords) {
		values := [2]string{cmp.Or(ours.keywords[name].value, nothing), cmp.Or(published.keywords[name].value, nothing)}
		if values[0] != values[1] {
			c.keyword(name, ours, published, values, at, why)
		}
	}
	c.properties(ours, published, at, why)
	c.inner(ours, published, at, why)
}

// namesOf returns the sorted names that the two maps have.
func namesOf[T any](a, b map[string]T) []string {
	names := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(names)
	return slices.Compact(names)
}

// keyword records a difference if a keyword has different values.
func (c *comparer) keyword(name string, ours, published *schemaView, values [2]string, at place, why string) {
	where := func(v *schemaView) *document.Node {
		if known, found := v.keywords[name]; found {
			return known.node
		}
		return v.node.Nearest(name)
	}
	pointer := jsonvalue.Pointer(ours.node.Pointer(), name)
	if _, found := ours.keywords[name]; found {
		pointer = where(ours).Pointer()
	}
	c.keep(Difference{
		Change: Changed, Subject: name, Pointer: pointer, Decision: why, OurValue: values[0], PublishedValue: values[1],
	}, pair{where(ours), where(published)}, at.used())
}

// properties compares the properties of two objects, and which of them are required.
func (c *comparer) properties(ours, published *schemaView, at place, why string) {
	subject := func(name string) string { return "property " + quote(name) }
	held := at.used()
	named{ours.properties, published.properties}.each(
		func(name string, p pair) {
			c.required(name, ours, published, p, at.property(name), cmp.Or(decision(p.ours), why))
			c.schemas(p, at.property(name))
		},
		func(name string, n *document.Node) {
			c.note(Removed, subject(name), pair{n, published.node.Nearest(propertiesKey)}, n.Pointer(), decision(n), held)
		},
		func(name string, n *document.Node) {
			pointer := jsonvalue.Pointer(ours.node.Pointer(), propertiesKey, name)
			c.note(Added, subject(name), pair{ours.node.Nearest(propertiesKey), n}, pointer, "", held)
		})
}

// required compares whether a property that both objects have is required.
func (c *comparer) required(name string, ours, published *schemaView, p pair, at place, why string) {
	our, their := ours.required[name], published.required[name]
	if (our == nil) == (their == nil) {
		return
	}
	c.keep(Difference{
		Change: Changed, Subject: requiredKey, Pointer: jsonvalue.Pointer(ours.node.Pointer(), requiredKey, name), Decision: why,
		OurValue: shownFlag(our != nil), PublishedValue: shownFlag(their != nil),
	}, pair{cmp.Or(our, p.ours), cmp.Or(their, p.published)}, at.used())
}

// inner compares the inner schemas of two schemas, except their properties.
func (c *comparer) inner(ours, published *schemaView, at place, why string) {
	for _, name := range namesOf(ours.schemas, published.schemas) {
		our, their := ours.schemas[name], published.schemas[name]
		inner := at.inner("." + name)
		if name == "items" {
			inner = at.inner("[]")
		}
		ourView, theirView := view(our), view(their)
		switch {
		case ourView.isAny() && theirView.isAny():
		case our == nil || their == nil || ourView.isAny() || theirView.isAny():
			c.keyword(name, ours, published, [2]string{shownSchema(ourView), shownSchema(theirView)}, at, why)
		default:
			c.schemas(pair{our, their}, inner)
		}
	}
	for _, name := range namesOf(ours.lists, published.lists) {
		our, their := ours.lists[name], published.lists[name]
		if len(our) != len(their) {
			c.keyword(name, ours, published, [2]string{shownLength(our), shownLength(their)}, at, why)
			continue
		}
		for i := range our {
			c.schemas(pair{our[i], their[i]}, at.inner("."+name+"["+strconv.Itoa(i)+"]"))
		}
	}
}

// shownSchema describes a schema that the other document lacks.
func shownSchema(v *schemaView) string {
	switch _, never := v.keywords["not"]; {
	case v.isAny():
		return "any value"
	case never && len(v.keywords) == 1 && len(v.types) == 0:
		return "no value"
	default:
		return "a schema"
	}
}

func shownLength(list []*document.Node) string {
	if len(list) == 0 {
		return nothing
	}
	return strconv.Itoa(len(list)) + " schemas"
}
