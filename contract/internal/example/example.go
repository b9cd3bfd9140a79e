// Package example checks the examples and default values of a document against their schemas.
package example

import (
	"fmt"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Result is what the check of all examples and default values found.
type Result struct {
	// Flaws are those that contradict their schemas, in the order of their places.
	Flaws []schema.Note
	// Unchecked is the first that was not checked because all together take too long, or nil.
	Unchecked *document.Node
	// Steps is how many steps the check took; see [schema.Validation.Steps].
	Steps int
}

// example is a value to check. The keyword is example or default.
type example struct {
	schema  *schema.Schema
	side    schema.Side
	value   *document.Node
	place   document.Place
	keyword string
}

// Check checks the examples and default values of a document.
func Check(api *message.API) Result {
	list := all(api)
	slices.SortStableFunc(list, func(a, b example) int { return a.place.Compare(b.place) })
	var r Result
	var v schema.Validation
	for _, e := range list {
		v.Reset(e.side)
		found := e.flaws(&v)
		if !v.IsWhole() {
			r.Unchecked = e.value
			break
		}
		r.Flaws = append(r.Flaws, found...)
	}
	r.Steps = v.Steps()
	return r
}

func all(api *message.API) examples {
	var list examples
	for _, s := range api.Whole().Schemas {
		list.add(s, schema.Request, s.Node.Get("example"), "example")
		list.add(s, schema.Request, s.Node.Get("default"), "default")
		for value := range s.Node.Get("examples").Items() {
			list.add(s, schema.Request, value, "example")
		}
	}
	for _, o := range api.Operations {
		for _, p := range o.Parameters() {
			list.beside(p.Schema, schema.Request, p.Node)
		}
		if o.Body() != nil {
			list.content(o.Body().Content, schema.Request)
		}
	}
	for _, r := range api.Whole().Responses {
		for _, h := range r.Headers {
			list.beside(h.Schema, schema.Response, h.Node)
		}
		list.content(r.Content, schema.Response)
	}
	return list
}

// examples collects the examples of a document.
type examples []example

func (l *examples) add(s *schema.Schema, side schema.Side, value *document.Node, keyword string) {
	if value != nil && value.Kind() != document.Null {
		*l = append(*l, example{s, side, value, value.Place(), keyword})
	}
}

func (l *examples) content(content []message.MediaType, side schema.Side) {
	for _, m := range content {
		if m.Schema != nil {
			l.beside(m.Schema, side, m.Node)
		}
	}
}

// beside adds the example and the examples beside a schema. It leaves out the named examples whose
// values are not in the document.
func (l *examples) beside(s *schema.Schema, side schema.Side, holder *document.Node) {
	if holder.Get("schema") == nil {
		return
	}
	l.add(s, side, holder.Get("example"), "example")
	for _, named := range holder.Get("examples").SortedFields() {
		l.add(s, side, named.Target().Get("value"), "example")
	}
}

// flaws returns the ways in which the example contradicts its schema.
func (e *example) flaws(v *schema.Validation) []schema.Note {
	v.Validate(e.schema, e.value.Value())
	var found []schema.Note
	for i := range v.Found {
		m := &v.Found[i]
		if m.Keyword == "readOnly" || m.Keyword == "writeOnly" || m.Keyword == "required" && v.MayLack(m.Schema, m.Name) {
			continue // An example may be for both sides.
		}
		x := m.Explain(func(s *schema.Schema, _, _ string) bool { return s.WriteOnly || s.Format() == "password" })
		at := m.At
		if at == "" {
			at = "its top level"
		}
		found = append(found, schema.Note{
			Node: e.value,
			What: fmt.Sprintf("the %s contradicts its schema: at %s expected %s, got %s; correct one of them", e.keyword, at, x.Expected, x.Actual),
		})
	}
	return found
}
