package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lenient is how recordings are read: the check judges the exchanges in them, not the reader.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// jsonReader reads the JSON of a recording piece by piece.
type jsonReader struct {
	*jsontext.Decoder

	in *input
	at *positions
	// format and hint say in errors what the file should be.
	format, hint string
}

func newJSONReader(in *input, format, hint string) *jsonReader {
	at := newPositions(in)
	return &jsonReader{Decoder: jsontext.NewDecoder(at, lenient), in: in, at: at, format: format, hint: hint}
}

// document decodes a recording that is one JSON value. The arguments say in errors what it should be.
func (in *input) document(format, hint string, value any) error {
	r := newJSONReader(in, format, hint)
	if err := json.UnmarshalDecode(r.Decoder, value); err != nil {
		return r.fail(err)
	}
	if _, err := r.ReadToken(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s:%s: the file is not %s: it is not JSON from there on; %s", in.name, r.at.place(r.InputOffset()), format, hint)
	}
	return nil
}

// fail says where the JSON ends too early or is not JSON, or holds a value that the format doesn't allow.
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

// misplaced is the error for a value of a kind that the format doesn't allow there.
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
