package claim

import (
	"slices"
	"strconv"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// operation adds the claims of an operation and of everything that it refers to.
func (w *walk) operation(o *message.Operation) {
	w.add(key{o, "", Used}, Operation, "", o.Node.Place())
	for _, p := range o.Parameters() {
		w.parameter(p, Parameter, schema.Request, p.Listed.Place())
	}
	w.security(o)
	if o.Body() != nil {
		w.requestBody(o.Body())
	}
	for _, status := range o.Statuses() {
		w.add(key{o, status, Used}, Status, schema.Response, placeOf(o.Node, "responses", status))
		w.response(o.ResponseAt(status))
	}
}

// parameter adds the claims about a parameter of a request or a header of a response. Its claims to
// be present or absent have the place where the parameter is listed. Its other claims have the
// parameter's own place.
func (w *walk) parameter(p *message.Parameter, kind Kind, side schema.Side, listed document.Place) {
	w.add(key{p, "", Present}, kind, side, listed)
	if p.In != message.InPath && !p.Required {
		w.add(key{p, "", Absent}, kind, side, listed)
	}
	w.reached[p.Node] = responseJSON
	if p.In != message.InPath && p.Required {
		place := placeOf(p.Node, "required")
		w.add(key{p.Node, "required", Kept}, Constraint, side, place)
		if side == schema.Request {
			w.addRejected(Constraint, place, p.In+"-required", p.Node.Nearest("required"))
		}
	}
	reaches := map[schema.Side]map[bool]reach{
		schema.Request: {true: requestJSON, false: requestText}, schema.Response: {true: responseJSON, false: responseText},
	}
	if p.Schema.Node != nil {
		w.schema(p.Schema, reaches[side][p.IsJSON])
	}
}

// security adds a claim for each security scheme, and the claim that the server rejects a request
// without credentials.
func (w *walk) security(o *message.Operation) {
	list := message.SecurityHolder(o.Node).Get("security")
	for i, requirement := range o.Security() {
		w.add(key{o, "security/" + strconv.Itoa(i), Used}, Security, schema.Request, placeOf(list, strconv.Itoa(i)))
		for _, s := range requirement {
			w.reached[s.Node] = requestText
		}
	}
	if len(o.Security()) > 0 && !slices.ContainsFunc(o.Security(), func(r message.Requirement) bool { return len(r) == 0 }) {
		w.addRejected(Security, list.Place(), "security", list)
	}
}

func (w *walk) requestBody(b *message.RequestBody) {
	w.reached[b.Node] = requestJSON
	w.add(key{b.Node, "", Present}, Body, schema.Request, b.Node.Place())
	if b.Required {
		w.addRejected(Body, placeOf(b.Node, "required"), "body-required", b.Node.Nearest("required"))
	} else {
		w.add(key{b.Node, "", Absent}, Body, schema.Request, b.Node.Place())
	}
	w.content(b.Content, schema.Request)
	w.addRejected(MediaType, placeOf(b.Node, "content"), "media-type", b.Node.Nearest("content"))
}

// content adds the claims about the media types of a body.
func (w *walk) content(content []message.MediaType, side schema.Side) {
	for i := range content {
		m := &content[i]
		w.add(key{m.Node, "", Used}, MediaType, side, m.Node.Place())
		reached := responseJSON
		if side == schema.Request {
			reached = requestJSON
			if m.IsJSON() {
				w.addRejected(MediaType, m.Node.Place(), "json", m.Node)
			}
		}
		w.schema(m.Schema, reached)
	}
}

func (w *walk) response(r *message.Response) {
	if w.reached[r.Node] != 0 {
		return
	}
	w.reached[r.Node] = responseJSON
	for _, p := range r.Headers {
		w.parameter(p, Header, schema.Response, placeOf(r.Node, "headers", p.Name))
	}
	w.content(r.Content, schema.Response)
}

// unreachable adds the claims of components that no operation refers to.
func (w *walk) unreachable() {
	w.unreferenced = true
	c := message.NewCompiler(w.api.Document, w.api.Formats)
	unseen := func(section string) func(yield func(string, *document.Node) bool) {
		return func(yield func(string, *document.Node) bool) {
			for name, node := range w.api.Document.Root().At("components", section).SortedFields() {
				if target := node.Target(); w.reached[target] == 0 && !yield(name, target) {
					return
				}
			}
		}
	}
	place := func(section, name string) document.Place {
		return placeOf(w.api.Document.Root(), "components", section, name)
	}
	for name, node := range unseen("parameters") {
		if p := c.Parameter(node); !message.IsIgnored(p.In, p.Name) {
			w.parameter(p, Parameter, schema.Request, place("parameters", name))
		}
	}
	for name, node := range unseen("headers") {
		w.parameter(c.Header(name, node), Header, schema.Response, place("headers", name))
	}
	for _, node := range unseen("requestBodies") {
		w.requestBody(c.RequestBody(node))
	}
	for _, node := range unseen("responses") {
		w.response(c.Response(node))
	}
	for _, node := range w.api.Document.Root().At("components", "schemas").SortedFields() {
		w.schema(c.Schema(node), responseJSON)
	}
	w.schemas()
	for name, node := range unseen("securitySchemes") {
		w.add(key{node, "", Used}, Security, schema.Request, place("securitySchemes", name))
	}
}
