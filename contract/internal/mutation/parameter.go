package mutation

import (
	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// inPath is the location of parameters that a path can't be without: such a parameter can't be
// removed, renamed, moved or made optional.
const inPath = "path"

// listedParameter makes the mutants of an item under parameters.
func (g *generator) listedParameter(at, holder string, parameter *yaml.Node) {
	declared := resolved(g.document, parameter)
	if name, in := scalar(child(declared, "name")), scalar(child(declared, "in")); in != inPath {
		g.mutant(DropParameter, at, "", g.remove(at), "remove the "+in+" parameter "+name, "a request to "+holder+" with the "+in+" parameter "+name)
	}
	g.parameter(at, parameter)
}

// parameter makes the mutants of a parameter where it is defined.
func (g *generator) parameter(at string, parameter *yaml.Node) {
	if isReference(parameter) {
		return
	}
	name, in := scalar(child(parameter, "name")), scalar(child(parameter, "in"))
	what := "the " + in + " parameter " + name
	if in != inPath {
		at := edit.Pointer(at, "name")
		g.mutant(RenameParameter, at, "", g.set(at, name+"-Renamed"), "rename "+what+" to "+name+"-Renamed", "a request with "+what)
		at = edit.Pointer(parentOf(at), "in")
		other := "header"
		if in == other {
			other = "query"
		}
		g.mutant(MoveParameter, at, other, g.set(at, other), "move "+what+" to the "+other, "a request with "+what)
		g.toggleRequired(parentOf(at), what, parameter)
	}
	g.valueOf(at, what, parameter, in == inPath)
}

// header makes the mutants of a response header where it is defined.
func (g *generator) header(at, name string, header *yaml.Node) {
	if isReference(header) {
		return
	}
	g.toggleRequired(at, name, header)
	g.valueOf(at, name, header, false)
}

// valueOf makes the mutants of the value of a parameter or a header.
func (g *generator) valueOf(at, name string, holder *yaml.Node, single bool) {
	g.schema(site{at: edit.Pointer(at, "schema"), name: name, text: true, single: single}, child(holder, "schema"))
	for _, f := range fields(child(holder, "content")) {
		g.schema(site{at: edit.Pointer(at, "content", f.name, "schema"), name: name}, child(f.value, "schema"))
	}
}
