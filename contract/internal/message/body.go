package message

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Body is a body that is read once, whoever asks for its value and from whichever goroutine.
type Body struct {
	Header http.Header
	// Text is what the body says, without its content coding.
	Text []byte
	// Omitted says that there was a body and it was not kept.
	Omitted bool

	once sync.Once
	// value is that of a JSON body, err why there is none, and flaws what implementations read differently.
	value any
	err   error
	flaws []FlawAt
}

// FlawAt is a flaw of a JSON body and its place, or as much of that as [schema.MaxPointer] allows.
type FlawAt struct {
	Flaw    jsonvalue.Flaw
	Pointer string
}

// set gives the body what was sent, without its content coding: most recorders keep it so, beside the header that names the coding.
func (b *Body) set(m Message) {
	b.Header, b.Text, b.Omitted = m.Header, m.Body, m.Omitted
	if len(m.Header["Content-Encoding"]) == 0 {
		return
	}
	if decoded, err := contentcoding.DecodeIfPacked(m.Header, m.Body); err == nil {
		b.Text = decoded
	}
}

// IsEmpty reports whether the body has no byte. One that was not kept is not empty.
func (b *Body) IsEmpty() bool { return len(b.Text) == 0 && !b.Omitted }

// byteOrderMark is what RFC 8259 has no place for and some servers send before JSON.
var byteOrderMark = []byte("\xef\xbb\xbf")

// HasByteOrderMark reports whether the body begins with a byte order mark.
func (b *Body) HasByteOrderMark() bool { return bytes.HasPrefix(b.Text, byteOrderMark) }

// JSON returns the JSON value of the body. Duplicate names and broken UTF-8 are flaws of it and not errors.
func (b *Body) JSON() (any, error) {
	b.once.Do(func() {
		text := bytes.TrimPrefix(b.Text, byteOrderMark)
		if b.value, b.err = jsonvalue.Decode(text, nil); b.err == nil {
			return
		}
		strict := b.err
		b.value, b.err = jsonvalue.Decode(text, func(flaw jsonvalue.Flaw, at jsontext.Pointer) {
			b.flaws = append(b.flaws, FlawAt{flaw, beginning(string(at))})
		})
		if b.err != nil {
			b.value, b.err = nil, strict
		}
	})
	return b.value, b.err
}

// Flaws returns what in the JSON value implementations read differently.
func (b *Body) Flaws() []FlawAt {
	_, _ = b.JSON()
	return b.flaws
}

// beginning returns a pointer, or as much of it as a finding shows: one into hostile JSON can be as long as its body.
func beginning(pointer string) string {
	if len(pointer) <= schema.MaxPointer {
		return pointer
	}
	if end := strings.IndexByte(pointer[schema.MaxPointer:], '/'); end >= 0 {
		pointer = pointer[:schema.MaxPointer+end+1]
	}
	return strings.Clone(pointer)
}

// ValueOrNull returns the JSON value of the body, and null where it has none.
func (b *Body) ValueOrNull() any {
	if len(b.Text) == 0 {
		return nil
	}
	value, err := b.JSON()
	if err != nil {
		return nil
	}
	return value
}

// AnyString reports whether the value of a header, or a name or a string of the body, is as asked; of a body that is not JSON, all of it.
func (b *Body) AnyString(is func(string) bool) bool {
	for _, lines := range b.Header {
		if slices.ContainsFunc(lines, is) {
			return true
		}
	}
	value, err := b.JSON()
	if err != nil {
		return is(string(b.Text))
	}
	return jsonvalue.AnyString(value, is)
}

// Reads reports whether bodies of a content type are held against the schema of the media type.
func (m *MediaType) Reads(essence string) bool { return m.Schema != nil && m.isRead(essence) }

// Value reads the value of a body: JSON, a form, YAML, or a string. The error of a body that is not JSON is a [*jsontext.SyntacticError].
func (m *MediaType) Value(essence string, b *Body) (any, error) {
	switch {
	case IsJSON(essence):
		return b.JSON()
	case essence == formType:
		return decodeForm(b.Text, m)
	case essence == multipartType:
		return decodeMultipart(b.Text, b.Header.Get("Content-Type"), m)
	case isYAML(essence):
		return document.ParseValue(b.Text)
	default:
		text, err := decodeCharset(b.Header.Get("Content-Type"), b.Text)
		return typed(text, m.Schema), err
	}
}

// MayBeEmpty reports whether a body of no bytes is a value of the media type: an empty string or an empty form.
func (m *MediaType) MayBeEmpty(essence string) bool {
	return !IsJSON(essence) && !isYAML(essence) && essence != multipartType && (m.Schema == nil || m.isRead(essence))
}
