package mutation

import (
	"maps"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// secretNames returns the names that hold secrets in all operations of a document. They are the
// names of writeOnly properties, and the places of the keys of security schemes.
func secretNames(c *contract.Contract) (map[string]bool, error) {
	d, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	names := map[string]bool{}
	for _, scheme := range d.Root().At("components", "securitySchemes").Fields() {
		scheme = scheme.Target()
		if scheme.StringAt("type") == "apiKey" {
			names["key "+scheme.StringAt("in")+" "+scheme.StringAt("name")] = true
		}
	}
	for _, f := range d.Files() {
		for n := range f.Root().All() {
			for property, schema := range n.Get("properties").Fields() {
				if schema.Target().Get(writeOnly).IsTrue() {
					names["property "+property] = true
				}
			}
		}
	}
	return names, nil
}

// hasSameSecrets reports whether the mutant and the document have the same secret names in a
// version.
func (r *Runner) hasSameSecrets(version string, mutant *contract.Contract) bool {
	before, err := secretNames(versionOf(r.contract, version))
	if err != nil {
		return false
	}
	names, err := secretNames(mutant)
	return err == nil && maps.Equal(names, before)
}
