package organizations

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// model is a generated type that responses are decoded into. Its method decodes the value of the
// property with this name. The name is valid until the decoder reads on.
type model interface {
	property(d *decoder, name []byte) error
}

// decoder reads the JSON of one response. [jsontext.Decoder] checks all of it: the syntax, that it
// is UTF-8, and that no name stands twice in an object.
type decoder struct {
	json   jsontext.Decoder
	shared shared
	memory bytes.Reader // what newDecoderOf reads
}

// decoders keeps decoders for reuse, with buffers of up to maxKeptBuffer bytes.
var decoders = sync.Pool{New: func() any { return new(decoder) }}

const maxKeptBuffer = 64 << 10

func newDecoder(source io.Reader) *decoder {
	d, _ := decoders.Get().(*decoder)
	d.json.Reset(source)
	return d
}

// newDecoderOf returns a decoder of a body that is in memory.
func newDecoderOf(data []byte) *decoder {
	d, _ := decoders.Get().(*decoder)
	d.memory.Reset(data)
	d.json.Reset(&d.memory)
	return d
}

// release keeps the decoder for another response. What it decoded stays as it is.
func (d *decoder) release() {
	d.json.Reset(http.NoBody)
	d.memory.Reset(nil)
	if cap(d.json.UnreadBuffer()) <= maxKeptBuffer {
		d.shared = shared{}
		decoders.Put(d)
	}
}

// envelope reads a whole body, an object, and calls a function where the value of one of its
// properties begins. The property must be there.
func (d *decoder) envelope(property string, read func() error) error {
	if err := d.open('{'); err != nil {
		return d.beginning(err)
	}
	found := false
	for d.json.PeekKind() == '"' {
		name, err := d.name()
		if err != nil {
			return err
		}
		if string(name) != property {
			err = d.json.SkipValue()
		} else {
			found = true
			err = read()
		}
		if err != nil {
			return err
		}
	}
	if _, err := d.json.ReadToken(); err != nil {
		return err
	}
	if !found {
		return errMissing
	}
	return d.end()
}

// list reads a whole body whose payload is an array, and calls a function where each of its items
// begins. It reports whether the payload is null. That is an error unless the document allows null.
func (d *decoder) list(o *operation, item func() error) (null bool, err error) {
	err = d.envelope(o.payload, func() error {
		switch null = d.json.PeekKind() == 'n'; {
		case !null:
			return d.array(item)
		case o.nullable:
			return d.json.SkipValue()
		default:
			return errMissing
		}
	})
	return null, err
}

// beginning returns errEmpty for an error at the beginning of an empty body, and an error of syntax
// for one of a body that is all white space.
func (d *decoder) beginning(err error) error {
	switch {
	case err != io.EOF: //nolint:errorlint // An error of the connection may wrap it.
		return err
	case len(d.json.UnreadBuffer()) == 0:
		return errEmpty
	default:
		return &jsontext.SyntacticError{ByteOffset: d.json.InputOffset(), Err: io.ErrUnexpectedEOF}
	}
}

var errMore = errors.New("there is more after the value")

// end returns an error if there is another value.
func (d *decoder) end() error {
	value, err := d.json.ReadValue()
	switch err {
	case nil:
		return &jsontext.SyntacticError{ByteOffset: d.json.InputOffset() - int64(len(value)), Err: errMore}
	case io.EOF: //nolint:errorlint // An error of the connection may wrap it.
		return nil
	default:
		return err
	}
}

// open reads the token that opens an object or an array. Another value is a [json.SemanticError].
func (d *decoder) open(kind jsontext.Kind) error {
	if got := d.json.PeekKind(); got != kind && got != 0 {
		return &json.SemanticError{JSONPointer: d.json.StackPointer(), JSONKind: got}
	}
	_, err := d.json.ReadToken()
	return err
}

// array reads an array, and calls a function where each of its items begins.
func (d *decoder) array(item func() error) error {
	if err := d.open('['); err != nil {
		return err
	}
	for d.json.PeekKind() != ']' {
		if err := item(); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return err
}

// object reads an object into a model. It leaves the model as it is for null.
func (d *decoder) object(into model) error {
	if d.json.PeekKind() == 'n' {
		return d.json.SkipValue()
	}
	if err := d.open('{'); err != nil {
		return err
	}
	for d.json.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		if err := into.property(d, name); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return err
}

// name reads the name of a property. It is valid until the next read.
func (d *decoder) name() ([]byte, error) {
	quoted, err := d.json.ReadValue()
	if err != nil {
		return nil, err
	}
	return unquote(quoted)
}

// text reads a string. If the value is null, the string keeps what it holds.
func (d *decoder) text(into *string) error {
	value, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	switch kind := value.Kind(); kind {
	case '"':
		plain, err := unquote(value)
		*into = d.shared.string(plain)
		return err
	case 'n':
		return nil
	default:
		return &json.SemanticError{JSONPointer: d.json.StackPointer(), JSONKind: kind}
	}
}

// details reads an object of any values. It leaves the map as it is for null.
func (d *decoder) details(into *map[string]any) error {
	if d.json.PeekKind() == 'n' {
		return d.json.SkipValue()
	}
	if err := d.open('{'); err != nil {
		return err
	}
	*into = map[string]any{}
	for d.json.PeekKind() != '}' {
		name, err := d.name()
		if err != nil {
			return err
		}
		key := d.shared.string(name)
		if (*into)[key], err = d.any(); err != nil {
			return err
		}
	}
	_, err := d.json.ReadToken()
	return err
}

// any reads a value of any type.
func (d *decoder) any() (any, error) {
	if d.json.PeekKind() == '"' {
		var text string
		err := d.text(&text)
		return text, err
	}
	var value any
	err := d.value(&value)
	return value, err
}

// integer reads an integer. It leaves the integer as it is for null.
func (d *decoder) integer(into *int) error {
	value, err := d.json.ReadValue()
	if err != nil || value.Kind() == 'n' {
		return err
	}
	if *into, err = strconv.Atoi(string(value)); err != nil {
		return &json.SemanticError{JSONPointer: d.json.StackPointer(), JSONKind: value.Kind()}
	}
	return nil
}

// boolean reads a boolean. It leaves the boolean as it is for null.
func (d *decoder) boolean(into *bool) error {
	value, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	switch kind := value.Kind(); kind {
	case 't', 'f':
		*into = kind == 't'
		return nil
	case 'n':
		return nil
	default:
		return &json.SemanticError{JSONPointer: d.json.StackPointer(), JSONKind: kind}
	}
}

// value reads a value of any other type.
func (d *decoder) value(into any) error { return json.UnmarshalDecode(&d.json, into) }

// additional keeps a property that the document doesn't know.
func (d *decoder) additional(into *map[string]jsontext.Value, name []byte) error {
	key := string(name)
	value, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	if *into == nil {
		*into = map[string]jsontext.Value{}
	}
	(*into)[key] = value.Clone()
	return nil
}

// unquote returns the content of a valid JSON string. If the string has no escapes, the result is a
// slice of it.
func unquote(quoted jsontext.Value) ([]byte, error) {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1], nil
	}
	return jsontext.AppendUnquote(nil, quoted)
}
