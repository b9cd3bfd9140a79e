package mutation

import (
	"context"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// versionMutants returns the mutants of the overlays of versions. Each overlay has its mutants in
// the first version that it applies to.
func (g *generator) versionMutants(ctx context.Context, c *contract.Contract) ([]Mutant, error) {
	overlays := map[string]string{}
	for _, f := range c.Files() {
		if f.Version != "" {
			overlays[f.Version] = f.Location
		}
	}
	var mutants []Mutant
	for _, name := range c.Versions() {
		version, _ := c.Version(name)
		if overlays[name] == "" {
			continue
		}
		of, err := newGenerator(ctx, version)
		if err != nil {
			return nil, err
		}
		of.left, of.uncounted, of.only = g.left, g.uncounted, overlays[name]
		var own []Mutant
		known := map[string]bool{} // An action may add the same thing at several places.
		for _, m := range of.all() {
			if m.location == overlays[name] && !known[m.written] {
				known[m.written] = true
				own = append(own, m)
			}
		}
		for _, f := range of.tree.Files() {
			if f.Location() == overlays[name] {
				own = append(own, of.actions(f)...)
			}
		}
		for _, m := range own {
			m.version, m.ID = name, m.written
			mutants = append(mutants, m)
		}
	}
	return mutants, nil
}

// actions returns a mutant for each action of an overlay. The mutant lacks the action.
func (g *generator) actions(f *document.File) []Mutant {
	var mutants []Mutant
	list := f.Root().Get("actions")
	for i := range list.Len() {
		index := strconv.Itoa(i)
		at := jsonvalue.Pointer("/actions", index)
		action := list.Get(index)
		target := action.StringAt("target")
		mutants = append(mutants, Mutant{
			ID: string(DropAction) + " " + f.Location() + "#" + at, Kind: DropAction, Place: contract.Place(action.Place()), location: f.Location(),
			written:     string(DropAction) + " " + f.Location() + "#" + at,
			Description: "remove the action on " + target, Killer: "an exchange of what the overlay changes at " + target,
			edit: func() ([]byte, error) {
				d, err := g.files.File(f.Location())
				if err != nil {
					return nil, err
				}
				return d.Remove(at)
			},
		})
	}
	return mutants
}
