package contract

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// operation adds what an operation claims, and all that it leads to.
func (w *claimWalk) operation(o *operation) {
	w.add(claimKey{o, "", Used}, OperationClaim, "", w.place(o.source))
	for _, list := range []struct {
		known any
		refs  openapi3.Parameters
	}{{o.source, o.source.Parameters}, {w.contract.doc.Paths.Value(o.Path), w.contract.doc.Paths.Value(o.Path).Parameters}} {
		for i, ref := range list.refs {
			j := slices.IndexFunc(o.parameters, func(p *parameter) bool { return p.Parameter == ref.Value })
			if j >= 0 {
				w.parameter(o.parameters[j], ParameterClaim, RequestSide, w.place(list.known, "parameters", index(i)))
			}
		}
	}
	w.security(o)
	w.requestBody(o)
	for status, r := range sorted(o.responses) {
		w.add(claimKey{o, status, Used}, StatusClaim, ResponseSide, w.place(o.source, "responses", status))
		w.response(r)
	}
}

// parameter adds that a parameter of a request, or a header of a response, is there at the place that lists it, and what it says at its own.
func (w *claimWalk) parameter(p *parameter, kind ClaimKind, side Side, listed Place) {
	w.add(claimKey{p, "", Present}, kind, side, listed)
	required := p.In != openapi3.ParameterInPath && p.Required
	if p.In != openapi3.ParameterInPath && !p.Required {
		w.add(claimKey{p, "", Absent}, kind, side, listed)
	}
	w.reached[p.known] = responseJSON
	if required {
		w.add(claimKey{p.known, "required", Kept}, ConstraintClaim, side, w.place(p.known, "required"))
		if side == RequestSide {
			w.breakable(ConstraintClaim, w.place(p.known, "required"), p.In+"-required", p.known, "required")
		}
	}
	reaches := map[Side]map[bool]reach{
		RequestSide: {true: requestJSON, false: requestText}, ResponseSide: {true: responseJSON, false: responseText},
	}
	w.schema(p.schema, reaches[side][p.isJSON])
}

// security adds each way to authenticate, and that a request without any is rejected.
func (w *claimWalk) security(o *operation) {
	const key = string(SecurityClaim)
	holder := any(o.source)
	if o.source.Security == nil {
		holder = w.contract.doc // It has the empty pointer, as what is not known has.
	}
	for i, all := range o.security {
		w.add(claimKey{o, "security/" + index(i), Used}, SecurityClaim, RequestSide, w.place(holder, key, index(i)))
		for _, s := range all {
			w.reached[s.SecurityScheme] = requestText
		}
	}
	if len(o.security) > 0 && !slices.ContainsFunc(o.security, func(all requirement) bool { return len(all) == 0 }) {
		w.breakable(SecurityClaim, w.place(holder, key), key, holder, key)
	}
}

func (w *claimWalk) requestBody(o *operation) {
	if o.body == nil {
		return
	}
	w.reached[o.body] = requestJSON
	w.add(claimKey{o.body, "", Present}, BodyClaim, RequestSide, w.place(o.body))
	if o.body.Required {
		w.breakable(BodyClaim, w.place(o.body, "required"), "body-required", o.body, "required")
	} else {
		w.add(claimKey{o.body, "", Absent}, BodyClaim, RequestSide, w.place(o.body))
	}
	w.content(o.content, RequestSide)
	w.breakable(MediaTypeClaim, w.place(o.body, "content"), "media-type", o.body, "content")
}

// content adds the media types of a body.
func (w *claimWalk) content(content []mediaType, side Side) {
	for i := range content {
		m := &content[i]
		w.add(claimKey{m.source, "", Used}, MediaTypeClaim, side, w.place(m.source))
		reached := responseJSON
		if side == RequestSide {
			reached = requestJSON
			if isJSON(m.essence) {
				w.breakable(MediaTypeClaim, w.place(m.source), "json", m.source, "")
			}
		}
		w.schema(m.schema, reached)
	}
}

func (w *claimWalk) response(r *response) {
	if w.reached[r.source] != 0 {
		return
	}
	w.reached[r.source] = responseJSON
	for _, p := range r.headers {
		w.parameter(p, HeaderClaim, ResponseSide, w.place(r.source, "headers", p.Name))
	}
	w.content(r.content, ResponseSide)
}

// unreachable adds what components claim that no operation leads to.
func (w *claimWalk) unreachable() {
	components := w.contract.doc.Components
	if components == nil {
		return
	}
	w.lost = true
	c := newCompiler(w.contract.doc, w.contract.nodes, w.contract.places)
	isNew := func(known any) bool { return w.reached[known] == 0 }
	for name, ref := range sorted(components.Parameters) {
		if p := c.parameter(ref.Value, ref.Value); isNew(ref.Value) && !p.ignored() {
			w.parameter(p, ParameterClaim, RequestSide, w.component("parameters", name))
		}
	}
	for name, ref := range sorted(components.Headers) {
		if isNew(ref.Value) {
			declared := ref.Value.Parameter
			declared.Name, declared.In = name, openapi3.ParameterInHeader
			w.parameter(c.parameter(&declared, ref.Value), HeaderClaim, ResponseSide, w.component("headers", name))
		}
	}
	for _, ref := range sorted(components.RequestBodies) {
		if isNew(ref.Value) {
			w.requestBody(&operation{body: ref.Value, content: c.content(ref.Value.Content)})
		}
	}
	for _, ref := range sorted(components.Responses) {
		if isNew(ref.Value) {
			w.response(c.response(ref.Value))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(components.Schemas)) {
		w.schema(c.of(components.Schemas[name]), responseJSON)
	}
	w.schemas()
	for name, ref := range sorted(components.SecuritySchemes) {
		if isNew(ref.Value) {
			w.add(claimKey{ref.Value, "", Used}, SecurityClaim, RequestSide, w.component("securitySchemes", name))
		}
	}
}

func (w *claimWalk) component(section, name string) Place {
	return w.place(nil, "components", section, name)
}
