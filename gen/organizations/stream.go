package organizations

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// stream goes over the items of the list that is an operation's payload, one at a time.
func stream[T any](ctx context.Context, c *Client, o *operation, opts []Option) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		x, err := c.newExchange(o, nil, nil, opts)
		if err != nil {
			yield(zero, fmt.Errorf("%s: %w", o.id, err))
			return
		}
		ctx, cancel := x.within(ctx)
		defer cancel()
		response, err := x.send(ctx) //nolint:bodyclose // finish closes it.
		if err != nil {
			yield(zero, err)
			return
		}
		defer finish(response.Body)
		more, err := items(x, response, yield)
		if err != nil && more {
			yield(zero, x.decodeError(response, err))
		}
	}
}

// items yields each item of the payload. It returns false where the loop has ended, and otherwise the error that ends it, if any.
func items[T any](x *exchange, response *http.Response, yield func(T, error) bool) (more bool, err error) {
	body := &limitedReader{source: response.Body, left: x.settings.maxResponseBytes}
	decoder := jsontext.NewDecoder(body)
	if err := open(decoder, '{'); err != nil {
		if body.read == 0 && errors.Is(err, io.EOF) {
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
		if more, err := list(x, decoder, body, yield); err != nil || !more {
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

// list yields the items of one JSON array; null is an empty one.
func list[T any](x *exchange, decoder *jsontext.Decoder, body *limitedReader, yield func(T, error) bool) (more bool, err error) {
	if decoder.PeekKind() == 'n' {
		return true, decoder.SkipValue()
	}
	if err := open(decoder, '['); err != nil {
		return true, err
	}
	for decoder.PeekKind() != ']' {
		body.left = x.settings.maxResponseBytes
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

// open reads the token that opens an object or an array; another value is a [json.SemanticError].
func open(decoder *jsontext.Decoder, kind jsontext.Kind) error {
	if got := decoder.PeekKind(); got != kind && got != 0 {
		return &json.SemanticError{JSONPointer: decoder.StackPointer(), JSONKind: got}
	}
	_, err := decoder.ReadToken()
	return err
}
