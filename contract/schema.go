package contract

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema is a schema of the document, made ready to be held against many values.
type schema struct {
	*openapi3.Schema

	properties             map[string]*schema
	items, additional, not *schema
	allOf, anyOf, oneOf    []*schema
	// branches are the schemas that the discriminator chooses from, by its value; nil where there is none.
	branches map[string]*schema
	types    kinds
	enum     []any
	// pattern and format are nil where there is nothing to check, or nothing that can be.
	pattern *regexp.Regexp
	format  formatCheck
}

// kinds is a set of kinds of JSON values.
type kinds uint8

const (
	booleans kinds = 1 << iota
	integers
	numbers
	strs
	arrays
	objects

	anyKind = booleans | integers | numbers | strs | arrays | objects
)

// composed reports whether other schemas apply to the same value.
func (s *schema) composed() bool {
	return len(s.allOf)+len(s.anyOf)+len(s.oneOf) > 0 || s.branches != nil
}

// schemas makes schemas ready, each once, so that those that refer to themselves end.
type schemas struct {
	places places
	// components are those that others may refer to by name.
	components openapi3.Schemas

	known     map[*openapi3.Schema]*schema
	formats   map[string]formatCheck
	unchecked []Unchecked
}

// Unchecked is something that a document asks for and this package can't check.
type Unchecked struct {
	// Document is the place in the document.
	Document Place
	// What says, in a line, what is not checked and why.
	What string
}

// of returns the schema of a reference; nil for nil.
func (c *schemas) of(ref *openapi3.SchemaRef) *schema {
	if ref == nil || ref.Value == nil {
		return nil
	}
	if s, ok := c.known[ref.Value]; ok {
		return s
	}
	s := &schema{Schema: ref.Value}
	c.known[ref.Value] = s
	s.items, s.additional, s.not = c.of(s.Items), c.of(s.AdditionalProperties.Schema), c.of(s.Not)
	s.allOf, s.anyOf, s.oneOf = c.all(s.AllOf), c.all(s.AnyOf), c.all(s.OneOf)
	s.properties = make(map[string]*schema, len(s.Properties))
	for name, property := range sorted(s.Properties) {
		s.properties[name] = c.of(property)
	}
	s.types = kindsOf(s.Schema)
	for _, value := range s.Enum {
		s.enum = append(s.enum, newValue(value))
	}
	if s.Discriminator != nil {
		s.branches = c.branches(s)
	}
	c.pattern(s)
	c.format(s)
	return s
}

func (c *schemas) all(refs openapi3.SchemaRefs) []*schema {
	all := make([]*schema, 0, len(refs))
	for _, ref := range refs {
		all = append(all, c.of(ref))
	}
	return all
}

func kindsOf(s *openapi3.Schema) kinds {
	names := map[string]kinds{
		openapi3.TypeArray: arrays, openapi3.TypeBoolean: booleans, openapi3.TypeInteger: integers,
		openapi3.TypeNumber: numbers | integers, openapi3.TypeObject: objects, openapi3.TypeString: strs,
	}
	var accepted kinds
	for _, name := range s.Type.Slice() {
		accepted |= names[name]
	}
	if accepted == 0 {
		return anyKind
	}
	return accepted
}

// branches returns the schemas that a discriminator may choose, by the names under which it does: those of its mapping, and those of
// the schemas themselves. They are the alternatives beside it or, where there is none, the components that build on its schema.
func (c *schemas) branches(s *schema) map[string]*schema {
	refs := slices.Concat(s.OneOf, s.AnyOf)
	if len(refs) == 0 {
		for name, ref := range sorted(c.components) {
			if ref.Value == s.Schema || buildsOn(ref.Value, s.Schema, nil) {
				refs = append(refs, &openapi3.SchemaRef{Ref: "#/components/schemas/" + name, Value: ref.Value})
			}
		}
	}
	chosen := map[string]*schema{}
	for _, ref := range refs {
		if ref.Ref == "" {
			continue
		}
		branch := c.of(ref)
		chosen[ref.Ref[strings.LastIndexByte(ref.Ref, '/')+1:]] = branch
		for name, target := range s.Discriminator.Mapping {
			if target.Ref == ref.Ref || "#/components/schemas/"+target.Ref == ref.Ref {
				chosen[name] = branch
			}
		}
	}
	return chosen
}

// buildsOn reports whether a schema holds another under allOf, at any depth.
func buildsOn(s, base *openapi3.Schema, seen []*openapi3.Schema) bool {
	return !slices.Contains(seen, s) && slices.ContainsFunc(s.AllOf, func(part *openapi3.SchemaRef) bool {
		return part.Value == base || buildsOn(part.Value, base, append(seen, s))
	})
}

func (c *schemas) pattern(s *schema) {
	if s.Pattern == "" {
		return
	}
	compiled, err := compilePattern(s.Pattern)
	if err != nil {
		c.unchecked = append(c.unchecked, Unchecked{
			Document: c.places.of(s.Schema, "pattern"),
			What: fmt.Sprintf("the pattern %s is not checked: %s (patterns are read as RE2, which has no lookahead and no backreferences)",
				quote(s.Pattern), strings.TrimPrefix(firstLine(err.Error()), "error parsing regexp: ")),
		})
		return
	}
	s.pattern = compiled
}
