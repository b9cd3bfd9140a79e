package document

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Validate returns an error for what is not a valid OpenAPI 3.0 document: one line with the place, where that is known. The text is that of the
// document. Patterns, examples and defaults are not looked at.
func (d *Document) Validate(text []byte) error {
	if err := d.checkReferences(d.root); err != nil {
		return err
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(text)
	if err != nil {
		return d.invalid(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.0.") {
		return fmt.Errorf("%s: the document says openapi: %q; this tool reads OpenAPI 3.0, so say 3.0.3 and correct what that changes",
			d.root.Nearest("openapi").Place(), doc.OpenAPI)
	}
	if err := doc.Validate(context.Background(), openapi3.DisableSchemaPatternValidation(), openapi3.DisableExamplesValidation()); err != nil {
		return d.invalid(err)
	}
	return nil
}

// checkReferences returns an error for the first $ref that points to nothing.
func (d *Document) checkReferences(n *Node) error {
	for name, child := range n.Fields() {
		if name == refKey && child.kind == String {
			if _, err := d.Resolve(child.text); err != nil {
				at := child.value
				return fmt.Errorf("%s:%d:%d: %w", d.name, at.Line, at.Column, err)
			}
		}
		// Under these keys stands what is not part of the document's structure.
		if strings.HasPrefix(name, "x-") || name == "example" {
			continue
		}
		if err := d.checkChild(n, child); err != nil {
			return err
		}
	}
	for child := range n.Items() {
		if err := d.checkChild(n, child); err != nil {
			return err
		}
	}
	return nil
}

// checkChild checks a child where it is written, and not where it is repeated.
func (d *Document) checkChild(parent, child *Node) error {
	if child.parent != parent {
		return nil
	}
	return d.checkReferences(child)
}

// invalid turns an error of kin-openapi about a document into one line that begins with the place, where there is one.
func (d *Document) invalid(err error) error {
	place := d.name
	if location := errorLocation(err); location != nil {
		place = Place{File: d.name, Line: location.Line, Column: location.Column}.String()
	}
	return fmt.Errorf("%s: not a valid OpenAPI 3.0 document: %s", place, wording.FirstLine(err.Error()))
}

// errorLocation returns the place that the innermost error of the chain that has one is about. Each of kin-openapi's error types has it in a field of
// its own, and no interface gives it, hence the reflection.
func errorLocation(err error) *openapi3.Location {
	var found *openapi3.Location
	for ; err != nil; err = errors.Unwrap(err) {
		value := reflect.Indirect(reflect.ValueOf(err))
		if value.Kind() != reflect.Struct {
			continue
		}
		field := value.FieldByName("Origin")
		if !field.IsValid() || !field.CanInterface() {
			continue
		}
		if origin, ok := reflect.TypeAssert[*openapi3.Origin](field); ok && origin != nil && origin.Key != nil {
			found = origin.Key
		}
	}
	return found
}
