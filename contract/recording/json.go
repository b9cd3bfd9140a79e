package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// lenient are the options for reading recordings. They accept flawed JSON, because the check and
// not the reader judges the exchanges.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// jsonReader reads the JSON of a recording piece by piece.
type jsonReader struct {
	*jsontext.Decoder

	in *input
	at *positions
	// format and hint are parts of errors. They name the format and say how to fix the file.
	format, hint string
}

func newJSONReader(in *input, format, hint string) *jsonReader {
	at := newPositions(in)
	return &jsonReader{Decoder: jsontext.NewDecoder(at, lenient), in: in, at: at, format: format, hint: hint}
}

// members reads an object. At each name in found, it calls the function of that name, which reads
// the value. It skips the other values. It treats null as an empty object.
func (r *jsonReader) members(found map[string]func() error) error {
	if ok, err := r.enter('{'); !ok {
		return err
	}
	for r.PeekKind() != '}' {
		token, err := r.ReadToken()
		if err != nil {
			return r.fail(err)
		}
		if read := found[token.String()]; read != nil {
			err = read()
		} else {
			err = r.skip()
		}
		if err != nil {
			return err
		}
		r.at.forget(r.InputOffset())
	}
	return r.leave()
}

// elements reads an array. It calls each with the index of every element, and each must read the
// element. elements treats null as an empty array.
func (r *jsonReader) elements(each func(n int) error) error {
	if ok, err := r.enter('['); !ok {
		return err
	}
	for n := 0; r.PeekKind() != ']'; n++ {
		if err := each(n); err != nil {
			return err
		}
		r.at.forget(r.InputOffset())
	}
	return r.leave()
}

// skip skips a value.
func (r *jsonReader) skip() error {
	if err := r.SkipValue(); err != nil {
		return r.fail(err)
	}
	return nil
}

// value decodes a value.
func (r *jsonReader) value(into any) error {
	value, err := r.ReadValue()
	if err != nil {
		return r.fail(err)
	}
	if err := r.checkValues(value); err != nil {
		return err
	}
	err = json.Unmarshal(value, into, lenient)
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return r.misplaced(r.InputOffset()-int64(len(value))+semantic.ByteOffset, r.StackPointer()+semantic.JSONPointer, semantic.JSONKind)
	}
	if err != nil {
		return r.fail(err)
	}
	return nil
}

// maxValues limits the values of an entry. Each takes some hundred bytes in memory, and may take as
// few as two in the file.
const maxValues = 2_000_000

// checkValues returns an error if the value that was just read has too many values in it.
func (r *jsonReader) checkValues(value jsontext.Value) error {
	if jsonvalue.HasMoreThan(maxValues, value) {
		return fmt.Errorf("%s:%s: an entry has more than %d values; remove it, or record it again", r.in.name, r.at.place(r.InputOffset()-int64(len(value))), maxValues)
	}
	return nil
}

// enter reads the beginning of an object or an array. For null it returns false, and for any other
// value an error.
func (r *jsonReader) enter(want jsontext.Kind) (bool, error) {
	token, err := r.ReadToken()
	switch {
	case err != nil:
		return false, r.fail(err)
	case token.Kind() == 'n':
		return false, nil
	case token.Kind() != want:
		return false, r.misplaced(r.InputOffset()-int64(len(token.String())), r.StackPointer(), token.Kind())
	default:
		return true, nil
	}
}

// leave reads the end of an object or an array.
func (r *jsonReader) leave() error {
	if _, err := r.ReadToken(); err != nil {
		return r.fail(err)
	}
	return nil
}

// end returns an error if something follows.
func (r *jsonReader) end() error {
	_, err := r.ReadToken()
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil:
		return fmt.Errorf("%s:%s: the file is not %s: it is not JSON from there on; %s", r.in.name, r.at.place(r.InputOffset()-1), r.format, r.hint)
	default:
		return r.fail(err)
	}
}

// fail returns an error with the place where the JSON ends too early, is not valid, or has a value
// that the format doesn't allow.
func (r *jsonReader) fail(err error) error {
	switch {
	case r.in.failed != nil:
		return r.in.failed
	case errors.Is(err, errLongEntry):
		return fmt.Errorf("%s:%s: %w", r.in.name, r.at.place(r.at.forgotten), errLongEntry)
	}
	var syntax *jsontext.SyntacticError
	var semantic *json.SemanticError
	switch {
	case errors.As(err, &syntax) && r.endsAt(syntax.ByteOffset), errors.Is(err, io.ErrUnexpectedEOF):
		offset := r.at.read
		if syntax != nil {
			offset = syntax.ByteOffset
		}
		return fmt.Errorf("%s:%s: the file is truncated: its JSON ends in the middle; record it again or restore it", r.in.name, r.at.place(offset))
	case errors.As(err, &syntax):
		return fmt.Errorf("%s:%s: the file is not %s: it is not JSON from there on; %s", r.in.name, r.at.place(syntax.ByteOffset), r.format, r.hint)
	case errors.As(err, &semantic):
		return r.misplaced(semantic.ByteOffset, semantic.JSONPointer, semantic.JSONKind)
	default:
		return fmt.Errorf("%s: the file is not %s: %w", r.in.name, r.format, err)
	}
}

// misplaced returns the error for a value of the wrong kind.
func (r *jsonReader) misplaced(offset int64, pointer jsontext.Pointer, kind jsontext.Kind) error {
	return fmt.Errorf("%s:%s: the file is not %s: at %s it has a %s; %s", r.in.name, r.at.place(offset), r.format, pointerOrTop(pointer), kindName(kind), r.hint)
}

// endsAt reports whether only white space follows the offset. It reads the input to its end.
func (r *jsonReader) endsAt(offset int64) bool {
	if left := r.UnreadBuffer(); offset >= r.InputOffset() && offset-r.InputOffset() <= int64(len(left)) {
		if !isSpace(left[offset-r.InputOffset():]) {
			return false
		}
	}
	buffer := make([]byte, 4096)
	for {
		n, err := r.at.source.Read(buffer)
		if !isSpace(buffer[:n]) {
			return false
		}
		if err != nil {
			return true
		}
	}
}

func isSpace(text []byte) bool { return len(bytes.Trim(text, " \t\r\n")) == 0 }

func pointerOrTop(pointer jsontext.Pointer) string {
	if pointer == "" {
		return "the top level"
	}
	return string(pointer)
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "JSON object"
	case '[':
		return "JSON array"
	default:
		return "JSON " + kind.String()
	}
}
