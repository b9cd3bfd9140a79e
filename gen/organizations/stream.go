package organizations

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// errLoopEnded stops the reading of a list when the caller's loop has ended.
var errLoopEnded = errors.New("the loop has ended")

// stream iterates over the items of a list that is the payload of an operation. The limits of a
// body apply to each item separately.
func stream[T any, P pointer[T]](ctx context.Context, c *Client, o *operation, opts []Option) iter.Seq2[T, error] {
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
		response, b, err := x.send(ctx) //nolint:bodyclose // finish closes the body.
		if err != nil {
			yield(zero, err)
			return
		}
		defer b.finish()
		d := newDecoder(b)
		switch err := items[T, P](x, d, b, yield); {
		case err == nil:
			d.release()
		case !errors.Is(err, errLoopEnded):
			yield(zero, withCause(ctx, x.decodeError(response, err)))
		}
	}
}

// items yields each item of the list until the caller's loop ends.
func items[T any, P pointer[T]](x *exchange, d *decoder, b *body, yield func(T, error) bool) error {
	var zero, item T
	_, err := d.list(x.operation, func() error {
		b.restart()
		d.unknown = 0
		item = zero
		if err := d.object(P(&item)); err != nil {
			return err
		}
		if !yield(item, nil) {
			return errLoopEnded
		}
		return nil
	})
	return err
}
