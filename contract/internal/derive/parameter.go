package derive

import (
	"net/http"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// parameter is a parameter of a request, or a header of a response.
type parameter struct {
	*openapi3.Parameter
	*deriver

	at      string
	sources []source
	style   string
	explode bool
	// isJSON says that its value is JSON text.
	isJSON bool
}

// parameters returns the parameters that are declared for an operation, but for those that it has no say in.
func (d *deriver) parameters(path string, item *openapi3.PathItem, operation *openapi3.Operation) []*parameter {
	var all []*parameter
	add := func(refs openapi3.Parameters, at string) {
		for i, ref := range refs {
			same := func(other *parameter) bool { return other.In == ref.Value.In && other.Name == ref.Value.Name }
			if slices.ContainsFunc(all, same) {
				continue
			}
			p := d.parameter(ref.Value, d.definition(ref.Ref, pointer(at, "parameters", itoa(i))))
			if p.ignored() {
				d.unreached(p.sources, "OpenAPI leaves the header to other parts of the document")
				continue
			}
			all = append(all, p)
		}
	}
	method := ""
	for name, each := range item.Operations() {
		if each == operation {
			method = name
		}
	}
	add(operation.Parameters, operationPointer(path, method))
	add(item.Parameters, pointer("", "paths", path))
	return all
}

func (d *deriver) parameter(declared *openapi3.Parameter, at string) *parameter {
	p := &parameter{Parameter: declared, deriver: d, at: at, style: "simple"}
	if declared.Schema != nil {
		p.sources = []source{{ref: declared.Schema, at: pointer(at, "schema")}}
	}
	for name, mediaType := range sorted(declared.Content) {
		p.isJSON = name == "application/json" || strings.HasSuffix(name, "+json")
		if mediaType.Schema != nil {
			p.sources = []source{{ref: mediaType.Schema, at: pointer(at, "content", name, "schema")}}
		}
	}
	if method, err := declared.SerializationMethod(); err == nil {
		p.style, p.explode = method.Style, method.Explode
	}
	return p
}

// header returns a header of a response as a parameter.
func (d *deriver) header(name string, ref *openapi3.HeaderRef, at string) *parameter {
	declared := ref.Value.Parameter
	declared.Name, declared.In = name, openapi3.ParameterInHeader
	return d.parameter(&declared, d.definition(ref.Ref, at))
}

// ignored reports whether OpenAPI leaves the header to other parts of the document.
func (p *parameter) ignored() bool {
	return p.In == openapi3.ParameterInHeader && slices.Contains([]string{"Accept", "Content-Type", "Authorization"}, http.CanonicalHeaderKey(p.Name))
}

// place is the place of the parameter in a message, under the name that the document gives it.
func (p *parameter) place(name string) string { return p.In + " " + name }

// spreads reports whether the properties of the value stand in the query under their own names.
func (p *parameter) spreads(s *shape) bool {
	return p.In == openapi3.ParameterInQuery && p.style == "form" && p.explode && s.typed() && s.kind() == openapi3.TypeObject && !p.isJSON
}

// takesAnyName reports whether any name in the query may be one of the parameter's properties.
func (p *parameter) takesAnyName() bool {
	s := p.shape(contract.RequestSide, p.sources, nil)
	return p.spreads(s) && slices.ContainsFunc(s.parts, func(each part) bool { return each.open() || each.additional().ref != nil })
}

// put gives a request a value of the parameter. It returns false where it knows none.
func (p *parameter) put(r *request) bool {
	for _, c := range p.values(contract.RequestSide) {
		if len(c.want) == 0 {
			p.set(r, c.texts)
			return true
		}
	}
	return false
}

// set puts texts into the part of the request that the parameter stands in.
func (p *parameter) set(r *request, texts []string) {
	switch p.In {
	case openapi3.ParameterInPath:
		r.path[p.Name] = texts[0]
	case openapi3.ParameterInQuery:
		r.query = append(r.query, texts...)
	case openapi3.ParameterInHeader:
		r.header[http.CanonicalHeaderKey(p.Name)] = texts
	default:
		r.cookies = append(r.cookies, texts...)
	}
}

// remove takes the parameter out of a request.
func (p *parameter) remove(r *request) {
	own := func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		return name == p.Name || strings.HasPrefix(name, p.Name+"%5B") || p.owns(name)
	}
	switch p.In {
	case openapi3.ParameterInQuery:
		r.query = slices.DeleteFunc(r.query, own)
	case openapi3.ParameterInHeader:
		delete(r.header, http.CanonicalHeaderKey(p.Name))
	case openapi3.ParameterInCookie:
		r.cookies = slices.DeleteFunc(r.cookies, own)
	}
}

// owns reports whether a name in the query is that of a property of the parameter.
func (p *parameter) owns(name string) bool {
	s := p.shape(contract.RequestSide, p.sources, nil)
	return p.spreads(s) && slices.Contains(s.propertyNames(), name)
}

// parameterCase is what may stand in the place of a parameter, and what is to be found in it.
type parameterCase struct {
	claim, doing string
	texts        []string
	want         []Want
}

// cases returns what may stand in the place of the parameter, nothing included.
func (p *parameter) cases(side contract.Side) []parameterCase {
	all := p.values(side)
	finding := func(what, document string) []Want {
		return []Want{{contract.Violation, string(side) + "." + p.In + "-" + what, p.place(p.Name), document}}
	}
	if p.In == openapi3.ParameterInPath {
		p.claim(pointer(p.at, "required"), "a path without the parameter is another path")
		return all
	}
	if required := pointer(p.at, "required"); p.Required {
		all = append(all, parameterCase{required, "absent", nil, finding("required", required)})
	} else {
		all = append(all, parameterCase{p.at, "absent", nil, nil})
	}
	s := p.shape(side, p.sources, nil)
	if kind := s.kind(); !s.typed() || len(s.choices) > 0 || kind == openapi3.TypeArray || kind == openapi3.TypeObject || p.isJSON {
		return all
	}
	if usable := slices.IndexFunc(all, func(c parameterCase) bool { return len(c.want) == 0 && len(c.texts) == 1 }); usable >= 0 {
		again := all[usable].texts[0]
		all = append(all, parameterCase{p.at, "repeated", []string{again, again}, finding("repeated", p.at)})
	}
	empty := parameterCase{p.at, "empty", []string{p.named("")}, nil}
	switch {
	case p.AllowEmptyValue && p.In == openapi3.ParameterInQuery:
	case slices.Contains(s.kinds(), openapi3.TypeString):
		empty.want = p.wants(side, "")
	default:
		empty.want = finding("empty", p.at)
	}
	return append(all, empty)
}

// named returns the text of a value with the name of the parameter where it stands beside it.
func (p *parameter) named(text string) string {
	if p.In == openapi3.ParameterInQuery || p.In == openapi3.ParameterInCookie {
		return escape(p.Name) + "=" + text
	}
	return text
}

// wants returns the findings about a value of the parameter.
func (p *parameter) wants(side contract.Side, value any) []Want {
	return p.deriver.wants(side, p.sources, value, func(pointer string) string { return p.place(p.Name) + pointer })
}

// values returns values of the parameter, right and wrong ones.
func (p *parameter) values(side contract.Side) []parameterCase {
	if len(p.sources) == 0 {
		if texts, ok := p.encode("text"); ok {
			return []parameterCase{{p.at, "any text", texts, nil}}
		}
		return nil
	}
	var all []parameterCase
	seen := map[string]bool{}
	for _, v := range p.texts(side) {
		texts, ok := p.encode(v.value)
		if !ok {
			continue
		}
		value := p.decoded(side, v.value)
		want := p.wants(side, value)
		if key := v.claim + " " + strings.Join(texts, "&"); !seen[key] {
			seen[key] = true
			all = append(all, parameterCase{v.claim, v.doing, texts, want})
		}
	}
	return all
}

// texts returns values that may be written as texts: none of another type where any text is of the parameter's.
func (p *parameter) texts(side contract.Side) []variant {
	all := p.variants(side, p.sources, nil)
	s := p.shape(side, p.sources, nil)
	if p.isJSON {
		return all
	}
	p.untold(side, p.sources)
	return slices.DeleteFunc(all, func(v variant) bool {
		object, _ := v.value.(map[string]any)
		_, extra := object["undeclared"]
		otherType := !isOf(s.kind(), v.value) && v.breaks
		switch {
		case p.spreads(s): // What is not its own in the query is not its.
			return otherType || extra && len(s.property("undeclared")) == 0
		case p.style == "deepObject", p.style == "matrix" && p.explode, s.kind() == openapi3.TypeArray, slices.Contains(s.kinds(), openapi3.TypeString):
			return otherType
		default:
			return false
		}
	})
}

// untold names the types that a text can't break, at any depth.
func (p *parameter) untold(side contract.Side, sources []source) {
	s := p.shape(side, sources, nil)
	reason := map[string]string{
		openapi3.TypeString: "any text is a string", openapi3.TypeArray: "any text is an array of one item",
		openapi3.TypeObject: "the names in the query say that it is an object",
	}[s.kind()]
	for _, each := range s.parts {
		if reason != "" && each.Type != nil {
			p.claims[pointer(each.at, "type")] = reason
		}
	}
	for _, name := range s.propertyNames() {
		p.untold(side, s.property(name))
	}
	for _, below := range [][]source{s.item(), s.property("undeclared")} {
		if len(below) > 0 {
			p.untold(side, below)
		}
	}
}

// parameterClaims adds the exchanges about a parameter of the request.
func (o *operation) parameterClaims(p *parameter) {
	for _, c := range p.cases(contract.RequestSide) {
		r := o.request.copied()
		if p.In != openapi3.ParameterInPath {
			p.remove(&r)
		}
		if len(c.texts) > 0 {
			p.set(&r, c.texts)
		}
		o.add(c.doing, c.claim, r, c.want)
	}
}
