package jsonvalue

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// decoder reads JSON values from a text.
type decoder struct {
	*jsontext.Decoder

	input bytes.Buffer
	// text is the whole input. Most strings share memory with it.
	text string
	// The decoder collects the members of open objects and the items of open arrays here.
	members []Member
	items   []any
	// flawed is called for each flaw. If it is nil, a flaw is an error.
	flawed func(Flaw, jsontext.Pointer)
}

// Flaw is a kind of mistake in JSON that programs read differently (RFC 8259, sections 4 and 8.1).
type Flaw string

// The constants are the flaws.
const (
	DuplicateName Flaw = "duplicate-name"
	NotUTF8       Flaw = "utf-8"
)

// Decode reads a text with one JSON value. If flawed is nil, a duplicate name or a string that is
// not UTF-8 is an error. Otherwise Decode calls flawed with each of these mistakes and its place,
// and continues. If the text is not JSON, the error is a [*jsontext.SyntacticError]. If it has very
// many values, the error is [ErrManyValues].
func Decode(text []byte, flawed func(Flaw, jsontext.Pointer)) (any, error) {
	if HasMoreThan(MaxValues, text) {
		return nil, ErrManyValues
	}
	d := newDecoder(text, flawed)
	defer d.release()
	value, err := d.value()
	if err != nil {
		return nil, err
	}
	end := d.InputOffset()
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, &jsontext.SyntacticError{ByteOffset: end}
	}
	return value, nil
}

// decoders keeps decoders for reuse.
var decoders = sync.Pool{New: func() any { return &decoder{Decoder: new(jsontext.Decoder)} }}

// newDecoder returns a decoder for a text. The caller must release it.
func newDecoder(text []byte, flawed func(Flaw, jsontext.Pointer)) *decoder {
	d, _ := decoders.Get().(*decoder)
	lenient := flawed != nil
	d.input = *bytes.NewBuffer(text)
	d.Reset(&d.input, jsontext.AllowDuplicateNames(lenient), jsontext.AllowInvalidUTF8(lenient))
	d.text, d.flawed = string(text), flawed
	return d
}

// mostKept is how many members, and how many items, a decoder may have space for when it is kept.
const mostKept = 1000

// release drops what the decoder read and makes the decoder available for reuse.
func (d *decoder) release() {
	if cap(d.members) > mostKept || cap(d.items) > mostKept {
		return
	}
	clear(d.members[:cap(d.members)])
	clear(d.items[:cap(d.items)])
	d.members, d.items, d.text, d.flawed = d.members[:0], d.items[:0], "", nil
	d.input = bytes.Buffer{}
	d.Reset(&d.input)
	decoders.Put(d)
}

func (d *decoder) value() (any, error) {
	switch d.PeekKind() {
	case '{':
		return d.object()
	case '[':
		return d.array()
	case '"':
		return d.string()
	default:
		raw, err := d.ReadValue()
		if err != nil {
			return nil, err
		}
		switch raw[0] {
		case 'n':
			return nil, nil //nolint:nilnil // The value is null.
		case 't', 'f':
			return raw[0] == 't', nil
		default:
			return Number(d.piece(len(raw))), nil
		}
	}
}

// piece returns the last n bytes that were read.
func (d *decoder) piece(n int) string {
	end := d.InputOffset()
	return d.text[end-int64(n) : end]
}

func (d *decoder) string() (string, error) {
	raw, err := d.ReadValue()
	if err != nil {
		return "", err
	}
	if d.flawed != nil && !utf8.Valid(raw) {
		d.flawed(NotUTF8, d.StackPointer())
	}
	if bytes.IndexByte(raw, '\\') < 0 && (d.flawed == nil || utf8.Valid(raw)) {
		return strings.Trim(d.piece(len(raw)), `"`), nil
	}
	unquoted, err := jsontext.AppendUnquote(nil, raw)
	if err != nil && d.flawed != nil { // The decoder still returns a string if UTF-8 is invalid or half of a surrogate pair is missing.
		if utf8.Valid(raw) {
			d.flawed(NotUTF8, d.StackPointer())
		}
		err = nil
	}
	return string(unquoted), err
}

func (d *decoder) array() (any, error) {
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	start := len(d.items)
	for d.PeekKind() != ']' {
		item, err := d.value()
		if err != nil {
			return nil, err
		}
		d.items = append(d.items, item)
	}
	items := slices.Clone(Array(d.items[start:]))
	d.items = d.items[:start]
	_, err := d.ReadToken()
	return items, err
}

func (d *decoder) object() (any, error) {
	if _, err := d.ReadToken(); err != nil {
		return nil, err
	}
	start := len(d.members)
	for d.PeekKind() != '}' {
		name, err := d.string()
		if err != nil {
			return nil, err
		}
		value, err := d.value()
		if err != nil {
			return nil, err
		}
		d.members = append(d.members, Member{Name: name, Value: value})
	}
	o := &Object{Members: slices.Clone(d.members[start:])}
	d.members = d.members[:start]
	if d.flawed != nil {
		d.duplicates(o)
	}
	_, err := d.ReadToken()
	return o, err
}

// duplicates reports each name that an object has more than once, with its place.
func (d *decoder) duplicates(o *Object) {
	seen := make(map[string]int, len(o.Members))
	for _, m := range o.Members {
		seen[m.Name]++
		if seen[m.Name] == 2 {
			d.flawed(DuplicateName, d.StackPointer().Parent().AppendToken(m.Name))
		}
	}
}
