package contract

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// body is a body that is read once, whoever asks for its value and from whichever goroutine.
type body struct {
	header http.Header
	text   []byte

	once sync.Once
	// value is that of a JSON body, err why there is none, and flaws what implementations read differently.
	value any
	err   error
	flaws []flawAt
}

type flawAt struct {
	flaw flaw
	at   jsontext.Pointer
}

// set gives the body its text, unpacked: most recorders keep it so, beside the header that says that it was packed.
func (b *body) set(header http.Header, text []byte) {
	b.header, b.text = header, text
	if len(header["Content-Encoding"]) == 0 {
		return
	}
	if unpacked, err := contentcoding.DecodeIfPacked(header, text); err == nil {
		b.text = unpacked
	}
}

// byteOrderMark is what RFC 8259 has no place for and some servers send before JSON.
var byteOrderMark = []byte("\xef\xbb\xbf")

// json returns the JSON value of the body. Duplicate names and broken UTF-8 are flaws of it and no errors.
func (b *body) json() (any, error) {
	b.once.Do(func() {
		text := bytes.TrimPrefix(b.text, byteOrderMark)
		if b.value, b.err = decodeJSON(text, nil); b.err == nil {
			return
		}
		strict := b.err
		b.value, b.err = decodeJSON(text, func(f flaw, at jsontext.Pointer) { b.flaws = append(b.flaws, flawAt{f, beginning(at)}) })
		if b.err != nil {
			b.value, b.err = nil, strict
		}
	})
	return b.value, b.err
}

// beginning returns a pointer, or as much of it as a finding shows: one into hostile JSON can be as long as its body.
func beginning(at jsontext.Pointer) jsontext.Pointer {
	if len(at) <= maxPlace {
		return at
	}
	if end := strings.IndexByte(string(at[maxPlace:]), '/'); end >= 0 {
		at = at[:maxPlace+end+1]
	}
	return jsontext.Pointer(strings.Clone(string(at)))
}

// valueOrNull returns the JSON value of the body, and null where it has none.
func (b *body) valueOrNull() any {
	if len(b.text) == 0 {
		return nil
	}
	value, err := b.json()
	if err != nil {
		return nil
	}
	return value
}

// mentions reports whether the message holds a text: in the value of a header, or in a name or a string of its body. A text that is
// so short that it would be in many by chance has to be the whole of one.
func (b *body) mentions(text string) bool {
	return text != "" && b.anyText(func(whole string) bool {
		return whole == text || len(text) >= shortestSecret && strings.Contains(whole, text)
	})
}

// mentionsAny reports whether the message holds one of many texts.
func (b *body) mentionsAny(texts []string) bool {
	if len(texts) <= manyTexts {
		return slices.ContainsFunc(texts, b.mentions)
	}
	var all []string
	b.anyText(func(whole string) bool {
		all = append(all, whole)
		return false
	})
	index := newTextIndex(all)
	return slices.ContainsFunc(texts, func(text string) bool {
		return text != "" && (index.whole[text] || len(text) >= shortestSecret && index.contains(text))
	})
}

// anyText reports whether the value of a header, or a name or a string of the body, is as asked.
func (b *body) anyText(is func(string) bool) bool {
	for _, lines := range b.header {
		if slices.ContainsFunc(lines, is) {
			return true
		}
	}
	value, err := b.json()
	if err != nil {
		return is(string(b.text))
	}
	return anyString(value, is)
}

// anyString reports whether a name or a string in a JSON value is as asked.
func anyString(value any, is func(string) bool) bool {
	switch value := value.(type) {
	case string:
		return is(value)
	case array:
		return slices.ContainsFunc(value, func(item any) bool { return anyString(item, is) })
	case *object:
		return slices.ContainsFunc(value.members, func(m member) bool { return is(m.name) || anyString(m.value, is) })
	default:
		return false
	}
}

// checkBody checks a body that there is against the media types declared for it.
func (k *check) checkBody(side Side, b *body, declarer any, content []mediaType) {
	contentType := b.header.Get("Content-Type")
	declared, essence := findMediaType(content, contentType)
	if declared == nil {
		actual := none
		if contentType != "" {
			actual = quote(contentType)
		}
		k.contradiction(rule(side, "media-type"), "header Content-Type", k.places.of(declarer, "content"), mediaTypeNames(content), actual)
		return
	}
	if declared.schema == nil || !isRead(essence, declared.schema) {
		return
	}
	value, ok := k.decode(side, declared, essence, b)
	if !ok {
		return
	}
	v := &validation{side: side}
	v.visit(declared.schema, value)
	for i := range v.found {
		k.mismatch(side, &v.found[i], bodyPlace)
	}
	for _, u := range v.undeclared([]*schema{declared.schema}, value, nil) {
		k.undeclaredProperty(side, u, bodyPlace(u.at))
	}
}

// bodyUnchecked says of a body that was not kept, or not whole, that nothing is known of it.
func (k *check) bodyUnchecked(side Side, document Place) {
	k.add(Drift, rule(side, "body-unchecked"), "body", document, "a body that was kept whole", "one that was not, so it was not checked")
}

func (k *check) undeclaredProperty(side Side, u undeclared, at string) {
	if secret, ok := k.writeOnly[u.name]; ok && side == ResponseSide {
		k.contradiction("response.writeOnly", at, k.places.of(secret, "writeOnly"), "no write-only property in a response", one)
		return
	}
	k.drift(rule(side, "property-undeclared"), at, k.places.of(u.schema.Schema, "properties"), "no property of this name")
}

// bodyPlace is the place of a JSON pointer in a body.
func bodyPlace(pointer string) string {
	if pointer == "" {
		return "body"
	}
	return pointer
}

func isJSON(contentType string) bool {
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && (mediaType == "application/json" || strings.HasSuffix(mediaType, "+json"))
}

// decode reads the value of a body. What can't be read ends the check of the body; what RFC 8259 only advises against and
// implementations read differently is a finding and doesn't.
func (k *check) decode(side Side, declared *mediaType, essence string, b *body) (any, bool) {
	if !isJSON(essence) {
		return k.decodeOther(side, declared, essence, b)
	}
	document := k.places.of(declared.source, "")
	if bytes.HasPrefix(b.text, byteOrderMark) {
		k.contradiction(rule(side, "byte-order-mark"), "body", document, "JSON without a byte order mark", one)
	}
	value, err := b.json()
	for _, f := range b.flaws {
		expected, actual := "each name once in an object", "one twice"
		if f.flaw == notUTF8 {
			expected, actual = "UTF-8", "bytes that are none"
		}
		k.contradiction(rule(side, string(f.flaw)), bodyPlace(string(f.at)), document, expected, actual)
	}
	if err == nil {
		return value, true
	}
	at, actual := "body", "something else"
	if syntax, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		at, actual = bodyPlace(string(syntax.JSONPointer)), "an error at byte "+strconv.FormatInt(syntax.ByteOffset, 10)
	}
	k.contradiction(rule(side, "json"), at, document, "one JSON value and nothing else", actual)
	return nil, false
}

// isRead reports whether bodies of a media type are held against a schema: JSON, forms, YAML and plain texts are, and what is written as text in
// another way only as a string.
func isRead(essence string, s *schema) bool {
	switch {
	case isJSON(essence), isYAML(essence), essence == formType, essence == multipartType, essence == "text/plain", essence == "application/octet-stream":
		return true
	default:
		return strings.HasPrefix(essence, "text/") && s.accepts(nil)&strs != 0
	}
}

func isYAML(essence string) bool {
	return essence == "application/yaml" || essence == "application/x-yaml"
}

// decodeOther reads a body that is not JSON: a form, YAML, or a text.
func (k *check) decodeOther(side Side, declared *mediaType, essence string, b *body) (value any, ok bool) {
	var err error
	switch {
	case essence == formType:
		value, err = decodeForm(b.text, declared)
	case essence == multipartType:
		value, err = decodeMultipart(b.text, b.header.Get("Content-Type"), declared)
	case isYAML(essence):
		value, err = openapi3filter.YamlBodyDecoder(bytes.NewReader(b.text), b.header, declared.source.Schema, nil)
		value = newValue(value)
	default:
		value = typed(string(b.text), declared.schema)
	}
	if err != nil {
		k.contradiction(rule(side, "media-type"), "body", k.places.of(declared.source, ""), "a body of the type "+essence, "one that can't be read as it")
		return nil, false
	}
	return value, true
}
