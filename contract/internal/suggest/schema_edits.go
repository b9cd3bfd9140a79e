package suggest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// addProperty declares a property that came, with the types that it had.
func (s *Suggester) addProperty(about *subject) []proposal {
	if !s.mayShow(about) {
		return nil
	}
	types := &about.evidence.values.types
	title := fmt.Sprintf("add the property %s (%s)", about.name, types)
	at := about.pointer
	if _, last := about.parent(); last == "properties" {
		return []proposal{{title, []step{insertAlike(jsonvalue.Pointer(at, about.name), types.schema())}}}
	}
	return []proposal{{title, []step{insert(jsonvalue.Pointer(at, "properties"), object(about.name, types.schema()))}}}
}

func (s *Suggester) dropRequired(about *subject) []proposal {
	at := about.pointer
	list, index := about.parent()
	names := s.tree.Find(list)
	if names.Kind() != document.Array || index == "" {
		return nil
	}
	if names.Len() == 1 {
		at = list // The list must not be empty.
	}
	return []proposal{{"no longer require " + about.name, []step{remove(at)}}}
}

// makeOptional no longer requires a header, a parameter or the body of a request.
func (s *Suggester) makeOptional(about *subject) []proposal {
	if _, last := about.parent(); last != required {
		return nil
	}
	return []proposal{{"no longer require " + about.groups[0].Examples[0].Expected, []step{remove(about.pointer)}}}
}

func (s *Suggester) allowNull(about *subject) []proposal {
	const title = "allow null"
	schema := s.tree.Find(about.pointer)
	if isScalar(schema) {
		schema = schema.Parent()
		if schema.Get(nullable) != nil {
			return []proposal{{title, []step{set(jsonvalue.Pointer(schema.Pointer(), nullable), true)}}}
		}
	}
	allow := insertAfter(jsonvalue.Pointer(schema.Pointer(), nullable), typeKeyword, true)
	proposals := []proposal{{title, []step{allow}}}
	if schema.Get(enum) != nil {
		proposals = append(proposals, proposal{title, []step{allow, insert(jsonvalue.Pointer(schema.Pointer(), enum, "-"), nil)}})
	}
	return proposals
}

func isScalar(n *document.Node) bool {
	return n != nil && n.Kind() != document.Object && n.Kind() != document.Array
}

// isSecretPlace reports whether the schema around a keyword, or a name on the way to the value,
// says that the value is secret.
func (s *Suggester) isSecretPlace(about *subject) bool {
	pointer, _ := about.parent()
	schema := s.tree.Find(pointer)
	if schema.Get("writeOnly").IsTrue() || schema.StringAt("format") == "password" {
		return true
	}
	_, within := document.CutPointer(pointer)
	return slices.ContainsFunc(slices.Concat(jsonvalue.Tokens(within), about.groups[0].Cause.At.Names()), s.isSecretName)
}

func (s *Suggester) addToEnum(about *subject) []proposal {
	seen := &about.evidence.values
	if about.evidence.secret || seen.many || s.isSecretPlace(about) {
		return nil
	}
	var shown []string
	var steps []step
	for _, value := range s.inDocument(about, seen.distinct) {
		shown = append(shown, literal(value))
		steps = append(steps, insert(jsonvalue.Pointer(about.pointer, "-"), value))
	}
	if len(steps) == 0 {
		return nil
	}
	return []proposal{{"add " + strings.Join(shown, ", ") + " to the enum", steps}}
}

// inDocument returns the values of a place as the document writes them there, sorted: the string of
// a parameter may be a number.
func (s *Suggester) inDocument(about *subject, found []any) []any {
	schema, _ := about.parent()
	typ := s.tree.Find(schema).StringAt(typeKeyword)
	all := slices.Clone(found)
	for i, value := range all {
		written, isString := value.(string)
		if isString && (typ == openapi3.TypeInteger || typ == openapi3.TypeNumber) && isNumber(written) {
			all[i] = jsonvalue.Number(written)
		}
	}
	slices.SortFunc(all, func(a, b any) int {
		return strings.Compare(fmt.Sprintf("%T %v", a, a), fmt.Sprintf("%T %v", b, b))
	})
	return all
}

// widenType allows all numbers where only integers were allowed.
func (s *Suggester) widenType(about *subject) []proposal {
	types := &about.evidence.values.types
	found := types.sorted()
	if s.tree.Find(about.pointer).Text() != openapi3.TypeInteger || len(found) != 1 || found[0] != openapi3.TypeNumber || types.names[null] {
		return nil
	}
	return []proposal{{"allow all numbers", []step{set(about.pointer, openapi3.TypeNumber)}}}
}

// widenBound moves a bound so that it allows what came.
func (s *Suggester) widenBound(about *subject) []proposal {
	if about.evidence.secret || s.isSecretPlace(about) {
		return nil // A report must not show how long a secret is.
	}
	seen := &about.evidence.values
	var bound any
	verb := "raise"
	switch about.keyword {
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
	if strings.HasPrefix(about.keyword, "min") {
		verb = "lower"
	}
	if bound == jsonvalue.Number("") {
		return nil
	}
	return []proposal{{fmt.Sprintf("%s %s to %v", verb, about.keyword, bound), []step{set(about.pointer, bound)}}}
}
