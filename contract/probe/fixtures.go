package probe

import (
	"fmt"
	"maps"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Fixtures are values that only the server knows, such as the IDs of existing resources. Use
// [ParseFixtures] to read them.
type Fixtures struct {
	all derive.Values
	// byOperation has the fixtures of single operations by operationId.
	byOperation map[string]derive.Values
}

// ParseFixtures parses fixtures in YAML. Errors mention the file by its name. A fixture is a value
// or a list of values:
//
//	parameters: {bookId: [1, 2]}
//	properties: {author_id: 7}
//	operations:
//	  deleteBook:
//	    parameters: {bookId: 2}
func ParseFixtures(name string, text []byte) (Fixtures, error) {
	file, err := document.ParseFile(name, "the fixtures of a probe", text)
	if err != nil {
		return Fixtures{}, err
	}
	root := file.Root()
	f := Fixtures{byOperation: map[string]derive.Values{}}
	for key, node := range root.Fields() {
		if !slices.Contains([]string{"parameters", "properties", "operations"}, key) {
			return Fixtures{}, fmt.Errorf("%s: unknown key %q; write parameters, properties or operations", node.Place(), key)
		}
	}
	f.all = valuesAt(root)
	for id, node := range root.Get("operations").Fields() {
		own := valuesAt(node)
		f.byOperation[id] = derive.Values{
			Parameters: merged(f.all.Parameters, own.Parameters), Properties: merged(f.all.Properties, own.Properties),
		}
	}
	return f, nil
}

// of returns the fixtures for an operation.
func (f Fixtures) of(id string) derive.Values {
	if own, ok := f.byOperation[id]; ok {
		return own
	}
	return f.all
}

func valuesAt(node *document.Node) derive.Values {
	return derive.Values{Parameters: lists(node.Get("parameters")), Properties: lists(node.Get("properties"))}
}

// lists returns the lists of values by name.
func lists(node *document.Node) map[string][]any {
	all := map[string][]any{}
	for name, value := range node.Fields() {
		if value.Kind() != document.Array {
			all[name] = []any{derive.Plain(value)}
			continue
		}
		for item := range value.Items() {
			all[name] = append(all[name], derive.Plain(item))
		}
	}
	return all
}

func merged(all, own map[string][]any) map[string][]any {
	result := maps.Clone(all)
	if result == nil {
		result = map[string][]any{}
	}
	maps.Copy(result, own)
	return result
}
