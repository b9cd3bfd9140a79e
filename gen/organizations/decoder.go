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

// model is a generated type that the client decodes responses into. Its method property decodes the
// value of the property with this name. The name is valid until the next read from the decoder.
type model interface {
	property(d *decoder, name []byte) error
}

// decoder reads the JSON of one response. [jsontext.Decoder] checks that all of it is valid JSON in
// UTF-8, and that no object has a name twice.
type decoder struct {
	json   jsontext.Decoder
	shared shared
	memory bytes.Reader // newDecoderOf reads from it
	// body is what newDecoder reads from. It is nil for a body in memory.
	body *body
	// unknown is about how many bytes of memory the properties take that the document doesn't know.
	unknown int64
}

// decoders keeps decoders for reuse. It keeps their buffers up to a size of maxKeptBuffer bytes.
var decoders = sync.Pool{New: func() any { return new(decoder) }}

const maxKeptBuffer = 64 << 10

func newDecoder(source *body) *decoder {
	d, _ := decoders.Get().(*decoder)
	d.json.Reset(source)
	d.body = source
	return d
}

// newDecoderOf returns a decoder that reads a body from memory.
func newDecoderOf(data []byte) *decoder {
	d, _ := decoders.Get().(*decoder)
	d.memory.Reset(data)
	d.json.Reset(&d.memory)
	return d
}

// release makes the decoder available for another response. The values that it decoded stay
// unchanged.
func (d *decoder) release() {
	d.json.Reset(http.NoBody)
	d.memory.Reset(nil)
	d.body = nil
	if cap(d.json.UnreadBuffer()) <= maxKeptBuffer {
		d.shared, d.unknown = shared{}, 0
		decoders.Put(d)
	}
}

// envelope reads a whole body, which must be an object. It calls a function at the beginning of the
// value of one property. If the object doesn't have the property, envelope returns an error.
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

// list reads a whole body whose payload is an array. It calls a function at the beginning of each
// item. It reports whether the payload is null. Null is an error unless the document allows null.
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

// beginning returns errEmpty for an error at the beginning of an empty body. For a body that is all
// white space, it returns a syntax error.
func (d *decoder) beginning(err error) error {
	switch {
	case err != io.EOF: //nolint:errorlint // A connection error may wrap io.EOF.
		return err
	case len(d.json.UnreadBuffer()) == 0:
		return errEmpty
	default:
		return &jsontext.SyntacticError{ByteOffset: d.json.InputOffset(), Err: io.ErrUnexpectedEOF}
	}
}

var errMore = errors.New("there is more after the value")

// end returns an error if another value follows. It doesn't wait long for the end of the body and
// reads little white space before it, because the result is complete.
func (d *decoder) end() error {
	if d.body != nil && !d.body.ended {
		defer d.body.within(finaleTime).Stop()
		d.body.limit = min(d.body.limit, d.body.read+drainLimit)
	}
	value, err := d.json.ReadValue()
	switch {
	case err == nil:
		return &jsontext.SyntacticError{ByteOffset: d.json.InputOffset() - int64(len(value)), Err: errMore}
	case err == io.EOF: //nolint:errorlint // A connection error may wrap io.EOF.
		return nil
	case d.body != nil && d.body.abandoned.Load():
		return nil
	case errors.Is(err, errTooLarge):
		if len(bytes.TrimSpace(d.json.UnreadBuffer())) == 0 {
			return nil
		}
		return &jsontext.SyntacticError{ByteOffset: d.json.InputOffset(), Err: errMore}
	default:
		return err
	}
}

// open reads the token that begins an object or an array. If the next value has another type, open
// returns a [json.SemanticError].
func (d *decoder) open(kind jsontext.Kind) error {
	token, err := d.json.ReadToken()
	if err == nil && token.Kind() != kind {
		return &json.SemanticError{JSONPointer: d.json.StackPointer(), JSONKind: token.Kind()}
	}
	return err
}

// array reads an array. It calls a function at the beginning of each item.
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

// object reads an object into a model.
func (d *decoder) object(into model) error {
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

// name reads the name of a property. The name is valid until the next read.
func (d *decoder) name() ([]byte, error) {
	quoted, err := d.json.ReadValue()
	if err != nil {
		return nil, err
	}
	return unquote(quoted)
}

// text reads a string. If the value is null, the string doesn't change.
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

// details reads an object whose values have any type. If the value is null, the map doesn't change.
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

// any reads a value of any JSON type.
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

// integer reads an integer. If the value is null, the integer doesn't change.
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

// boolean reads a boolean. If the value is null, the boolean doesn't change.
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

// value reads a value of a type that has no method of its own here.
func (d *decoder) value(into any) error { return json.UnmarshalDecode(&d.json, into) }

// Each map of unknown properties takes mapBytes of memory, and each property propertyBytes, however
// short they are. Together they may take freeUnknown bytes, and unknownPerByte bytes for each byte
// of the body.
const (
	mapBytes       = 400
	propertyBytes  = 80
	freeUnknown    = 32 << 20
	unknownPerByte = 4
)

// additional reads and keeps a property that the document doesn't know. It returns errUnknown if
// these properties would take far more memory than the body.
func (d *decoder) additional(into *map[string]jsontext.Value, name []byte) error {
	key := string(name)
	value, err := d.json.ReadValue()
	if err != nil {
		return err
	}
	if *into == nil {
		*into = map[string]jsontext.Value{}
		d.unknown += mapBytes
	}
	if d.unknown += propertyBytes; d.unknown > freeUnknown+unknownPerByte*d.json.InputOffset() {
		return errUnknown
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
