package organizations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// stream iterates over the items of the list that is an operation's payload.
func stream[T any](ctx context.Context, c *Client, o *operation, opts []Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		x, err := c.newExchange(ctx, o, nil, nil, opts)
		if err != nil {
			yield(zero, fmt.Errorf("%s: %w", o.id, err))
			return
		}
		x.streams = true
		ctx, cancel := x.within(ctx)
		defer cancel()
		response, b, err := x.send(ctx) //nolint:bodyclose // finish closes it.
		if err != nil {
			yield(zero, err)
			return
		}
		defer b.finish()
		more, err := items(x, b, yield)
		if err != nil && more {
			yield(zero, x.decodeError(response, err))
		}
	}
}

// items yields each item of the payload. It returns false if the loop has ended, and otherwise the
// error that ends it, if any.
func items[T any](x *exchange, b *body, yield func(T, error) bool) (more bool, err error) {
	decoder := jsontext.NewDecoder(b)
	if err := open(decoder, '{'); err != nil {
		if b.read == 0 && errors.Is(err, io.EOF) {
			return true, errEmpty
		}
		return true, err
	}
	found := false
	for decoder.PeekKind() == '"' {
		name, err := decoder.ReadToken()
		if err != nil {
			return true, err
		}
		if name.String() != x.operation.payload {
			if err := decoder.SkipValue(); err != nil {
				return true, err
			}
			continue
		}
		found = true
		if more, err := list(decoder, b, yield); err != nil || !more {
			return more, err
		}
	}
	if _, err := decoder.ReadToken(); err != nil {
		return true, err
	}
	if !found {
		return true, errMissing
	}
	switch _, err := decoder.ReadToken(); {
	case err == nil:
		return true, &jsontext.SyntacticError{ByteOffset: decoder.InputOffset(), Err: errors.New("there is more after the value")}
	case !errors.Is(err, io.EOF):
		return true, err
	default:
		return true, nil
	}
}

// list yields the items of one JSON array. It treats null as an empty array. The bounds of the body
// hold for each item.
func list[T any](decoder *jsontext.Decoder, b *body, yield func(T, error) bool) (more bool, err error) {
	if decoder.PeekKind() == 'n' {
		return true, decoder.SkipValue()
	}
	if err := open(decoder, '['); err != nil {
		return true, err
	}
	for decoder.PeekKind() != ']' {
		b.restart()
		var item T
		if err := json.UnmarshalDecode(decoder, &item); err != nil {
			return true, err
		}
		if !yield(item, nil) {
			return false, nil
		}
	}
	_, err = decoder.ReadToken()
	return true, err
}

// open reads the token that opens an object or an array. Another value is a [json.SemanticError].
func open(decoder *jsontext.Decoder, kind jsontext.Kind) error {
	if got := decoder.PeekKind(); got != kind && got != 0 {
		return &json.SemanticError{JSONPointer: decoder.StackPointer(), JSONKind: got}
	}
	_, err := decoder.ReadToken()
	return err
}
