package derive

import (
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// mediaType is a media type that a body may have, with a body of it.
type mediaType struct {
	name, at string
	// sent is a Content-Type of it.
	sent    string
	sources []source
	body    []byte
}

func (m mediaType) isJSON() bool {
	essence, _, _ := strings.Cut(m.sent, ";")
	return essence == "application/json" || strings.HasSuffix(essence, "+json")
}

const notJSON = "of a body that is not JSON, only texts are made"

// mediaTypes returns the media types of which a body can be made, JSON first, and false where there is none.
func (d *deriver) mediaTypes(side contract.Side, content openapi3.Content, declarer string) ([]mediaType, bool) {
	var all []mediaType
	for name, declared := range sorted(content) {
		m := mediaType{name: name, at: pointer(declarer, "content", name), sent: strings.ReplaceAll(strings.Replace(name, "*/*", "application/json", 1), "/*", "/plain")}
		if declared.Schema != nil {
			m.sources = []source{{ref: declared.Schema, at: pointer(m.at, "schema")}}
		}
		value, ok := d.sample(side, m.sources, 0)
		switch plain, isText := value.(string); {
		case !ok:
			d.claim(m.at, "no value was found that it accepts")
			continue
		case m.isJSON():
			m.body = text(value)
		case isText && (len(m.sources) == 0 || strings.HasPrefix(m.sent, "text/")):
			m.body = []byte(plain)
			d.claim(m.at, notJSON)
			d.unreached(m.sources, notJSON)
		default:
			d.claim(m.at, notJSON)
			d.unreached(m.sources, notJSON)
			continue
		}
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b mediaType) int {
		switch {
		case a.isJSON() == b.isJSON():
			return 0
		case a.isJSON():
			return -1
		default:
			return 1
		}
	})
	return all, len(all) > 0
}

// bodyCase is a body, with its Content-Type and what is to be found in it.
type bodyCase struct {
	claim, doing, contentType string
	body                      []byte
	want                      []Want
}

// bodies returns bodies of the media types of one request or response, and of others.
func (d *deriver) bodies(side contract.Side, types []mediaType, declarer string) []bodyCase {
	var all []bodyCase
	content := pointer(declarer, "content")
	anything := false
	for _, m := range types {
		anything = anything || m.name == "*/*"
		all = append(all, bodyCase{m.at, "the media type", m.sent, m.body, nil})
		if m.isJSON() {
			all = append(all, bodyCase{m.at, "the media type with a parameter", strings.ToUpper(m.sent) + "; charset=utf-8", m.body, nil})
			all = append(all, d.values(side, m)...)
			all = append(all, flaws(d, side, m)...)
		}
	}
	if len(types) == 0 {
		return nil
	}
	if anything {
		d.claim(content, "it takes any media type")
		return all
	}
	want := []Want{{contract.Violation, string(side) + ".media-type", "header Content-Type", content}}
	return append(all,
		bodyCase{content, "another media type", "example/x-undeclared", types[0].body, want},
		bodyCase{content, "no media type", "", types[0].body, want},
	)
}

// values returns a body for each claim of the schema.
func (d *deriver) values(side contract.Side, m mediaType) []bodyCase {
	var all []bodyCase
	seen := map[string]bool{}
	if len(m.sources) == 0 {
		return nil
	}
	for _, v := range d.variants(side, m.sources, nil) {
		body := text(v.value)
		want := d.wants(side, m.sources, v.value, inBody)
		if v.breaks && len(want) == 0 {
			d.claims[v.claim] = "another alternative accepts what breaks it"
		}
		if key := v.claim + " " + string(body); !seen[key] {
			seen[key] = true
			all = append(all, bodyCase{v.claim, v.doing, m.sent, body, want})
		}
	}
	return all
}

// wants returns the findings about a value. The place in the message is made of the JSON pointer within the value.
func (d *deriver) wants(side contract.Side, sources []source, value any, at func(pointer string) string) []Want {
	var want []Want
	for _, m := range d.judge(side, sources, value) {
		want = append(want, Want{contract.Violation, string(side) + "." + m.keyword, at(m.at), m.document})
	}
	j := &judge{deriver: d, side: side}
	for _, m := range j.undeclared(sources, value, "") {
		if secret, ok := d.writeOnly()[lastToken(m.at)]; ok && side == contract.ResponseSide {
			want = append(want, Want{contract.Violation, "response.writeOnly", at(m.at), pointer(secret, "writeOnly")})
			continue
		}
		want = append(want, Want{contract.Drift, string(side) + "." + m.keyword, at(m.at), m.document})
	}
	return want
}

func inBody(at string) string {
	if at == "" {
		return "body"
	}
	return at
}

func lastToken(at string) string { return at[strings.LastIndexByte(at, '/')+1:] }

// flaws returns bodies that are no JSON, or JSON that programs read differently.
func flaws(d *deriver, side contract.Side, m mediaType) []bodyCase {
	rule := func(what, at string) []Want {
		return []Want{{contract.Violation, string(side) + "." + what, at, m.at}}
	}
	all := []bodyCase{
		{m.at, "a byte order mark", m.sent, append([]byte("\xef\xbb\xbf"), m.body...), rule("byte-order-mark", "body")},
		{m.at, "space around the value", m.sent, []byte(" \r\n\t" + string(m.body) + " \n"), nil},
		{m.at, "bytes after the value", m.sent, append(slices.Clone(m.body), " x"...), rule("json", "body")},
		{m.at, "two values", m.sent, append(slices.Clone(m.body), m.body...), rule("json", "body")},
		{m.at, "no JSON", m.sent, []byte("nonsense"), rule("json", "body")},
		{m.at, "nothing but space", m.sent, []byte(" \n"), rule("json", "body")},
	}
	value, _ := d.sample(side, m.sources, 0)
	object, ok := value.(map[string]any)
	if !ok {
		return all
	}
	for name, each := range sorted(object) {
		once, whole := string(text(map[string]any{name: each})), string(text(object))
		twice := strings.TrimSuffix(once, "}") + "," + strings.TrimPrefix(whole, "{")
		counted := slices.ContainsFunc(d.shape(side, m.sources, nil).parts, func(p part) bool { return p.MaxProps != nil })
		if !counted {
			all = append(all, bodyCase{m.at, "a name twice", m.sent, []byte(twice), rule("duplicate-name", pointer("", name))})
		}
		broken := with(object, name, "\ufffd")
		if _, isText := each.(string); isText && len(d.wants(side, m.sources, broken, inBody)) == 0 {
			body := strings.Replace(string(text(broken)), "\ufffd", "\xff", 1)
			all = append(all, bodyCase{m.at, "broken UTF-8", m.sent, []byte(body), rule("utf-8", pointer("", name))})
		}
	}
	return all
}

// writeOnly returns the places of the properties that the document marks writeOnly, by name.
func (d *deriver) writeOnly() map[string]string {
	if d.doc.Components == nil {
		return nil
	}
	found := map[string]string{}
	for name, ref := range sorted(d.doc.Components.Schemas) {
		p := part{Schema: ref.Value, at: pointer("", "components", "schemas", name)}
		for property, each := range sorted(p.Properties) {
			if !each.Value.WriteOnly {
				continue
			}
			at := d.definition(each.Ref, p.property(property).at)
			d.claim(pointer(at, "writeOnly"), "no response takes it, or a property of the same name stands before it")
			if _, taken := found[property]; !taken {
				found[property] = at
			}
		}
	}
	return found
}

// requestBody adds requests with each body, without one, and with one where none is declared.
func (o *operation) requestBody() {
	ref := o.source.RequestBody
	if ref == nil {
		r := o.request.copied()
		r.body = []byte("{}")
		r.header.Set("Content-Type", "application/json")
		o.add("a body", o.at, r, []Want{{contract.Violation, "request.body-undeclared", "body", o.at}})
		return
	}
	at := o.definition(ref.Ref, pointer(o.at, "requestBody"))
	without := o.request.copied()
	without.body = nil
	without.header.Del("Content-Type")
	if required := pointer(at, "required"); ref.Value.Required {
		o.add("no body", required, without, []Want{{contract.Violation, "request.body-required", "body", required}})
	} else {
		o.add("no body", at, without, nil)
	}
	types, _ := o.mediaTypes(contract.RequestSide, ref.Value.Content, at)
	for _, b := range o.bodies(contract.RequestSide, types, at) {
		r := o.request.copied()
		r.body = b.body
		r.header.Del("Content-Type")
		if b.contentType != "" {
			r.header.Set("Content-Type", b.contentType)
		}
		o.add(b.doing, b.claim, r, b.want)
	}
}
