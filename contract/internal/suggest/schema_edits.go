package suggest

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// addProperty declares a property that messages have, with the types that it has there. A schema
// that allows no other properties still forbids them.
func (s *Suggester) addProperty(about *subject) []proposal {
	if !s.mayShow(about) {
		return nil
	}
	types := &about.evidence.values.types
	title := fmt.Sprintf("add the property %s (%s)", about.name, types)
	at := about.pointer
	if about.keyword == additional || about.keyword == unevaluated {
		at, _ = about.parent()
	}
	var proposals []proposal
	for _, schema := range s.schemasOf(types) {
		proposals = append(proposals, proposal{title, []step{insertInto(within(at, "properties"), about.name, schema, atEnd)}})
	}
	return proposals
}

// addToNames adds a name to the enum under propertyNames.
func (s *Suggester) addToNames(about *subject) []proposal {
	names := s.tree.Find(about.pointer).Target().Get(enum)
	if names == nil || !s.mayShow(about) {
		return nil
	}
	return []proposal{{"add " + literal(about.name) + " to the names", []step{insert(jsonvalue.Pointer(names.Pointer(), "-"), about.name, atEnd)}}}
}

// dropRequired proposes to make a property optional, always or beside another property.
func (s *Suggester) dropRequired(about *subject) []proposal {
	list, index := about.parent()
	name := s.tree.Find(about.pointer).Text()
	if s.tree.Find(list).Kind() != document.Array || index == "" {
		return nil
	}
	return []proposal{{"no longer require " + about.groups[0].Examples[0].Expected, []step{removeName(list, name)}}}
}

// makeOptional proposes to make a header, a parameter or the body of a request optional.
func (s *Suggester) makeOptional(about *subject) []proposal {
	if _, last := about.parent(); last != required {
		return nil
	}
	return []proposal{{"no longer require " + about.groups[0].Examples[0].Expected, []step{remove(about.pointer)}}}
}

// allowNull makes a schema of OpenAPI 3.0 nullable.
func (s *Suggester) allowNull(about *subject) []proposal {
	const title = titleOfNull
	schema := s.tree.Find(about.pointer)
	if isScalar(schema) {
		schema = schema.Parent()
		if schema.Get(nullable) != nil {
			return []proposal{{title, []step{set(jsonvalue.Pointer(schema.Pointer(), nullable), true)}}}
		}
	}
	allow := insert(jsonvalue.Pointer(schema.Pointer(), nullable), true, after(typeKeyword))
	proposals := []proposal{{title, []step{allow}}}
	if schema.Get(enum) != nil {
		proposals = append(proposals, proposal{title, []step{allow, insert(jsonvalue.Pointer(schema.Pointer(), enum, "-"), nil, atEnd)}})
	}
	return proposals
}

func isScalar(n *document.Node) bool {
	return n != nil && n.Kind() != document.Object && n.Kind() != document.Array
}

// isSecretPlace reports whether a value is secret, according to the schema around the keyword or a
// name on the way to the value.
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
		steps = append(steps, insert(jsonvalue.Pointer(about.pointer, "-"), value, atEnd))
	}
	if len(steps) == 0 {
		return nil
	}
	return []proposal{{"add " + strings.Join(shown, ", ") + " to the enum", steps}}
}

// inDocument returns the values at a place, sorted and in the form that the document uses at this
// place. For example, the string of a parameter may become a number.
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

// constToEnum replaces a const with an enum that has the const and the values of the messages.
func (s *Suggester) constToEnum(about *subject) []proposal {
	seen := &about.evidence.values
	if about.evidence.secret || seen.many || s.isSecretPlace(about) {
		return nil
	}
	all := jsonvalue.Array{s.tree.Find(about.pointer)}
	var shown []string
	for _, value := range s.inDocument(about, seen.distinct) {
		shown, all = append(shown, literal(value)), append(all, value)
	}
	schema, _ := about.parent()
	if len(shown) == 0 || s.tree.Find(schema).Get(enum) != nil {
		return nil
	}
	return []proposal{{"allow " + strings.Join(shown, ", ") + " beside the constant", []step{
		insert(jsonvalue.Pointer(schema, enum), edit.InBrackets{Value: all}, after(constKeyword)), remove(about.pointer),
	}}}
}

// widenType allows all numbers where only integers were allowed. From OpenAPI 3.1 on, it also
// allows null or scalars of another type.
func (s *Suggester) widenType(about *subject) []proposal {
	types := &about.evidence.values.types
	found := types.sorted()
	declared := s.tree.Find(about.pointer)
	if s.isLater {
		return s.extendTypes(about, declared)
	}
	if declared.Text() != openapi3.TypeInteger || len(found) != 1 || found[0] != openapi3.TypeNumber || types.names[null] {
		return nil
	}
	return []proposal{{allowNumbers, []step{set(about.pointer, openapi3.TypeNumber)}}}
}

const (
	allowNumbers = "allow all numbers"
	titleOfNull  = "allow null"
)

// extendTypes adds the types of the values in the messages to the types that a schema has. It never
// adds objects or arrays, because the schema would say nothing about their content.
func (s *Suggester) extendTypes(about *subject, declared *document.Node) []proposal {
	types := &about.evidence.values.types
	all := typesAt(declared)
	added := types.withNull()
	if len(all) == 0 || slices.Contains(added, openapi3.TypeArray) || slices.Contains(added, openapi3.TypeObject) {
		return nil
	}
	for _, name := range added {
		if i := slices.Index(all, openapi3.TypeInteger); name == openapi3.TypeNumber && i >= 0 {
			all[i] = name // All integers are numbers, so number replaces integer.
		} else if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	title := "allow " + strings.Join(added, ", ")
	switch {
	case len(all) == 1:
		title = allowNumbers
	case slices.Equal(added, []string{null}):
		title = titleOfNull
	}
	steps := []step{setTypes(about.pointer, all)}
	proposals := []proposal{{title, steps}}
	if beside := allowNullBeside(declared.Parent()); types.names[null] && len(beside) > 0 {
		proposals = append(proposals, proposal{title, append(slices.Clone(steps), beside...)})
	}
	return proposals
}

// typesAt returns the types of a schema that has the keyword at a node.
func typesAt(declared *document.Node) []string {
	if declared.Kind() == document.String {
		return []string{declared.Text()}
	}
	var all []string // It stays nil for a schema without a type.
	for name := range declared.Items() {
		all = append(all, name.Text())
	}
	return all
}

// allowNullBeside returns the steps that allow null in an enum or beside a const.
func allowNullBeside(schema *document.Node) []step {
	constant := schema.Get(constKeyword)
	switch {
	case schema.Get(enum) != nil:
		return []step{insert(jsonvalue.Pointer(schema.Pointer(), enum, "-"), nil, atEnd)}
	case constant != nil:
		either := edit.InBrackets{Value: jsonvalue.Array{constant, nil}}
		return []step{insert(jsonvalue.Pointer(schema.Pointer(), enum), either, after(constKeyword)), remove(constant.Pointer())}
	default:
		return nil
	}
}

// setTypes replaces the type of a schema.
func setTypes(at string, types []string) step {
	if len(types) == 1 {
		return set(at, types[0])
	}
	return set(at, edit.InBrackets{Value: typeList(types)})
}

// widenBound moves a bound so that it allows the values in the messages.
func (s *Suggester) widenBound(about *subject) []proposal {
	if about.evidence.secret || s.isSecretPlace(about) {
		return nil // A report must not show the length of a secret.
	}
	seen := &about.evidence.values
	var bound any
	switch about.keyword {
	case minLength:
		bound = seen.shortest
	case maxLength:
		bound = seen.longest
	case minItems, minProperties:
		bound = seen.fewest
	case maxItems, maxProperties:
		bound = seen.most
	case minimum, exclusiveMinimum:
		bound = seen.least
	case maximum, exclusiveMaximum:
		bound = seen.greatest
	}
	if bound == jsonvalue.Number("") {
		return nil
	}
	verb := "raise"
	if strings.HasPrefix(strings.ToLower(strings.TrimPrefix(about.keyword, "exclusive")), "min") {
		verb = "lower"
	}
	inclusive := map[string]string{exclusiveMinimum: minimum, exclusiveMaximum: maximum}[about.keyword]
	if inclusive != "" {
		title := fmt.Sprintf("replace %s by the %s %v", about.keyword, inclusive, bound)
		return []proposal{{title, s.includeBound(about, inclusive, bound)}}
	}
	return []proposal{{fmt.Sprintf("%s %s to %v", verb, about.keyword, bound), []step{set(about.pointer, bound)}}}
}

// includeBound replaces an exclusive bound with an inclusive one.
func (s *Suggester) includeBound(about *subject, inclusive string, bound any) []step {
	schema, _ := about.parent()
	at := jsonvalue.Pointer(schema, inclusive)
	if s.tree.Find(at) != nil {
		return []step{set(at, bound), remove(about.pointer)}
	}
	return []step{insert(at, bound, after(about.keyword)), remove(about.pointer)}
}
