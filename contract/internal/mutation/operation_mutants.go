package mutation

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// root makes the mutants of the whole document. The target of a reference gets its mutants where it
// is defined.
func (g *generator) root() {
	root := g.tree.Root()
	g.security("", "each operation without security of its own", root)
	g.invariants("", root)
	paths := root.Get("paths")
	for path, item := range paths.Fields() {
		if !isExtension(path) {
			g.path(jsonvalue.Pointer(paths.Pointer(), path), path, item)
		}
	}
	components := root.Get("components")
	each := func(kind string, do func(at, name string, component *document.Node)) {
		of := components.Get(kind)
		for name, component := range of.Fields() {
			do(jsonvalue.Pointer(of.Pointer(), name), name, component)
		}
	}
	each("parameters", func(at, _ string, n *document.Node) { g.parameter(at, n) })
	each("headers", func(at, name string, n *document.Node) { g.header(at, "the header "+name, n) })
	each("requestBodies", func(at, name string, n *document.Node) { g.requestBody(at, "the body "+name, n) })
	each("responses", func(at, name string, n *document.Node) { g.response(at, "the response "+name, n) })
	each("schemas", func(at, name string, n *document.Node) { g.schema(site{at: at, name: name, schema: n}) })
	each("pathItems", func(at, name string, n *document.Node) { g.pathItem(at, "the path item "+name, n) })
	each("mediaTypes", func(at, name string, n *document.Node) { g.mediaType(at, "the media type "+name, n) })
	each("securitySchemes", g.credential)
}

func isExtension(key string) bool { return strings.HasPrefix(key, "x-") }

// methods returns the methods that a path item may have. A mutant moves an operation to the first
// of them that its path item lacks.
func methods() []string {
	return []string{"post", "put", "patch", "get", "delete", "head", "options", "trace"}
}

func (g *generator) path(at, path string, item *document.Node) {
	if item.Ref() == "" && item.Pointer() != at {
		return // An alias repeats the paths.
	}
	g.mutant(Path, at, "", g.rename(at, path+"-moved"), "move the path to "+path+"-moved", "an exchange of "+path)
	g.pathItem(at, path, item)
}

// additionalOperations is the key of the operations with a method that has no key of its own.
const additionalOperations = "additionalOperations"

// pathItem makes the mutants of the operations of a path. If the path item refers to another path
// item, it makes the mutants of that one too.
func (g *generator) pathItem(at, path string, item *document.Node) {
	if item.Ref() != "" && item.Len() > 1 {
		own, here := g.own(at, item)
		g.operations(own, path, here)
	}
	at, item = g.written(at, item)
	g.operations(at, path, item)
}

func (g *generator) operations(at, path string, item *document.Node) {
	if item == nil {
		return
	}
	g.parameters(at, path, item)
	for method, operation := range item.Fields() {
		if slices.Contains(methods(), method) || method == "query" && g.tree.Version() >= document.V32 {
			at := jsonvalue.Pointer(at, method)
			if free := slices.IndexFunc(methods(), func(m string) bool { return item.Get(m) == nil }); free >= 0 {
				other := methods()[free]
				g.method(at, other, path, method)
			}
			g.operation(at, strings.ToUpper(method)+" "+path, operation)
		}
	}
	for method, operation := range item.Get(additionalOperations).Fields() {
		at := jsonvalue.Pointer(at, additionalOperations, method)
		g.method(at, method+"-MOVED", path, method)
		g.operation(at, method+" "+path, operation)
	}
}

// method makes the mutant of an operation with another method.
func (g *generator) method(at, other, path, method string) {
	g.mutant(Method, at, other, g.rename(at, other), "make the method "+strings.ToUpper(other), "an exchange of "+strings.ToUpper(method)+" "+path)
}

func (g *generator) operation(at, name string, operation *document.Node) {
	at, operation = g.written(at, operation)
	if operation == nil {
		return
	}
	g.security(at, name, operation)
	g.invariants(at, operation)
	g.parameters(at, name, operation)
	g.requestBody(jsonvalue.Pointer(at, "requestBody"), "the body of "+name, operation.Get("requestBody"))
	g.statuses(jsonvalue.Pointer(at, "responses"), name, operation.Get("responses"))
}

// security makes the mutants of the security requirements of an operation or of the document.
func (g *generator) security(at, name string, holder *document.Node) {
	alternatives := holder.Get("security")
	at = jsonvalue.Pointer(at, "security")
	if alternatives.Len() > 0 {
		g.mutant(DropSecurity, at, "all", g.set(at, []any{}), "ask for no credential", "a request without a credential, to "+name)
	}
	for alternative := range alternatives.Items() {
		at := alternative.Pointer()
		var names []string
		for scheme := range alternative.Fields() {
			names = append(names, scheme)
			if alternative.Len() > 1 {
				at := jsonvalue.Pointer(at, scheme)
				g.mutant(DropSecurity, at, "", g.remove(at), "don't ask for "+scheme, "a request without "+scheme+", to "+name)
			}
		}
		if alternatives.Len() > 1 {
			what := strings.Join(names, " and ")
			if what == "" {
				what = "no credential"
			}
			m := g.mutant(DropSecurity, at, "", g.remove(at), "don't accept "+what, "a request with "+what+", to "+name)
			if g.isAcceptedElsewhere(alternatives, alternative) {
				m.Equivalent = SameCredential
			}
		}
	}
}

// isAcceptedElsewhere reports whether another alternative accepts the same kind of credential.
func (g *generator) isAcceptedElsewhere(alternatives, alternative *document.Node) bool {
	kind := g.kindOfCredential(alternative)
	for other := range alternatives.Items() {
		if other != alternative && kind != "" && g.kindOfCredential(other) == kind {
			return true
		}
	}
	return false
}

// kindOfCredential returns the HTTP authentication scheme that a security requirement asks for. It
// returns an empty string if the requirement asks for another kind of credential or for several
// credentials.
func (g *generator) kindOfCredential(requirement *document.Node) string {
	kind := ""
	for name := range requirement.Fields() {
		scheme := g.tree.Root().At("components", "securitySchemes", name).Target()
		if scheme.StringAt("type") != "http" || requirement.Len() > 1 {
			return ""
		}
		kind = strings.ToLower(scheme.StringAt("scheme"))
	}
	return kind
}

// credential makes the mutants of a security scheme. The mutant's credential looks different in a
// message.
func (g *generator) credential(at, name string, scheme *document.Node) {
	if scheme.Ref() != "" {
		at, scheme = g.written(at, scheme)
	}
	killer := "a request with a credential of " + name
	switch scheme.StringAt("type") {
	case "http":
		other := "basic"
		if strings.EqualFold(scheme.StringAt("scheme"), other) {
			other = "bearer"
		}
		at := jsonvalue.Pointer(at, "scheme")
		g.mutant(Credential, at, other, g.set(at, other), "make "+name+" a "+other+" credential", killer)
	case "apiKey":
		at, other := jsonvalue.Pointer(at, "name"), scheme.StringAt("name")+"-Renamed"
		g.mutant(Credential, at, "", g.set(at, other), "look for the credential of "+name+" in "+other, killer)
	}
}

// statuses makes the mutants of the responses of an operation.
func (g *generator) statuses(at, name string, responses *document.Node) {
	var all []string
	for status := range responses.Fields() {
		if !isExtension(status) {
			all = append(all, status)
		}
	}
	for i, status := range all {
		response := responses.Get(status)
		at, what := jsonvalue.Pointer(at, status), name+" answered with "+status
		if len(all) > 1 {
			g.mutant(DropStatus, at, "", g.remove(at), "remove the status "+status, what)
		}
		for _, other := range all[i+1:] {
			if !sameContent(response, responses.Get(other)) {
				g.mutant(SwapStatus, at, other, g.swap(responses.Pointer(), status, other),
					"swap the responses of "+status+" and "+other, what+", or with "+other)
			}
		}
		g.response(at, what, response)
	}
}

// sameContent reports whether two responses describe the same headers and bodies.
func sameContent(a, b *document.Node) bool {
	return jsonvalue.Equal(content(a), content(b))
}

// content returns what a response says about its headers and bodies, without examples.
func content(response *document.Node) jsonvalue.Array {
	response = response.Target()
	all := jsonvalue.Array{response.Get("headers").Value()}
	for mediaType, media := range response.Get("content").SortedFields() {
		media = media.Target()
		all = append(all, mediaType, media.Get("schema").Value(), media.Get(itemSchema).Value())
	}
	return all
}

func (g *generator) response(at, name string, response *document.Node) {
	at, response = g.written(at, response)
	if response == nil {
		return
	}
	g.invariants(at, response)
	for header, declared := range response.Get("headers").Fields() {
		at, other := jsonvalue.Pointer(at, "headers", header), header+"-Renamed"
		g.mutant(DropHeader, at, "", g.remove(at), "remove the header "+header, name+", with the header "+header)
		g.mutant(RenameHeader, at, "", g.rename(at, other), "rename the header "+header+" to "+other, name+", with the header "+header)
		g.header(at, "the header "+header+" of "+name, declared)
	}
	g.mediaTypes(at, "the body of "+name, response.Get("content"))
}

func (g *generator) mediaTypes(at, name string, content *document.Node) {
	for mediaType, media := range content.Fields() {
		at, other := jsonvalue.Pointer(at, "content", mediaType), "application/octet-stream"
		if mediaType == other {
			other = "application/json"
		}
		if content.Get(other) == nil {
			g.mutant(MediaType, at, "", g.rename(at, other), "make the media type "+other, "an exchange with "+name+" as "+mediaType)
		}
		g.mediaType(at, name, media)
	}
}

// mediaType makes the mutants of the schemas that a media type has for its body.
func (g *generator) mediaType(at, name string, media *document.Node) {
	at, media = g.written(at, media)
	g.schema(site{at: jsonvalue.Pointer(at, "schema"), name: name, schema: media.Get("schema")})
	g.schema(site{at: jsonvalue.Pointer(at, itemSchema), name: "an item of " + name, schema: media.Get(itemSchema)})
}

// itemSchema is the key of the schema for each item of a sequence.
const itemSchema = "itemSchema"

func (g *generator) requestBody(at, name string, body *document.Node) {
	at, body = g.written(at, body)
	if body == nil {
		return
	}
	g.toggleRequired(at, name, body)
	g.mediaTypes(at, name, body.Get("content"))
}

// toggleRequired makes the mutant in which a required thing is optional, or an optional thing is
// required.
func (g *generator) toggleRequired(at, name string, holder *document.Node) {
	at = jsonvalue.Pointer(at, "required")
	if holder.Get("required").IsTrue() {
		g.mutant(Optional, at, "", g.set(at, false), "make "+name+" optional", "an exchange without "+name)
	} else {
		g.mutant(Mandatory, at, "", g.put(at, true), "require "+name, "an exchange without "+name)
	}
}
