package mutation

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// root makes the mutants of the whole document. A component has its mutants where it is defined,
// not where it is referred to.
func (g *generator) root() {
	root := g.document.Node("")
	g.security("", "each operation without security of its own", root)
	g.invariants("", root)
	for _, path := range fields(child(root, "paths")) {
		if !isExtension(path.name) {
			g.path(edit.Pointer("/paths", path.name), path)
		}
	}
	components := child(root, "components")
	for _, f := range fields(child(components, "parameters")) {
		g.parameter(edit.Pointer("/components/parameters", f.name), f.value)
	}
	for _, f := range fields(child(components, "headers")) {
		g.header(edit.Pointer("/components/headers", f.name), "the header "+f.name, f.value)
	}
	for _, f := range fields(child(components, "requestBodies")) {
		g.requestBody(edit.Pointer("/components/requestBodies", f.name), "the body "+f.name, f.value)
	}
	for _, f := range fields(child(components, "responses")) {
		g.response(edit.Pointer("/components/responses", f.name), "the response "+f.name, f.value)
	}
	for _, f := range fields(child(components, "schemas")) {
		g.schema(site{at: edit.Pointer("/components/schemas", f.name), name: f.name}, f.value)
	}
	for _, f := range fields(child(components, "securitySchemes")) {
		g.credential(edit.Pointer("/components/securitySchemes", f.name), f)
	}
}

func isExtension(key string) bool { return strings.HasPrefix(key, "x-") }

// methods are those of a path item, in the order in which an unused one is looked for.
func methods() []string {
	return []string{"post", "put", "patch", "get", "delete", "head", "options", "trace"}
}

func (g *generator) path(at string, path field) {
	if isReference(path.value) {
		return
	}
	g.mutant(Path, at, "", g.rename(at, path.name+"-moved"), "move the path to "+path.name+"-moved", "an exchange of "+path.name)
	for i, p := range items(child(path.value, "parameters")) {
		g.listedParameter(edit.Pointer(at, "parameters", strconv.Itoa(i)), path.name, p)
	}
	for _, f := range fields(path.value) {
		if slices.Contains(methods(), f.name) {
			g.operation(edit.Pointer(at, f.name), path, f)
		}
	}
}

func (g *generator) operation(at string, path, method field) {
	operation, name := method.value, strings.ToUpper(method.name)+" "+path.name
	free := slices.IndexFunc(methods(), func(m string) bool { return child(path.value, m) == nil })
	if free >= 0 {
		other := methods()[free]
		g.mutant(Method, at, other, g.rename(at, other), "make the method "+strings.ToUpper(other), "an exchange of "+name)
	}
	g.security(at, name, operation)
	g.invariants(at, operation)
	for i, p := range items(child(operation, "parameters")) {
		g.listedParameter(edit.Pointer(at, "parameters", strconv.Itoa(i)), name, p)
	}
	g.requestBody(edit.Pointer(at, "requestBody"), "the body of "+name, child(operation, "requestBody"))
	g.statuses(edit.Pointer(at, "responses"), name, child(operation, "responses"))
}

// security makes the mutants of the security of an operation, or of the document.
func (g *generator) security(at, name string, holder *yaml.Node) {
	list := child(holder, "security")
	alternatives := items(list)
	at = edit.Pointer(at, "security")
	if len(alternatives) > 0 {
		g.mutant(DropSecurity, at, "all", g.set(at, []any{}), "ask for no credential", "a request without a credential, to "+name)
	}
	for i, alternative := range alternatives {
		at, schemes := edit.Pointer(at, strconv.Itoa(i)), fields(alternative)
		var names []string
		for _, s := range schemes {
			names = append(names, s.name)
			if len(schemes) > 1 {
				at := edit.Pointer(at, s.name)
				g.mutant(DropSecurity, at, "", g.remove(at), "don't ask for "+s.name, "a request without "+s.name+", to "+name)
			}
		}
		if len(alternatives) > 1 {
			what := strings.Join(names, " and ")
			if what == "" {
				what = "no credential"
			}
			g.mutant(DropSecurity, at, "", g.remove(at), "don't take "+what, "a request with "+what+", to "+name)
		}
	}
}

// credential makes the mutants of a security scheme whose kind of credential shows in a request.
func (g *generator) credential(at string, scheme field) {
	killer := "a request with a credential of " + scheme.name
	switch scalar(child(scheme.value, "type")) {
	case "http":
		other := "basic"
		if strings.EqualFold(scalar(child(scheme.value, "scheme")), other) {
			other = "bearer"
		}
		at := edit.Pointer(at, "scheme")
		g.mutant(Credential, at, other, g.set(at, other), "make "+scheme.name+" a "+other+" credential", killer)
	case "apiKey":
		at, other := edit.Pointer(at, "name"), scalar(child(scheme.value, "name"))+"-Renamed"
		g.mutant(Credential, at, "", g.set(at, other), "let the credential of "+scheme.name+" stand in "+other, killer)
	}
}

// statuses makes the mutants of the responses of an operation.
func (g *generator) statuses(at, name string, responses *yaml.Node) {
	var all []field
	for _, f := range fields(responses) {
		if !isExtension(f.name) {
			all = append(all, f)
		}
	}
	for i, f := range all {
		at, what := edit.Pointer(at, f.name), name+" answered with "+f.name
		if len(all) > 1 {
			g.mutant(DropStatus, at, "", g.remove(at), "remove the status "+f.name, what)
		}
		for _, other := range all[i+1:] {
			if g.content(f.value) != g.content(other.value) {
				g.mutant(SwapStatus, at, other.name, g.swap(parentOf(at), f.name, other.name),
					"swap the responses of "+f.name+" and "+other.name, what+", or with "+other.name)
			}
		}
		g.response(at, what, f.value)
	}
}

// content returns what a response says about its headers and bodies, without examples. Responses
// that say the same have the same content.
func (g *generator) content(response *yaml.Node) string {
	response = resolved(g.document, response)
	b := strings.Builder{}
	b.WriteString(flat(child(response, "headers")) + "\n")
	for _, media := range fields(child(response, "content")) {
		b.WriteString(media.name + " " + flat(child(media.value, "schema")) + "\n")
	}
	return b.String()
}

// flat returns a node as one line of YAML.
func flat(node *yaml.Node) string {
	if node == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString(strconv.Itoa(int(node.Kind)) + strconv.Quote(node.Value))
	for _, c := range node.Content {
		b.WriteString("(" + flat(c) + ")")
	}
	return b.String()
}

func (g *generator) response(at, name string, response *yaml.Node) {
	if response == nil || isReference(response) {
		return
	}
	g.invariants(at, response)
	for _, f := range fields(child(response, "headers")) {
		at := edit.Pointer(at, "headers", f.name)
		g.mutant(DropHeader, at, "", g.remove(at), "remove the header "+f.name, name+", with the header "+f.name)
		g.mutant(RenameHeader, at, "", g.rename(at, f.name+"-Renamed"), "rename the header "+f.name+" to "+f.name+"-Renamed", name+", with the header "+f.name)
		g.header(at, "the header "+f.name+" of "+name, f.value)
	}
	g.mediaTypes(at, "the body of "+name, child(response, "content"))
}

func (g *generator) mediaTypes(at, name string, content *yaml.Node) {
	for _, f := range fields(content) {
		at, other := edit.Pointer(at, "content", f.name), "application/octet-stream"
		if f.name == other {
			other = "application/json"
		}
		if child(content, other) == nil {
			g.mutant(MediaType, at, "", g.rename(at, other), "make the media type "+other, "an exchange with "+name+" as "+f.name)
		}
		g.schema(site{at: edit.Pointer(at, "schema"), name: name}, child(f.value, "schema"))
	}
}

func (g *generator) requestBody(at, name string, body *yaml.Node) {
	if body == nil || isReference(body) {
		return
	}
	g.toggleRequired(at, name, body)
	g.mediaTypes(at, name, child(body, "content"))
}

// toggleRequired makes something required optional, or something optional required.
func (g *generator) toggleRequired(at, name string, holder *yaml.Node) {
	required := child(holder, "required")
	at = edit.Pointer(at, "required")
	if isTrue(required) {
		g.mutant(Optional, at, "", g.set(at, false), "make "+name+" optional", "an exchange without "+name)
	} else {
		g.mutant(Mandatory, at, "", g.put(at, true), "require "+name, "an exchange without "+name)
	}
}
