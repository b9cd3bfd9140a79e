package suggest

import (
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// addQueryParameter declares an optional query parameter.
func (s *Suggester) addQueryParameter(about *subject) []proposal {
	schema := object(typeKeyword, about.evidence.values.parameterType())
	if about.evidence.values.repeated {
		schema = object(typeKeyword, openapi3.TypeArray, "items", schema)
	}
	return s.addParameter(about, contract.InQuery, "query parameter", schema)
}

// addHeader declares a header of a request or of a response.
func (s *Suggester) addHeader(about *subject) []proposal {
	typ := about.evidence.values.parameterType()
	if about.groups[0].Examples[0].Side == contract.RequestSide {
		return s.addParameter(about, contract.InHeader, "header", object(typeKeyword, typ))
	}
	if !s.mayShow(about) {
		return nil
	}
	title := fmt.Sprintf("add the header %s (%s)", about.name, typ)
	header := object("schema", object(typeKeyword, typ))
	return []proposal{{title, []step{insertInto(within(about.pointer, "headers"), about.name, header, before("content", "links"))}}}
}

// within returns the pointer of a field. It takes either the pointer of the field itself, or the
// pointer of the node that has the field.
func within(pointer, field string) string {
	if _, last := document.CutLast(pointer); last == field {
		return pointer
	}
	return jsonvalue.Pointer(pointer, field)
}

// addParameter declares an optional parameter of a request.
func (s *Suggester) addParameter(about *subject, in contract.In, what string, schema *jsonvalue.Object) []proposal {
	if !s.mayShow(about) {
		return nil
	}
	typ, _ := schema.Get(typeKeyword)
	title := fmt.Sprintf("add the %s %s (%s)", what, about.name, typ)
	parameter := object("name", about.name, "in", string(in), "schema", schema)
	return []proposal{{title, []step{insertInto(within(about.pointer, "parameters"), "-", parameter, before("requestBody", "responses"))}}}
}
