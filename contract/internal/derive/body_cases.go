package derive

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// mediaType is a media type of the document, with a body that agrees with it.
type mediaType struct {
	name, at string
	// sent is the Content-Type that is sent. It has no wildcards.
	sent     string
	sources  []source
	body     []byte
	examples []any
	// parts describes the parts of a multipart body by the names of properties.
	parts map[string]formPart
}

func (m *mediaType) isJSON() bool {
	essence, _, _ := strings.Cut(m.sent, ";")
	return essence == "application/json" || strings.HasSuffix(essence, "+json")
}

const notJSON = "of what is not JSON, only forms, XML and plain text are made"

// mediaTypes returns the media types for which the package can make a body, with JSON first.
func (d *deriver) mediaTypes(side contract.Side, holder *document.Node) []mediaType {
	var all, others []mediaType
	for name, ref := range holder.Get("content").SortedFields() {
		declared := ref.Target()
		m := mediaType{name: name, at: declared.Pointer(), sent: strings.ReplaceAll(strings.Replace(name, "*/*", "application/json", 1), "/*", "/plain")}
		if schema := declared.Get("schema"); schema != nil {
			m.sources = []source{schema}
		}
		m.examples = examplesOf(declared)
		value, ok := d.sample(side, m.sources, 0)
		if !ok {
			d.note(m.at, "no value was found that it accepts")
			continue
		}
		if m.isJSON() {
			m.body = encodeJSON(value)
			all = append(all, m)
			continue
		}
		d.note(m.at, notJSON)
		d.noteAll(m.sources, notJSON)
		if m.essence() == multiParts {
			m.sent = multiParts + "; boundary=" + boundary
			m.parts = d.formParts(declared, m.sources)
		}
		if body, unmade := d.encodeOther(side, m, value); unmade == "" {
			m.body = body
			others = append(others, m)
		} else {
			d.unmade[m.at] = unmade
		}
	}
	return append(all, others...)
}

// encodeOther writes a value in a media type other than JSON. If it can't, it says why.
func (d *deriver) encodeOther(side contract.Side, m mediaType, value any) (body []byte, unmade string) {
	if body, ok := m.encodeForm(value); ok {
		return body, ""
	}
	if side == contract.RequestSide && m.isXML() {
		if body, ok := d.encodeXML(m.sources, value); ok {
			return body, ""
		}
		return nil, "no XML is made of it: nothing says the name of its root, or how to write all of it"
	}
	if plain, ok := value.(string); ok && (len(m.sources) == 0 || strings.HasPrefix(m.sent, "text/") || side == contract.RequestSide) {
		return []byte(plain), ""
	}
	return nil, notJSON
}

// bodyCase is a body with its Content-Type, and the findings that a check must have about it.
type bodyCase struct {
	claim, name, contentType string
	body                     []byte
	findings                 []Finding
}

// bodies returns bodies of the media types that a request or response declares, and bodies of other
// media types.
func (d *deriver) bodies(side contract.Side, types []mediaType, declarer string) []bodyCase {
	if len(types) == 0 {
		return nil
	}
	var all []bodyCase
	for _, m := range types {
		all = append(all, bodyCase{m.at, "the media type", m.sent, m.body, nil})
		if m.isJSON() {
			all = append(all, bodyCase{m.at, "the media type with a parameter", strings.ToUpper(m.sent) + "; charset=utf-8", m.body, nil})
			all = append(all, d.jsonBodies(side, m)...)
			all = append(all, d.malformedBodies(side, m)...)
		}
	}
	content := pointer(declarer, "content")
	if slices.ContainsFunc(types, func(m mediaType) bool { return m.name == "*/*" }) {
		d.note(content, "it allows any media type")
		return all
	}
	findings := []Finding{violation(side, "media-type", inHeader("Content-Type"), content)}
	return append(all,
		bodyCase{content, "another media type", "example/x-undeclared", types[0].body, findings},
		bodyCase{content, "no media type", "", types[0].body, findings},
	)
}

// jsonBodies returns bodies that keep and break the claims of the schema.
func (d *deriver) jsonBodies(side contract.Side, m mediaType) []bodyCase {
	if len(m.sources) == 0 {
		return nil
	}
	var all []bodyCase
	seen := map[string]bool{}
	variants := d.variants(side, m.sources, nil)
	for _, value := range m.examples {
		variants = append(variants, variant{value: value, claim: m.at, name: "the example"})
	}
	for _, v := range variants {
		body := encodeJSON(v.value)
		findings := d.findings(side, m.sources, v.value, inBody(""))
		if v.breaks && len(findings) == 0 {
			d.reasons[v.claim] = "another alternative accepts what breaks it"
		}
		if key := v.claim + " " + string(body); !seen[key] {
			seen[key] = true
			all = append(all, bodyCase{v.claim, v.name, m.sent, body, findings})
		}
	}
	return all
}

// findings returns the findings about a value at a location.
func (d *deriver) findings(side contract.Side, sources []source, value any, at contract.Location) []Finding {
	inside := func(pointer string) contract.Location {
		return contract.Location{In: at.In, Name: at.Name, Pointer: at.Pointer + pointer}
	}
	var findings []Finding
	for _, m := range d.judge(side, sources, value) {
		findings = append(findings, violation(side, m.keyword, inside(m.at), m.document))
	}
	j := &judge{deriver: d, side: side}
	for _, m := range j.undeclared(sources, value, "") {
		if secret, ok := d.secrets[lastToken(m.at)]; ok && side == contract.ResponseSide {
			findings = append(findings, violation(side, "writeOnly", inside(m.at), pointer(secret, "writeOnly")))
			continue
		}
		findings = append(findings, drift(side, m.keyword, inside(m.at), m.document))
	}
	return findings
}

func lastToken(at string) string { return at[strings.LastIndexByte(at, '/')+1:] }

// malformedBodies returns bodies that are not JSON, JSON that different programs read differently,
// and JSON with space around it.
func (d *deriver) malformedBodies(side contract.Side, m mediaType) []bodyCase {
	rule := func(keyword, at string) []Finding { return []Finding{violation(side, keyword, inBody(at), m.at)} }
	all := []bodyCase{
		{m.at, "a byte order mark", m.sent, append([]byte("\xef\xbb\xbf"), m.body...), rule("byte-order-mark", "")},
		{m.at, "space around the value", m.sent, []byte(" \r\n\t" + string(m.body) + " \n"), nil},
		{m.at, "bytes after the value", m.sent, append(slices.Clone(m.body), " x"...), rule("json", "")},
		{m.at, "two values", m.sent, append(slices.Clone(m.body), m.body...), rule("json", "")},
		{m.at, "no JSON", m.sent, []byte("nonsense"), rule("json", "")},
		{m.at, "nothing but space", m.sent, []byte(" \n"), rule("json", "")},
	}
	value, _ := d.sample(side, m.sources, 0)
	object, ok := value.(map[string]any)
	if !ok {
		return all
	}
	counted := slices.ContainsFunc(d.combine(side, m.sources, nil).parts, func(p part) bool { return p.MaxProps != nil })
	for name, each := range sorted(object) {
		once, whole := string(encodeJSON(map[string]any{name: each})), string(encodeJSON(object))
		twice := strings.TrimSuffix(once, "}") + "," + strings.TrimPrefix(whole, "{")
		if !counted {
			all = append(all, bodyCase{m.at, "a name twice", m.sent, []byte(twice), rule("duplicate-name", pointer("", name))})
		}
		broken := with(object, name, "\ufffd")
		if _, isString := each.(string); isString && len(d.findings(side, m.sources, broken, inBody(""))) == 0 {
			body := strings.Replace(string(encodeJSON(broken)), "\ufffd", "\xff", 1)
			all = append(all, bodyCase{m.at, "broken UTF-8", m.sent, []byte(body), rule("utf-8", pointer("", name))})
		}
	}
	return all
}

// writeOnlyProperties returns the pointers of the write-only properties of components, by the name
// of the property.
func (d *deriver) writeOnlyProperties() map[string]string {
	found := map[string]string{}
	for _, node := range d.doc.Root().At("components", "schemas").SortedFields() {
		p, ok := d.part(node)
		if !ok {
			continue
		}
		for property, each := range sorted(p.Properties) {
			secret, ok := d.part(each)
			if !ok || !secret.WriteOnly {
				continue
			}
			at := secret.at
			d.note(pointer(at, "writeOnly"), "no response can hold it, or another write-only property has its name")
			if _, taken := found[property]; !taken {
				found[property] = at
			}
		}
	}
	return found
}

// requestBodyCases returns requests with other bodies, requests that lack the body, and requests
// with a body that the document doesn't declare.
func (o *Operation) requestBodyCases() []RequestCase {
	body := o.declared.Get("requestBody").Target()
	if body == nil {
		r := o.request.clone()
		r.body = []byte("{}")
		r.header.Set("Content-Type", "application/json")
		return []RequestCase{o.requestCase("a body", o.at, r, violation(contract.RequestSide, "body-undeclared", inBody(""), o.at))}
	}
	at := body.Pointer()
	without := o.request.clone()
	without.body = nil
	without.header.Del("Content-Type")
	var cases []RequestCase
	if required := pointer(at, "required"); body.Get("required").IsTrue() {
		cases = append(cases, o.requestCase("no body", required, without, violation(contract.RequestSide, "body-required", inBody(""), required)))
	} else {
		cases = append(cases, o.requestCase("no body", at, without))
	}
	for _, b := range o.bodies(contract.RequestSide, o.mediaTypes(contract.RequestSide, body), at) {
		r := without.clone()
		r.body = b.body
		if b.contentType != "" {
			r.header.Set("Content-Type", b.contentType)
		}
		cases = append(cases, o.requestCase(b.name, b.claim, r, b.findings...))
	}
	return cases
}
