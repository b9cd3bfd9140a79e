package message

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/capped"
	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Body is the body of a message. Its JSON value is decoded once, when it is first needed. Several
// goroutines may use a Body at the same time.
type Body struct {
	Header http.Header
	// Text is the body without its content coding.
	Text []byte
	// Omitted reports whether the message had a body that the recorder left out.
	Omitted bool

	once sync.Once
	// value is the value of a JSON body.
	value any
	// flawed is nil if the body is JSON without flaws.
	flawed *flawedJSON
}

// flawedJSON says what is wrong with a JSON body.
type flawedJSON struct {
	// err says why there is no value. flaws has the mistakes that programs read differently.
	err   error
	flaws []FlawAt
	limit capped.Limit[FlawAt]
}

// FlawAt is a flaw of a JSON body with its place. The place is limited to [jsonvalue.MaxPointer]
// bytes.
type FlawAt struct {
	Flaw    jsonvalue.Flaw
	Pointer string
	// More is the number of further flaws that this flaw counts and that are not listed. They
	// differ from it only in the indices of arrays or, if IsRest is true, in their places.
	More   int
	IsRest bool
}

// set sets the body to the sent bytes, without their content coding. Most recorders already remove
// the coding from the body but not from the header.
func (b *Body) set(m Message) {
	b.Header, b.Text, b.Omitted = m.Header, m.Body, m.Omitted
	if len(m.Header["Content-Encoding"]) == 0 {
		return
	}
	if decoded, err := contentcoding.DecodeIfPacked(m.Header, m.Body); err == nil {
		b.Text = decoded
	}
}

// IsEmpty reports whether the body has no bytes. A body that was not recorded is not empty.
func (b *Body) IsEmpty() bool { return len(b.Text) == 0 && !b.Omitted }

// byteOrderMark precedes the JSON of some servers. RFC 8259 doesn't allow it.
var byteOrderMark = []byte("\xef\xbb\xbf")

// HasByteOrderMark reports whether the body begins with a byte order mark.
func (b *Body) HasByteOrderMark() bool { return bytes.HasPrefix(b.Text, byteOrderMark) }

// JSON returns the JSON value of the body. Duplicate names and broken UTF-8 are not errors; see
// [Body.Flaws]. The error for a body that is not JSON is a [*jsontext.SyntacticError].
func (b *Body) JSON() (any, error) {
	b.once.Do(func() {
		text := bytes.TrimPrefix(b.Text, byteOrderMark)
		value, strict := jsonvalue.Decode(text, nil)
		if strict != nil {
			b.flawed = &flawedJSON{}
			value, b.flawed.err = jsonvalue.Decode(text, b.flawed.add)
			if b.flawed.err != nil {
				value, b.flawed.err = nil, strict
			}
		}
		b.value = value
	})
	if b.flawed != nil {
		return b.value, b.flawed.err
	}
	return b.value, nil
}

func (f *flawedJSON) add(flaw jsonvalue.Flaw, at jsontext.Pointer) {
	pointer := ShortPointer(string(at))
	kind, rest := FlawAt{Flaw: flaw, Pointer: jsonvalue.WithoutIndices(pointer)}, FlawAt{Flaw: flaw, IsRest: true}
	i, isRest := f.limit.Next(kind, rest, rest, len(f.flaws))
	if i < len(f.flaws) {
		f.flaws[i].More++
		return
	}
	f.flaws = append(f.flaws, FlawAt{Flaw: flaw, Pointer: pointer, IsRest: isRest})
}

// Flaws returns the mistakes in the JSON body that programs read differently, or nil if there are
// none.
func (b *Body) Flaws() []FlawAt {
	if _, err := b.JSON(); err == nil && b.flawed == nil {
		return nil
	}
	return b.flawed.flaws
}

// ShortPointer shortens a JSON pointer to the length that a finding shows. A pointer into hostile
// JSON can be as long as its body.
func ShortPointer(pointer string) string {
	if len(pointer) <= jsonvalue.MaxPointer {
		return pointer
	}
	if end := strings.IndexByte(pointer[jsonvalue.MaxPointer:], '/'); end >= 0 {
		pointer = pointer[:jsonvalue.MaxPointer+end+1]
	}
	return strings.Clone(pointer)
}

// ValueOrNull returns the JSON value of the body, or nil if the body is empty or not JSON.
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

// AnyString reports whether the function returns true for the value of a header, or for a name or a
// string in the body. If the body is not JSON, the whole body is the string.
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

// Reads reports whether bodies of a content type can be checked against the schema of the media
// type.
func (m *MediaType) Reads(essence string) bool { return m.Schema != nil && m.isRead(essence) }

// Value returns the value of a body. For JSON, a form or YAML, it is the decoded value, and
// otherwise it is a string. The error for a body that is not JSON is a [*jsontext.SyntacticError].
func (m *MediaType) Value(essence string, b *Body) (any, error) {
	switch {
	case m.isSequence && isSequence(essence):
		return decodeSequence(essence, b.Text)
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

// MayBeEmpty reports whether an empty body is a valid value of the media type. It may be an empty
// string or an empty form.
func (m *MediaType) MayBeEmpty(essence string) bool {
	return !IsJSON(essence) && !isYAML(essence) && essence != multipartType && (m.Schema == nil || m.isRead(essence))
}
