package derive

import (
	"iter"
	"net/http"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// parameter is a parameter of a request, or a header of a response.
type parameter struct {
	*deriver

	node                      *document.Node
	In, Name                  string
	Required, AllowEmptyValue bool

	at      string
	sources []source
	style   string
	explode bool
	// isJSON reports whether the parameter's value is serialized as JSON.
	isJSON bool
	// properties has the names of the properties, if each is a query parameter with its own name.
	properties map[string]bool
}

// ignoredHeader is the reason why no case is made for some headers.
const ignoredHeader = "OpenAPI leaves the header to other parts of the document"

// declaredParameters returns the parameters of an operation. It leaves out the headers that OpenAPI
// ignores.
func (o *Operation) declaredParameters(item, operation *document.Node) []*parameter {
	var all []*parameter
	taken := map[contract.Location]bool{}
	for _, holder := range []*document.Node{operation, item, item.Target()} {
		for ref := range holder.Get("parameters").Items() {
			node := ref.Target()
			p := o.parameter(node, node.StringAt("in"), node.StringAt("name"))
			if node == nil || taken[p.location()] {
				continue
			}
			if p.ignored() {
				o.noteAll(p.sources, ignoredHeader)
				continue
			}
			taken[p.location()] = true
			all = append(all, p)
		}
	}
	return all
}

func (d *deriver) parameter(declared *document.Node, in, name string) *parameter {
	p := &parameter{
		deriver: d, node: declared, at: declared.Pointer(), In: in, Name: name,
		Required: declared.Get("required").IsTrue(), AllowEmptyValue: declared.Get("allowEmptyValue").IsTrue(),
	}
	if schema := declared.Get("schema"); schema != nil {
		p.sources = []source{schema}
	}
	for name, mediaType := range declared.Get("content").SortedFields() {
		p.isJSON = name == "application/json" || strings.HasSuffix(name, "+json")
		if schema := mediaType.Target().Get("schema"); schema != nil {
			p.sources = []source{schema}
		}
	}
	if p.style = declared.StringAt("style"); p.style == "" {
		p.style = map[string]string{inQuery: "form", inCookie: "form"}[in]
		if p.style == "" {
			p.style = "simple"
		}
	}
	p.explode = p.style == "form"
	if explode := declared.Get("explode"); explode != nil {
		p.explode = explode.IsTrue()
	}
	return p
}

// header returns a response header as a parameter.
func (d *deriver) header(name string, node *document.Node) *parameter {
	return d.parameter(node.Target(), inHeaders, name)
}

// ignored reports whether the parameter is a header that OpenAPI leaves to other parts of the
// document.
func (p *parameter) ignored() bool {
	return p.In == inHeaders && slices.Contains([]string{"Accept", contentType, "Authorization"}, http.CanonicalHeaderKey(p.Name))
}

// location returns the location of the parameter in a message. It uses the name that the document
// gives the parameter.
func (p *parameter) location() contract.Location {
	return contract.Location{In: contract.In(p.In), Name: p.Name}
}

// spreads reports whether each property of the parameter's value is a query parameter with its own
// name.
func (p *parameter) spreads(s *combined) bool {
	return p.In == inQuery && p.style == "form" && p.explode && s.typed() && s.kind() == objectType && !p.isJSON
}

// takesAnyName reports whether any name in the query may be a property of the parameter.
func (p *parameter) takesAnyName() bool {
	s := p.combine(contract.RequestSide, p.sources)
	return p.spreads(s) && slices.ContainsFunc(s.parts, func(each *part) bool { return each.open() || each.additional() != nil })
}

// put adds a value of the parameter that agrees with the document to a request. It returns false if
// no such value was found.
func (p *parameter) put(r *request) bool {
	for _, value := range slices.Concat(p.known.Parameters[p.Name], examplesOf(p.node)) {
		if serialized, ok := p.encode(value); ok && len(p.findings(contract.RequestSide, p.decoded(contract.RequestSide, value))) == 0 {
			p.set(r, serialized)
			return true
		}
	}
	for c := range p.values(contract.RequestSide) {
		if len(c.findings) == 0 {
			p.set(r, c.serialized)
			return true
		}
	}
	return false
}

// replace removes the parameter from a request. Unless serialized is empty, it then adds the
// serialized value.
func (p *parameter) replace(r *request, serialized []string) {
	p.remove(r)
	if len(serialized) > 0 {
		p.set(r, serialized)
	}
}

// set adds a serialized value to the part of the request that the parameter belongs to.
func (p *parameter) set(r *request, serialized []string) {
	switch p.In {
	case inPath:
		r.path[p.Name] = serialized[0]
	case inQuery:
		r.query = append(r.query, serialized...)
	case inHeaders:
		r.header[http.CanonicalHeaderKey(p.Name)] = serialized
	default:
		r.cookies = append(r.cookies, serialized...)
	}
}

// remove removes the parameter from a request. It can't remove a path parameter: the path keeps the
// value until another value is set.
func (p *parameter) remove(r *request) {
	owned := p.owned()
	own := func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == p.Name || strings.HasPrefix(name, p.Name+"%5B") || owned[name]
	}
	switch p.In {
	case inQuery:
		r.query = slices.DeleteFunc(r.query, own)
	case inHeaders:
		delete(r.header, http.CanonicalHeaderKey(p.Name))
	case inCookie:
		r.cookies = slices.DeleteFunc(r.cookies, own)
	}
}

// owned returns the names in the query that are names of properties of the parameter.
func (p *parameter) owned() map[string]bool {
	s := p.combine(contract.RequestSide, p.sources)
	if !p.spreads(s) {
		return nil
	}
	if p.properties == nil {
		p.properties = map[string]bool{}
		for _, name := range s.propertyNames() {
			p.properties[name] = true
		}
	}
	return p.properties
}

// parameterCase is a serialized value of a parameter, or its absence, with the findings that a
// check must have.
type parameterCase struct {
	claim, name string
	serialized  []string
	findings    []Finding
}

// cases yields the cases for values of the parameter, and for its absence.
func (p *parameter) cases(side contract.Side) iter.Seq[parameterCase] {
	return func(yield func(parameterCase) bool) {
		var usable *parameterCase
		for c := range p.values(side) {
			if usable == nil && len(c.findings) == 0 && len(c.serialized) == 1 {
				usable = &c
			}
			if !yield(c) {
				return
			}
		}
		if p.In == inPath {
			p.note(pointer(p.at, "required"), "a path without the parameter is another path")
			return
		}
		for _, c := range p.withoutValue(side, usable) {
			if !yield(c) {
				return
			}
		}
	}
}

// withoutValue returns the cases for the absence of the parameter, for an empty value, and for a
// usable value that is repeated.
func (p *parameter) withoutValue(side contract.Side, usable *parameterCase) []parameterCase {
	findings := func(what, document string) []Finding {
		return []Finding{violation(side, p.In+"-"+what, p.location(), document)}
	}
	all := []parameterCase{{p.at, "absent", nil, nil}}
	if required := pointer(p.at, "required"); p.Required {
		all = []parameterCase{{required, "absent", nil, findings("required", required)}}
	}
	s := p.combine(side, p.sources)
	if kind := s.kind(); !s.typed() || len(s.choices) > 0 || kind == arrayType || kind == objectType || p.isJSON {
		return all
	}
	if usable != nil {
		again := usable.serialized[0]
		all = append(all, parameterCase{p.at, "repeated", []string{again, again}, findings("repeated", p.at)})
	}
	empty := parameterCase{p.at, "empty", []string{p.named("")}, nil}
	switch {
	case p.AllowEmptyValue && p.In == inQuery:
	case slices.Contains(s.kinds(), stringType):
		empty.findings = p.findings(side, "")
	default:
		empty.findings = findings("empty", p.at)
	}
	return append(all, empty)
}

// named returns a serialized value. In the query and in cookies, the parameter's name comes before
// it.
func (p *parameter) named(serialized string) string {
	if p.In == inQuery || p.In == inCookie {
		return escape(p.Name) + "=" + serialized
	}
	return serialized
}

// findings returns the findings that a check must have about a value of the parameter.
func (p *parameter) findings(side contract.Side, value any) []Finding {
	return p.deriver.findings(side, p.sources, value, p.location())
}

// values yields values that keep and values that break the claims of the parameter's schema.
func (p *parameter) values(side contract.Side) iter.Seq[parameterCase] {
	return func(yield func(parameterCase) bool) {
		if len(p.sources) == 0 {
			if serialized, ok := p.encode("text"); ok {
				yield(parameterCase{p.at, "any text", serialized, nil})
			}
			return
		}
		seen := map[string]bool{}
		for v := range p.variantsAnd(examplesOf(p.node), p.at, p.serializable(side)) {
			if !p.fits(v.value) {
				p.omitted++
				continue
			}
			serialized, ok := p.encode(v.value)
			if !ok {
				continue
			}
			if key := v.claim + " " + strings.Join(serialized, "&"); !seen[key] {
				seen[key] = true
				c := parameterCase{v.claim, v.name, serialized, p.findings(side, p.decoded(side, v.value))}
				if p.isSpent() || !yield(c) {
					return
				}
			}
		}
	}
}

// serializable yields the variants of the parameter's value that can be sent. If every string has
// the right type, it leaves out values of other types.
func (p *parameter) serializable(side contract.Side) iter.Seq[variant] {
	return func(yield func(variant) bool) {
		usable := func(value any) bool {
			_, ok := p.encode(value)
			return ok || value == ""
		}
		known := p.known.Parameters[p.Name]
		if p.isJSON {
			known = nil
		}
		if !p.isJSON {
			p.noteTypes(side, p.sources, map[*part]bool{})
		}
		isSent := p.canSend(side)
		p.usable = usable
		defer func() { p.usable = nil }()
		for v := range p.variants(side, p.sources) {
			if len(known) > 0 && !v.breaks || !isSent(v) {
				continue
			}
			if !yield(v) {
				return
			}
		}
		for _, value := range known {
			if v := (variant{value: value, claim: p.at, name: knownValue}); isSent(v) && !yield(v) {
				return
			}
		}
	}
}

// canSend returns a function that reports whether a variant can be sent.
func (p *parameter) canSend(side contract.Side) func(variant) bool {
	if p.isJSON {
		return func(variant) bool { return true }
	}
	s := p.combine(side, p.sources)
	name := s.extraName()
	declaresAny := len(s.extraSources()) > 0
	return func(v variant) bool {
		object, _ := v.value.(map[string]any)
		_, extra := object[name]
		otherType := !isOf(s.kind(), v.value) && v.breaks
		switch {
		case p.spreads(s): // An undeclared property would be an undeclared query parameter.
			return !otherType && (!extra || declaresAny)
		case p.style == "deepObject", p.style == "matrix" && p.explode, s.kind() == arrayType, slices.Contains(s.kinds(), stringType):
			return !otherType
		default:
			return true
		}
	}
}

// noteTypes records the types, at any depth, that no serialized value can break.
func (p *parameter) noteTypes(side contract.Side, sources []source, seen map[*part]bool) {
	s := p.combine(side, sources)
	reason := map[string]string{
		stringType: "any value is a string", arrayType: "any value is an array of one item",
		objectType: "the names in the query show that it is an object",
	}[s.kind()]
	isNew := false
	for _, each := range s.parts {
		isNew = isNew || !seen[each]
		seen[each] = true
		if reason != "" && each.Type != nil {
			p.reasons[pointer(each.at, "type")] = reason
		}
	}
	if !isNew || !p.spend(len(s.parts)) {
		return
	}
	for _, name := range s.propertyNames() {
		p.noteTypes(side, s.property(name), seen)
	}
	for _, below := range [][]source{s.item(), s.extraSources()} {
		if len(below) > 0 {
			p.noteTypes(side, below, seen)
		}
	}
}

// parameterCases yields requests that keep and requests that break the claims about a parameter.
func (o *Operation) parameterCases(p *parameter, yield func(RequestCase) bool) bool {
	for c := range p.cases(contract.RequestSide) {
		r := o.request.clone()
		p.replace(&r, c.serialized)
		if !yield(o.requestCase(c.name, c.claim, r, c.findings...)) {
			return false
		}
	}
	return true
}
