package contract

import (
	"net/http"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// checkRequest checks the request against its operation.
func (v *validation) checkRequest() {
	o := v.read.Operation
	fields, readable := v.read.RequestFields()
	if !readable {
		v.violation(Rule{RequestSide, "query-malformed"}, Location{In: InQuery}, o.Node, "a query of NAME=VALUE pairs joined by &", "a query that can't be read")
	}
	for _, p := range o.Parameters() {
		v.checkParameter(RequestSide, p, &fields)
	}
	v.undeclaredParameters(&fields)
	v.checkSecurity(&fields)
	v.checkRequestBody()
}

// checkParameter checks the value of a parameter of the request, or of a header of the response.
func (v *validation) checkParameter(side Side, p *message.Parameter, fields *message.Fields) {
	at := Location{In: In(p.In), Name: p.Name}
	if !p.IsRead() && p.IsPresent(fields) {
		return // [Contract.Unchecked] lists it.
	}
	value, found := p.Value(fields)
	text, isText := value.(string)
	switch {
	case !found:
		if p.Required {
			v.violation(Rule{side, p.In + "-required"}, at, p.Node.Nearest("required"), "the "+p.In+" "+p.Name, none)
		}
		return
	case isText && text == "" && p.AllowsEmpty:
		return
	case isText && text == "" && p.Schema.Kinds()&schema.Strings == 0:
		v.violation(Rule{side, p.In + "-empty"}, at, p.Node, "a value", "an empty value")
		return
	}
	v.checkValue(side, p.Schema, value, at)
	if raw := p.Raw(fields); len(raw) > 1 && p.IsSingle() {
		v.violation(Rule{side, p.In + "-repeated"}, at, p.Node, "one value", wording.Count(uint64(len(raw)), "value"))
	}
}

// undeclaredParameters adds a drift for each query parameter and each header that the operation
// doesn't declare.
func (v *validation) undeclaredParameters(fields *message.Fields) {
	o := v.read.Operation
	for _, name := range undeclared(fields.Query, o.DeclaresQuery) {
		v.drift(Rule{RequestSide, "query-undeclared"}, Location{In: InQuery, Name: name}, o.Node.Nearest("parameters"), "no query parameter of this name", "one")
	}
	v.undeclaredHeaders(RequestSide, fields.Header, o.Node, "parameters", o.DeclaresHeader)
}

// undeclaredHeaders adds a drift for each header that is neither declared nor a standard header of
// HTTP. The place of the finding is the field of the node, or the node if it has no such field.
func (v *validation) undeclaredHeaders(side Side, header http.Header, node *document.Node, field string, declared func(name string) bool) {
	isKnown := func(name string) bool { return message.IsStandardHeader(schema.Side(side), name) || declared(name) }
	for _, name := range undeclared(header, isKnown) {
		v.drift(Rule{side, "header-undeclared"}, Location{In: InHeader, Name: name}, node.Nearest(field), "no header of this name", "one")
	}
}

// undeclared returns the names that are not declared. They are sorted, because a check lists only
// the first findings of very many.
func undeclared(values map[string][]string, declared func(name string) bool) []string {
	var names []string
	for name := range values {
		if !declared(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// checkSecurity adds a finding if the request satisfies none of the operation's security
// requirements.
func (v *validation) checkSecurity(fields *message.Fields) {
	o := v.read.Operation
	if lines := len(fields.Header["Authorization"]); lines > 1 { // The header is not a list (RFC 9110, sections 5.3 and 11.6.2).
		v.violation(Rule{RequestSide, "header-repeated"}, authorization, o.Node, "one value", wording.Count(uint64(lines), "value"))
	}
	if len(o.Security()) == 0 {
		return
	}
	var accepted []string
	var missing []Location
	for _, requirement := range o.Security() {
		scheme := requirement.Missing(fields.Header, fields.Query)
		if scheme == nil {
			return
		}
		in, name := scheme.Place()
		accepted, missing = append(accepted, requirement.Describe()), append(missing, Location{In: In(in), Name: name})
	}
	at, actual := missing[0], none
	if slices.Contains(missing, authorization) {
		at, actual = authorization, message.DescribeCredential(fields.Header)
	}
	v.violation(Rule{RequestSide, "security"}, at, message.SecurityHolder(o.Node).Nearest("security"), wording.List(accepted, " or "), actual)
}

// authorization is the location of a credential whose security scheme names no other location.
var authorization = Location{In: InHeader, Name: "Authorization"}

// mayBeEmpty reports whether an empty body is valid for its declared media type. An empty body is
// an empty string (RFC 9110, section 6.4).
func (v *validation) mayBeEmpty(b *message.Body, content []message.MediaType) bool {
	contentType := b.Header.Get("Content-Type")
	declared, essence := message.FindMediaType(content, contentType)
	return contentType != "" && declared != nil && declared.MayBeEmpty(essence)
}

// checkRequestBody adds a finding if a required body is missing, if there is a body that the
// document doesn't declare, or if the body's value is invalid.
func (v *validation) checkRequestBody() {
	o, b := v.read.Operation, &v.read.Request
	if b.Omitted {
		v.bodyUnchecked(RequestSide, o.Node.Nearest("requestBody"))
		return
	}
	if o.Body() == nil {
		if sent := len(v.source.Request.Body); sent > 0 {
			v.violation(Rule{RequestSide, "body-undeclared"}, Location{In: InBody}, o.Node, "no body", wording.Count(uint64(sent), "byte"))
		}
		return
	}
	if len(v.source.Request.Body) == 0 && !v.mayBeEmpty(b, o.Body().Content) {
		if o.Body().Required {
			v.violation(Rule{RequestSide, "body-required"}, Location{In: InBody}, o.Body().Node.Nearest("required"), "a body", none)
		}
		return
	}
	v.checkBody(RequestSide, b, o.Body().Node, o.Body().Content)
}
