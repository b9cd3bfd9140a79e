package document

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Validate returns an error if the document is not valid OpenAPI 3.0: one line with the place, if
// known. The text must be the text of the document. Validate doesn't look at patterns, examples and
// default values.
func (d *Document) Validate(text []byte) error {
	if err := d.checkVersion(); err != nil {
		return err
	}
	if err := d.checkReferences(); err != nil {
		return err
	}
	loader := openapi3.NewLoader()
	loader.IncludeOrigin = true
	doc, err := loader.LoadFromData(text)
	if err == nil {
		err = doc.Validate(context.Background(),
			openapi3.DisableSchemaPatternValidation(), openapi3.DisableExamplesValidation(), openapi3.DisableSchemaDefaultsValidation())
	}
	if err != nil {
		return d.invalid(err)
	}
	return nil
}

// checkVersion returns an error if the document is not of OpenAPI 3.0.
func (d *Document) checkVersion() error {
	if swagger := d.Root().Get("swagger"); swagger != nil {
		return fmt.Errorf("%s: the document is Swagger %s; only OpenAPI 3.0 is supported; convert it, for example with swagger2openapi",
			swagger.Place(), swagger.Text())
	}
	version := d.Root().Get("openapi")
	if version == nil {
		return fmt.Errorf("%s: the file is not an OpenAPI document, because it has no openapi field; name a file that begins with openapi: 3.0.3", d.Name())
	}
	if !strings.HasPrefix(version.Text(), "3.0.") {
		return fmt.Errorf("%s: the document says openapi: %q; only OpenAPI 3.0 is supported; write 3.0.3 and adapt the document to it",
			version.Place(), version.Text())
	}
	return nil
}

// invalid turns an error of kin-openapi about a document into one line. The line begins with the
// place, if there is one.
func (d *Document) invalid(err error) error {
	place, message := d.Name(), err.Error()
	if location := errorLocation(err); location != nil {
		place = Place{File: d.Name(), Line: location.Line, Column: location.Column}.String()
	} else if load, ok := errors.AsType[*yaml.LoadError](err); ok && load.Mark.Line > 0 { // The first of several.
		place = Place{File: d.Name(), Line: load.Mark.Line, Column: load.Mark.Column}.String()
		message = load.Message
	}
	return fmt.Errorf("%s: not a valid OpenAPI 3.0 document: %s", place, wording.FirstLine(message))
}

// errorLocation returns the place in the innermost error of the chain that has a place. It uses
// reflection, because each error type of kin-openapi has the place in a field of its own and no
// interface returns it.
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
