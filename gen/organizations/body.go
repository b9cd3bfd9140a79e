package organizations

import (
	"errors"
	"io"
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var (
	errTooLarge = errors.New("the body is too large")
	errEmpty    = errors.New("the body is empty")
	errMissing  = errors.New("the payload is missing")
)

// limitedReader reads at most left bytes and then gives errTooLarge, where the source has more.
type limitedReader struct {
	source io.Reader
	left   int64
	read   int64
}

func (r *limitedReader) Read(p []byte) (int, error) {
	if r.left <= 0 {
		// One byte more tells an end from an excess.
		var one [1]byte
		n, err := io.ReadFull(r.source, one[:])
		if n > 0 {
			return 0, errTooLarge
		}
		return 0, err
	}
	if int64(len(p)) > r.left {
		p = p[:r.left]
	}
	n, err := r.source.Read(p)
	r.left -= int64(n)
	r.read += int64(n)
	return n, err
}

// readUpTo reads a body of at most limit bytes. Of a larger one it returns the beginning, with errTooLarge.
// The length is what the response announces, and only a hint: transports of tests announce what they like.
func readUpTo(body io.Reader, limit, length int64) ([]byte, error) {
	limited := &limitedReader{source: body, left: limit}
	data := make([]byte, min(max(length, 0), limit)+1) // One more, to see the end.
	n, err := io.ReadFull(limited, data)
	data = data[:n]
	switch {
	case err == nil:
		rest, err := io.ReadAll(limited)
		return slices.Concat(data, rest), err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return data, nil
	default:
		return data, err
	}
}

// drainLimit is how much of a body that nobody wants is read, so that the connection can serve another request. Where more is left
// a new connection is cheaper.
const drainLimit = 64 << 10

// finish drains and closes a body.
func finish(body io.ReadCloser) {
	_, _ = io.Copy(io.Discard, &limitedReader{source: body, left: drainLimit})
	_ = body.Close()
}

// decode reads one JSON value from a body, and nothing after it, into a pointer.
func decode(body *limitedReader, into any) error {
	err := json.UnmarshalRead(body, into)
	// The error of a connection that is lost before the first byte is none of syntax.
	if _, syntactic := errors.AsType[*jsontext.SyntacticError](err); syntactic && body.read == 0 {
		return errEmpty
	}
	return err
}

// payload is a property of an answer that a method returns in the place of the whole. It knows a missing one from null.
type payload[T any] struct {
	value T
	found bool
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (p *payload[T]) UnmarshalJSONFrom(decoder *jsontext.Decoder) error {
	p.found = true
	return json.UnmarshalDecode(decoder, &p.value)
}

// required is a [payload] that null is no value of.
type required[T any] struct{ payload[T] }

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (p *required[T]) UnmarshalJSONFrom(decoder *jsontext.Decoder) error {
	if decoder.PeekKind() == 'n' {
		return decoder.SkipValue() // Then it is as missing.
	}
	return p.payload.UnmarshalJSONFrom(decoder)
}
