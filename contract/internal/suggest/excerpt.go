package suggest

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// excerpt is a document that has only some of the paths, and the parts that these paths refer to.
// Its operations have the same findings as in the whole document, at the same pointers. Reading it
// takes much less time.
type excerpt struct {
	// contract is nil until the excerpt is needed.
	contract *contract.Contract
	// files has the values of the files by location. texts has the same values as JSON.
	files map[string]any
	texts map[string][]byte
	// size is the length of the texts. Short values take as long to read as others, so it counts
	// them as longer.
	size int
	// paths has the paths of the excerpt.
	paths map[string]bool
}

// bytesPerValue is how many bytes of a text have a value in usual documents.
const bytesPerValue = 8

// excerpt returns an excerpt with the operations that may change the findings of exchanges of some
// paths. The excerpt also has the parts others.
func (s *Suggester) excerpt(paths []string, others []*document.Node) (*excerpt, error) {
	e := &excerpt{files: map[string]any{}, texts: map[string][]byte{}, paths: map[string]bool{}}
	from := slices.Clone(others)
	for _, path := range slices.Concat(paths, s.remembered) {
		e.paths[path] = true
		from = append(from, s.parts.item(path))
	}
	keep, known := s.parts.reached(from)
	if !known {
		for _, f := range s.tree.Files() {
			keep[f.Root()] = true
		}
	}
	way := map[*document.Node]bool{} // The nodes on the way from the root to the kept nodes.
	for part := range keep {
		for at := part.Parent(); at != nil && !way[at]; at = at.Parent() {
			way[at] = true
		}
	}
	for _, f := range s.tree.Files() {
		if !keep[f.Root()] && !way[f.Root()] {
			continue
		}
		e.files[f.Location()] = selected(f.Root(), keep, way)
		text, err := jsonvalue.Append(nil, e.files[f.Location()])
		if err != nil {
			return nil, err
		}
		e.texts[f.Location()] = text
		e.size += max(len(text), bytesPerValue*document.ValuesIn(text))
	}
	return e, nil
}

// selected returns the value of a node. It has only the nodes that are kept, and the nodes on the
// way to them.
func selected(n *document.Node, keep, way map[*document.Node]bool) any {
	if keep[n] || n.Kind() != document.Object {
		return n.Value()
	}
	o := object()
	for name, field := range n.Fields() {
		// A scalar may be an $id, which changes where references lead.
		if keep[field] || way[field] || isScalar(field) {
			o.Members = append(o.Members, jsonvalue.Member{Name: name, Value: selected(field, keep, way)})
		}
	}
	return o
}

// with returns the contract of the excerpt after some edits.
func (e *excerpt) with(proposals []proposal) (*contract.Contract, error) {
	files := map[string]any{}
	for _, p := range proposals {
		for _, step := range p.steps {
			value, isEdited := files[step.location]
			if !isEdited {
				value = e.files[step.location]
			}
			var err error
			if files[step.location], err = changed(value, jsonvalue.Tokens(step.within), step.inValue); err != nil {
				return nil, err
			}
		}
	}
	texts := maps.Clone(e.texts)
	for location, value := range files {
		text, err := jsonvalue.Append(nil, value)
		if err != nil {
			return nil, err
		}
		texts[location] = text
	}
	return e.contract.WithFiles(texts)
}

// rememberedPaths returns the paths with an operation that an invariant mentions. The invariant may
// refer to an earlier exchange of that operation.
func rememberedPaths(c *contract.Contract, doc *document.Document) []string {
	var rules strings.Builder
	for _, i := range c.Invariants() {
		rules.WriteString(i.When + "\n" + i.Rule + "\n")
	}
	if rules.Len() == 0 {
		return nil
	}
	var paths []string
	for path, item := range doc.Root().Get(pathsField).Fields() {
		for _, operation := range item.Target().Fields() {
			if id := operation.StringAt("operationId"); id != "" && strings.Contains(rules.String(), id) {
				paths = append(paths, path)
				break
			}
		}
	}
	return paths
}
