package suggest

import (
	"encoding/json"
	"fmt"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// addParameter declares a query parameter or a header of a request, which may be left out.
func (s *Suggester) addParameter(w *wish, in contract.In) []proposal {
	name := w.subject.name
	if name == "" || s.isSecretName(name) || w.evidence.secret {
		return nil
	}
	schemas := []*yaml.Node{mapping(typeKeyword, w.evidence.values.textType())}
	if in == contract.InQuery && w.evidence.values.repeated {
		schemas = []*yaml.Node{mapping(typeKeyword, openapi3.TypeArray, "items", schemas[0])}
	}
	title := fmt.Sprintf("add the %s %s (%s)", describeIn[in], name, schemas[0].Content[1].Value)
	at := w.subject.document
	parameter := mapping("name", name, "in", string(in), "schema", schemas[0])
	if _, last := cut(at); last == "parameters" {
		return []proposal{{title, []step{insert(edit.Pointer(at, "-"), s.like(at, parameter))}}}
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{parameter}}
	return []proposal{{title, []step{insertBefore(edit.Pointer(at, "parameters"), list, "requestBody", "responses")}}}
}

var describeIn = map[contract.In]string{contract.InQuery: "query parameter", contract.InHeader: "header"}

// addHeader declares a header, of a request or of a response.
func (s *Suggester) addHeader(w *wish) []proposal {
	if w.groups[0].Examples[0].Side == contract.RequestSide {
		return s.addParameter(w, contract.InHeader)
	}
	name := w.subject.name
	if s.isSecretName(name) || w.evidence.secret {
		return nil
	}
	title := fmt.Sprintf("add the header %s (%s)", name, w.evidence.values.textType())
	at := w.subject.document
	header := mapping("schema", mapping(typeKeyword, w.evidence.values.textType()))
	if _, last := cut(at); last == "headers" {
		return []proposal{{title, []step{insert(edit.Pointer(at, name), s.like(at, header))}}}
	}
	return []proposal{{title, []step{insertBefore(edit.Pointer(at, "headers"), mapping(name, header), "content", "links")}}}
}

// textType returns which type texts from a URL or a header have.
func (v *values) textType() string {
	if v.many {
		return openapi3.TypeString
	}
	var all shape
	for _, text := range v.distinct {
		text, _ := text.(string)
		var value any = text
		if text == "true" || text == "false" {
			value = true
		} else if isNumber(text) {
			value = json.Number(text)
		}
		all.add(value)
	}
	if names := all.names(); len(names) == 1 {
		return names[0]
	}
	return openapi3.TypeString
}
