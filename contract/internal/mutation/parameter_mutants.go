package mutation

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// inPath is the place of a path parameter. Without the parameter, the path would be invalid, so a
// mutant can't remove, rename or move it or make it optional.
const inPath = "path"

// parameters makes the mutants of the parameters that a path item or an operation lists.
func (g *generator) parameters(at, holder string, holding *document.Node) {
	at = jsonvalue.Pointer(at, "parameters")
	for i, item := range holding.Get("parameters").Entries() {
		at, declared := jsonvalue.Pointer(at, i), item.Target()
		if name, in := declared.StringAt("name"), declared.StringAt("in"); in != inPath {
			g.mutant(DropParameter, at, "", g.remove(at), "remove the "+in+" parameter "+name, "a request to "+holder+" with the "+in+" parameter "+name)
		}
		g.parameter(at, item)
	}
}

// parameter makes the mutants of a parameter at the place where it is defined.
func (g *generator) parameter(at string, parameter *document.Node) {
	at, parameter = g.written(at, parameter)
	if parameter == nil {
		return
	}
	name, in := parameter.StringAt("name"), parameter.StringAt("in")
	what := "the " + in + " parameter " + name
	if in != inPath {
		nameAt, inAt := jsonvalue.Pointer(at, "name"), jsonvalue.Pointer(at, "in")
		g.mutant(RenameParameter, nameAt, "", g.set(nameAt, name+"-Renamed"), "rename "+what+" to "+name+"-Renamed", "a request with "+what)
		other := "header"
		if in == other {
			other = "query"
		}
		g.mutant(MoveParameter, inAt, other, g.set(inAt, other), "move "+what+" to the "+other, "a request with "+what)
		g.toggleRequired(at, what, parameter)
	}
	g.valueOf(at, what, parameter, in == inPath)
}

// header makes the mutants of a response header at the place where it is defined.
func (g *generator) header(at, name string, header *document.Node) {
	at, header = g.written(at, header)
	if header == nil {
		return
	}
	g.toggleRequired(at, name, header)
	g.valueOf(at, name, header, false)
}

// valueOf makes the mutants of the value of a parameter or a header.
func (g *generator) valueOf(at, name string, holder *document.Node, single bool) {
	g.schema(site{at: jsonvalue.Pointer(at, "schema"), name: name, schema: holder.Get("schema"), isString: true, single: single})
	for mediaType, media := range holder.Get("content").Fields() {
		g.mediaType(jsonvalue.Pointer(at, "content", mediaType), name, media)
	}
}
