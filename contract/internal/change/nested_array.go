package change

import (
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// refuseNestedArrays returns an error if the items of an array are arrays of themselves, without
// end. oasdiff shows the type of an array with the type of its items, and would never finish.
func (d *Document) refuseNestedArrays() error {
	ending := map[*document.Node]bool{}
	for n := range d.root.All() {
		var chain []*document.Node
		onChain := map[*document.Node]bool{}
		for schema := target(n); schema.StringAt("type") == "array" && !ending[schema]; schema = target(schema.Get("items")) {
			if onChain[schema] {
				return fmt.Errorf("%s: the schema is an array of nothing but itself, so the documents can't be compared; "+
					"allow something else in its items", schema.Place())
			}
			onChain[schema] = true
			chain = append(chain, schema)
		}
		for _, schema := range chain {
			ending[schema] = true
		}
	}
	return nil
}
