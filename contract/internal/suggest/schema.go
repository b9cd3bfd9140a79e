package suggest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// addProperty declares a property that came, with the types that it had.
func (s *Suggester) addProperty(w *wish) []proposal {
	name := w.subject.name
	if name == "" || s.isSecretName(name) || w.evidence.secret {
		return nil
	}
	shape := &w.evidence.values.shape
	title := fmt.Sprintf("add the property %s (%s)", name, shape)
	at := w.subject.document
	if _, last := cut(at); last == "properties" {
		return []proposal{{title, []step{insert(edit.Pointer(at, name), s.like(at, shape.schema()))}}}
	}
	return []proposal{{title, []step{insert(edit.Pointer(at, "properties"), mapping(name, shape.schema()))}}}
}

// like returns a node in brackets if the last one at a place is.
func (s *Suggester) like(at string, n *yaml.Node) *yaml.Node {
	siblings := s.document.Node(at)
	if siblings != nil && len(siblings.Content) > 0 && siblings.Content[len(siblings.Content)-1].Style&yaml.FlowStyle != 0 {
		n.Style |= yaml.FlowStyle
	}
	return n
}

func (s *Suggester) dropRequired(w *wish) []proposal {
	at := w.subject.document
	list, index := cut(at)
	names := s.document.Node(list)
	if names == nil || names.Kind != yaml.SequenceNode || index == "" {
		return nil
	}
	title := "no longer require " + w.subject.name
	if len(names.Content) == 1 {
		at = list // The list must not be empty.
	}
	return []proposal{{title, []step{remove(at)}}}
}

// makeOptional no longer requires a header, a parameter or the body of a request.
func (s *Suggester) makeOptional(w *wish) []proposal {
	first := w.groups[0].Examples[0]
	if _, key := cut(w.subject.document); key != required {
		return nil
	}
	return []proposal{{"no longer require " + first.Expected, []step{remove(w.subject.document)}}}
}

func (s *Suggester) allowNull(w *wish) []proposal {
	const title = "allow null"
	at := w.subject.document
	if n := s.document.Node(at); n != nil && n.Kind == yaml.ScalarNode {
		at, _ = cut(at)
		if s.document.Node(edit.Pointer(at, nullable)) != nil {
			return []proposal{{title, []step{set(edit.Pointer(at, nullable), true)}}}
		}
	}
	allow := insertAfter(edit.Pointer(at, nullable), typeKeyword, true)
	proposals := []proposal{{title, []step{allow}}}
	if s.document.Node(edit.Pointer(at, enum)) != nil {
		proposals = append(proposals, proposal{title, []step{allow, insert(edit.Pointer(at, enum, "-"), nil)}})
	}
	return proposals
}

// isSecretPlace reports whether the schema around a keyword, or a name on the way to the value, says that it is secret.
func (s *Suggester) isSecretPlace(w *wish) bool {
	schema, _ := cut(w.subject.document)
	n := s.document.Node(schema)
	for i := 0; n != nil && i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i].Value, n.Content[i+1].Value
		if key == "writeOnly" && value == "true" || key == "format" && value == "password" {
			return true
		}
	}
	names := append(contract.Location{Pointer: schema}.Names(), w.groups[0].Cause.At.Names()...)
	return slices.ContainsFunc(names, s.isSecretName)
}

func (s *Suggester) addToEnum(w *wish) []proposal {
	seen := &w.evidence.values
	if w.evidence.secret || seen.many || s.isSecretPlace(w) {
		return nil
	}
	var shown []string
	var steps []step
	for _, value := range s.literals(w, seen.distinct) {
		shown = append(shown, literal(value))
		steps = append(steps, insert(edit.Pointer(w.subject.document, "-"), scalar(value)))
	}
	if len(steps) == 0 {
		return nil
	}
	return []proposal{{"add " + strings.Join(shown, ", ") + " to the enum", steps}}
}

// literals returns the values of a place as the schema there means them, sorted: the text of a parameter may be a number.
func (s *Suggester) literals(w *wish, found []any) []any {
	schema, _ := cut(w.subject.document)
	literals := slices.Clone(found)
	n := s.document.Node(edit.Pointer(schema, typeKeyword))
	for i, value := range literals {
		text, isText := value.(string)
		if isText && n != nil && (n.Value == openapi3.TypeInteger || n.Value == openapi3.TypeNumber) && isNumber(text) {
			literals[i] = json.Number(text)
		}
	}
	slices.SortFunc(literals, func(a, b any) int {
		return strings.Compare(fmt.Sprintf("%T %v", a, a), fmt.Sprintf("%T %v", b, b))
	})
	return literals
}

// widenType lets numbers be where only integers were.
func (s *Suggester) widenType(w *wish) []proposal {
	n, found := s.document.Node(w.subject.document), w.evidence.values.names()
	if n == nil || n.Value != openapi3.TypeInteger || len(found) != 1 || found[0] != openapi3.TypeNumber || w.evidence.values.types[null] {
		return nil
	}
	return []proposal{{"allow all numbers", []step{set(w.subject.document, openapi3.TypeNumber)}}}
}

// widenBound moves a bound so that it takes what came.
func (s *Suggester) widenBound(w *wish) []proposal {
	if w.evidence.secret || s.isSecretPlace(w) {
		return nil // How long a secret is belongs in no report.
	}
	seen := &w.evidence.values
	var bound any
	verb := "raise"
	switch w.subject.what {
	case minLength:
		bound = seen.shortest
	case maxLength:
		bound = seen.longest
	case minItems:
		bound = seen.fewest
	case maxItems:
		bound = seen.most
	case minimum:
		bound = seen.least
	case maximum:
		bound = seen.greatest
	}
	if strings.HasPrefix(w.subject.what, "min") {
		verb = "lower"
	}
	if bound == json.Number("") {
		return nil
	}
	return []proposal{{fmt.Sprintf("%s %s to %v", verb, w.subject.what, bound), []step{set(w.subject.document, scalar(bound))}}}
}
