package derive

import (
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// branch is a schema that a discriminator may choose, with one of the names that choose it.
type branch struct {
	source

	name string
}

// choice has the schemas that a discriminator may choose.
type choice struct {
	all []branch
	// first has the first of the schemas that a name chooses.
	first map[string]source
}

// discriminating returns the name of the property whose value chooses a schema.
func discriminating(p *part) string { return p.Discriminator.StringAt("propertyName") }

// branches returns the schemas that a discriminator may choose. These are the schemas of the oneOf
// and anyOf beside it. If there are none, they are the discriminator's own schema and the schemas
// whose allOf has it.
func (d *deriver) branches(p *part) []branch {
	if p.Discriminator == nil {
		return nil
	}
	return d.choice(p).all
}

// discriminated returns the schema that an object chooses with the name in its discriminator
// property, or nil. The choice only decides which properties are declared.
func (d *deriver) discriminated(p *part, object map[string]any) source {
	if p.Discriminator == nil {
		return nil
	}
	name, ok := object[discriminating(p)].(string)
	if !ok {
		return nil
	}
	return d.choice(p).first[name]
}

func (d *deriver) choice(p *part) *choice {
	if known := d.library.choice(p); known != nil {
		return known
	}
	targets := map[string]source{}
	for _, s := range slices.Concat(p.OneOf, p.AnyOf) {
		targets[d.definition(s)] = s
	}
	if len(targets) == 0 {
		known := map[*part]bool{}
		for _, node := range d.doc.Root().At("components", "schemas").Fields() {
			if target(node) == p.node || d.buildsOn(node, p, known) {
				targets[node.Pointer()] = node
			}
		}
	}
	names := d.mapped(p.Discriminator)
	c := &choice{first: map[string]source{}}
	for at, s := range sorted(targets) {
		for _, name := range slices.Concat([]string{target(s).Name()}, names[at]) {
			c.all = append(c.all, branch{source: s, name: name})
			if c.first[name] == nil {
				c.first[name] = s
			}
		}
	}
	d.library.setChoice(p, c)
	return c
}

// mapped returns the names in the mapping of a discriminator, by the JSON pointers of the schemas
// that they choose.
func (d *deriver) mapped(discriminator *document.Node) map[string][]string {
	all := map[string][]string{}
	for name, mapped := range discriminator.Get("mapping").SortedFields() {
		if to := mapped.Mapped(); to != nil {
			at, definition := to.Pointer(), d.definition(to)
			all[at] = append(all[at], name)
			if definition != at {
				all[definition] = append(all[definition], name)
			}
		}
	}
	return all
}

// buildsOn reports whether a schema has another schema in its allOf, at any depth. The parameter
// known has the answers for the schemas that were asked about.
func (d *deriver) buildsOn(s source, base *part, known map[*part]bool) bool {
	p, ok := d.part(s)
	if !ok {
		return false
	}
	if answer, ok := known[p]; ok {
		return answer
	}
	known[p] = false // The schema may be in its own allOf.
	known[p] = slices.ContainsFunc(p.AllOf, func(each source) bool {
		return target(each) == base.node || d.buildsOn(each, base, known)
	})
	return known[p]
}

func (l *library) choice(p *part) *choice {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.choices[p]
}

func (l *library) setChoice(p *part, c *choice) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.choices[p] = c
}
