// Package example checks the examples and default values of a document against their schemas.
package example

import (
	"fmt"
	"iter"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Flaws returns the examples and default values of a document that contradict their schemas, in no
// particular order.
func Flaws(api *message.API) []schema.Note {
	var found []schema.Note
	for _, s := range api.Whole().Schemas {
		found = append(found, flaws(s, schema.Request, s.Node.Get("example"), "example")...)
		found = append(found, flaws(s, schema.Request, s.Node.Get("default"), "default")...)
		for value := range s.Node.Get("examples").Items() {
			found = append(found, flaws(s, schema.Request, value, "example")...)
		}
	}
	for _, o := range api.Operations {
		for _, p := range o.Parameters() {
			found = append(found, holderFlaws(p.Schema, schema.Request, p.Node)...)
		}
		if o.Body() != nil {
			found = append(found, contentFlaws(o.Body().Content, schema.Request)...)
		}
	}
	for _, r := range api.Whole().Responses {
		for _, h := range r.Headers {
			found = append(found, holderFlaws(h.Schema, schema.Response, h.Node)...)
		}
		found = append(found, contentFlaws(r.Content, schema.Response)...)
	}
	return found
}

func contentFlaws(content []message.MediaType, side schema.Side) []schema.Note {
	var found []schema.Note
	for _, m := range content {
		if m.Schema != nil {
			found = append(found, holderFlaws(m.Schema, side, m.Node)...)
		}
	}
	return found
}

// holderFlaws returns the flaws of the example and the examples beside a schema.
func holderFlaws(s *schema.Schema, side schema.Side, holder *document.Node) []schema.Note {
	if holder.Get("schema") == nil {
		return nil
	}
	found := flaws(s, side, holder.Get("example"), "example")
	for named := range values(holder.Get("examples")) {
		found = append(found, flaws(s, side, named, "examples")...)
	}
	return found
}

// values yields the named examples whose values are in the document.
func values(examples *document.Node) iter.Seq[*document.Node] {
	return func(yield func(*document.Node) bool) {
		for _, named := range examples.SortedFields() {
			if value := named.Target().Get("value"); value != nil && !yield(value) {
				return
			}
		}
	}
}

func flaws(s *schema.Schema, side schema.Side, value *document.Node, key string) []schema.Note {
	if value == nil || value.Kind() == document.Null {
		return nil
	}
	v := schema.Validation{Side: side}
	v.Validate(s, value.Value())
	var found []schema.Note
	for i := range v.Found {
		m := &v.Found[i]
		if m.Keyword == "readOnly" || m.Keyword == "writeOnly" || m.Keyword == "required" && v.MayLack(m.Schema, m.Name) {
			continue // An example may be for both sides.
		}
		e := m.Explain(func(s *schema.Schema, _, _ string) bool { return s.WriteOnly || s.Format() == "password" })
		at := m.At
		if at == "" {
			at = "its top level"
		}
		found = append(found, schema.Note{
			Node: value,
			What: fmt.Sprintf("the %s contradicts its schema: at %s expected %s, got %s; correct one of them", key, at, e.Expected, e.Actual),
		})
	}
	return found
}
