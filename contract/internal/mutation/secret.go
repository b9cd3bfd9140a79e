package mutation

import (
	"maps"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// secretNames returns what a document says about secrets for all operations, also where none uses
// it: the names of the properties that are writeOnly, and the locations of the keys of security
// schemes.
func secretNames(name string, document []byte) (map[string]bool, error) {
	d, err := edit.Parse(name, document)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, scheme := range fields(d.Node("/components/securitySchemes")) {
		if scalar(child(scheme.value, "type")) == "apiKey" {
			names["key "+scalar(child(scheme.value, "in"))+" "+scalar(child(scheme.value, "name"))] = true
		}
	}
	var walk func(node *yaml.Node)
	walk = func(node *yaml.Node) {
		for _, property := range fields(child(node, "properties")) {
			if isTrue(child(resolved(d, property.value), writeOnly)) {
				names["property "+property.name] = true
			}
		}
		for _, inner := range node.Content {
			walk(inner)
		}
	}
	walk(d.Node(""))
	return names, nil
}

// maxReferences limits how many references in a row are followed, since they may be circular.
const maxReferences = 100

// resolved follows references and aliases.
func resolved(d *edit.Document, node *yaml.Node) *yaml.Node {
	for range maxReferences {
		switch target := child(node, "$ref"); {
		case node != nil && node.Kind == yaml.AliasNode:
			node = node.Alias
		case target != nil:
			node = d.Node(strings.TrimPrefix(scalar(target), "#"))
		default:
			return node
		}
	}
	return nil
}

// sameSecrets reports whether a mutant says the same about secrets as the document.
func (r *Runner) sameSecrets(document []byte) bool {
	names, err := secretNames(r.name, document)
	return err == nil && maps.Equal(names, r.secrets)
}
