package derive

import (
	"crypto/sha256"
	"iter"
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

// bodies yields bodies of the media types that a request or response declares, and bodies of other
// media types.
func (d *deriver) bodies(side contract.Side, types []mediaType, declarer string) iter.Seq[bodyCase] {
	return func(yield func(bodyCase) bool) {
		if len(types) == 0 {
			return
		}
		for i := range types {
			m := &types[i]
			if !yield(bodyCase{m.at, "the media type", m.sent, m.body, nil}) || m.isJSON() && !d.bodiesOf(side, m, yield) {
				return
			}
		}
		content := pointer(declarer, "content")
		if slices.ContainsFunc(types, func(m mediaType) bool { return m.name == "*/*" }) {
			d.note(content, "it allows any media type")
			return
		}
		findings := []Finding{violation(side, "media-type", inHeader(contentType), content)}
		_ = yield(bodyCase{content, "another media type", "example/x-undeclared", types[0].body, findings}) &&
			yield(bodyCase{content, "no media type", "", types[0].body, findings})
	}
}

// bodiesOf makes the bodies of one media type.
func (d *deriver) bodiesOf(side contract.Side, m *mediaType, yield func(bodyCase) bool) bool {
	if !yield(bodyCase{m.at, "the media type with a parameter", strings.ToUpper(m.sent) + "; charset=utf-8", m.body, nil}) {
		return false
	}
	for _, bodies := range []iter.Seq[bodyCase]{d.jsonBodies(side, m), d.malformedBodies(side, m)} {
		for b := range bodies {
			if !yield(b) {
				return false
			}
		}
	}
	return true
}

// jsonBodies yields bodies that keep and break the claims of the schema.
func (d *deriver) jsonBodies(side contract.Side, m *mediaType) iter.Seq[bodyCase] {
	return func(yield func(bodyCase) bool) {
		if len(m.sources) == 0 {
			return
		}
		seen := map[[sha256.Size]byte]bool{}
		for v := range d.variantsAnd(m.examples, m.at, d.variants(side, m.sources)) {
			if !d.fits(v.value) {
				d.omitted++
				continue
			}
			body := encodeJSON(v.value)
			findings := d.findings(side, m.sources, v.value, inBody(""))
			if d.isSpent() {
				return
			}
			if v.breaks && len(findings) == 0 {
				d.reasons[v.claim] = "another alternative accepts what breaks it"
			}
			if key := sha256.Sum256(append([]byte(v.claim+" "), body...)); !seen[key] {
				seen[key] = true
				if !yield(bodyCase{v.claim, v.name, m.sent, body, findings}) {
					return
				}
			}
		}
	}
}

// variantsAnd yields variants, and then the examples of the document.
func (d *deriver) variantsAnd(examples []any, at string, variants iter.Seq[variant]) iter.Seq[variant] {
	return func(yield func(variant) bool) {
		for v := range variants {
			if !yield(v) {
				return
			}
		}
		for _, value := range examples {
			if d.isSpent() || !yield(variant{value: value, claim: at, name: "the example"}) {
				return
			}
		}
	}
}

// findings returns the findings about a value at a location.
func (d *deriver) findings(side contract.Side, sources []source, value any, at contract.Location) []Finding {
	inside := func(pointer string) contract.Location {
		return contract.Location{In: at.In, Name: at.Name, Pointer: at.Pointer + pointer}
	}
	var findings []Finding
	g, whole := newJudging(d, side), &spot{value: value}
	for _, m := range g.mismatches(sources, whole) {
		findings = append(findings, violation(side, m.keyword, inside(m.at), m.document))
	}
	for _, m := range g.undeclared(sources, whole) {
		if secret, ok := d.secrets[lastToken(m.at)]; ok && side == contract.ResponseSide {
			findings = append(findings, violation(side, "writeOnly", inside(m.at), pointer(secret, "writeOnly")))
			continue
		}
		findings = append(findings, drift(side, m.keyword, inside(m.at), m.document))
	}
	return findings
}

func lastToken(at string) string { return at[strings.LastIndexByte(at, '/')+1:] }

// malformedBodies yields bodies that are not JSON, JSON that different programs read differently,
// and JSON with space around it.
func (d *deriver) malformedBodies(side contract.Side, m *mediaType) iter.Seq[bodyCase] {
	rule := func(keyword, at string) []Finding { return []Finding{violation(side, keyword, inBody(at), m.at)} }
	return func(yield func(bodyCase) bool) {
		for _, b := range []bodyCase{
			{m.at, "a byte order mark", m.sent, append([]byte("\xef\xbb\xbf"), m.body...), rule("byte-order-mark", "")},
			{m.at, "space around the value", m.sent, []byte(" \r\n\t" + string(m.body) + " \n"), nil},
			{m.at, "bytes after the value", m.sent, append(slices.Clone(m.body), " x"...), rule("json", "")},
			{m.at, "two values", m.sent, append(slices.Clone(m.body), m.body...), rule("json", "")},
			{m.at, "no JSON", m.sent, []byte("nonsense"), rule("json", "")},
			{m.at, "nothing but space", m.sent, []byte(" \n"), rule("json", "")},
		} {
			if !yield(b) {
				return
			}
		}
		value, _ := d.sample(side, m.sources, 0)
		object, ok := value.(map[string]any)
		if !ok {
			return
		}
		whole := string(encodeJSON(object))
		counted := slices.ContainsFunc(d.combine(side, m.sources).parts, func(p *part) bool { return p.MaxProps != nil })
		for name, each := range sorted(object) {
			if !d.spend(len(whole) / bytesPerStep) {
				d.omitted++
				return
			}
			once := string(encodeJSON(map[string]any{name: each}))
			twice := strings.TrimSuffix(once, "}") + "," + strings.TrimPrefix(whole, "{")
			if !counted && !yield(bodyCase{m.at, "a name twice", m.sent, []byte(twice), rule("duplicate-name", pointer("", name))}) {
				return
			}
			broken := with(object, name, "\ufffd")
			if _, isString := each.(string); isString && len(d.findings(side, m.sources, broken, inBody(""))) == 0 {
				body := strings.Replace(string(encodeJSON(broken)), "\ufffd", "\xff", 1)
				if !yield(bodyCase{m.at, "broken UTF-8", m.sent, []byte(body), rule("utf-8", pointer("", name))}) {
					return
				}
			}
		}
	}
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

// requestBodyCases yields requests with other bodies, requests that lack the body, and requests
// with a body that the document doesn't declare.
func (o *Operation) requestBodyCases(yield func(RequestCase) bool) bool {
	body := o.declared.Get("requestBody").Target()
	if body == nil {
		r := o.request.clone()
		r.body = []byte("{}")
		r.header.Set(contentType, "application/json")
		return yield(o.requestCase("a body", o.at, r, violation(contract.RequestSide, "body-undeclared", inBody(""), o.at)))
	}
	at := body.Pointer()
	without := o.request.clone()
	without.body = nil
	without.header.Del(contentType)
	missing := o.requestCase("no body", at, without)
	if required := pointer(at, "required"); body.Get("required").IsTrue() {
		missing = o.requestCase("no body", required, without, violation(contract.RequestSide, "body-required", inBody(""), required))
	}
	if !yield(missing) {
		return false
	}
	for b := range o.bodies(contract.RequestSide, o.mediaTypes(contract.RequestSide, body), at) {
		r := without.clone()
		r.body = b.body
		if b.contentType != "" {
			r.header.Set(contentType, b.contentType)
		}
		if !yield(o.requestCase(b.name, b.claim, r, b.findings...)) {
			return false
		}
	}
	return true
}
