package contract

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// parseError turns an error of kin-openapi about a document into one line that begins with the place, where there is one.
func parseError(name string, err error) error {
	place := name
	if location := errorLocation(err); location != nil {
		place = Place{File: name, Line: location.Line, Column: location.Column}.String()
	}
	return fmt.Errorf("%s: not a valid OpenAPI 3.0 document: %s", place, firstLine(err.Error()))
}

// errorLocation returns the place that the innermost error of the chain that has one is about. Each of kin-openapi's
// error types carries it in a field of its own, and no interface tells, hence the reflection.
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

// firstLine drops what kin-openapi prints after it: whole schemas and values.
func firstLine(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return strings.TrimSpace(line)
}
