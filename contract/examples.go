package contract

import (
	"fmt"
	"net/url"

	"github.com/getkin/kin-openapi/openapi3"
)

// ExampleError is the error of [Parse] for a document that would be valid but for an example, or a default, that its own schema doesn't accept.
type ExampleError struct {
	// Document is the place of the example.
	Document Place

	message string
}

// Error returns one line.
func (e *ExampleError) Error() string { return e.Document.String() + ": " + e.message }

// checkExamples returns an error for the first example, or default, that its own schema doesn't accept.
func (c *compiler) checkExamples() error {
	var found []exampleError
	for source, s := range c.known {
		c.example(&found, s, RequestSide, source.Example, source, "example")
		c.example(&found, s, RequestSide, source.Default, source, "default")
	}
	for known := range c.places.objects {
		switch known := known.(type) {
		case *openapi3.Parameter:
			c.examples(&found, c.of(known.Schema), RequestSide, known.Example, known.Examples, known)
		case *openapi3.Header:
			c.examples(&found, c.of(known.Schema), ResponseSide, known.Example, known.Examples, known)
		}
	}
	for _, o := range c.operations {
		for _, m := range o.content {
			c.examples(&found, m.schema, RequestSide, m.source.Example, m.source.Examples, m.source)
		}
	}
	for _, r := range c.responses {
		for _, m := range r.content {
			c.examples(&found, m.schema, ResponseSide, m.source.Example, m.source.Examples, m.source)
		}
	}
	var first *exampleError
	for i := range found {
		if first == nil || found[i].document.Line < first.document.Line {
			first = &found[i]
		}
	}
	if first == nil {
		return nil
	}
	message := fmt.Sprintf("the %s is not as its schema says: at %s %s; mend one of them", first.key, bodyPlace(first.at), first.message)
	return &ExampleError{Document: first.document, message: message}
}

type exampleError struct {
	document         Place
	key, at, message string
}

func (c *compiler) examples(found *[]exampleError, s *schema, side Side, example any, named openapi3.Examples, holder any) {
	c.example(found, s, side, example, holder, "example")
	for _, ref := range sorted(named) {
		if ref.Value != nil && ref.Value.ExternalValue == "" {
			c.example(found, s, side, ref.Value.Value, holder, "examples")
		}
	}
}

func (c *compiler) example(found *[]exampleError, s *schema, side Side, example, holder any, key string) {
	if s == nil || example == nil {
		return
	}
	v := &validation{side: side}
	v.visit(s, newValue(example))
	for i := range v.found {
		m := &v.found[i]
		if m.keyword == "readOnly" || m.keyword == "writeOnly" || v.otherSideOnly(m.schema, m.name) {
			continue // An example may show both sides.
		}
		k := &check{Contract: &Contract{places: c.places}, view: &view{exchange: &Exchange{Request: Request{URL: &url.URL{}}}}}
		expected, actual := k.explain(m, "")
		*found = append(*found, exampleError{
			document: c.places.of(holder, key), key: key, at: m.at, message: Finding{Expected: expected, Actual: actual}.Message(),
		})
	}
}
