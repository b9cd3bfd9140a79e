package main

import (
	"context"
	"errors"
	"iter"
	"os/signal"
	"syscall"
)

// errInterrupted ends a command that was told to stop before it had anything to show.
var errInterrupted = runError{errors.New("interrupted; nothing was written")}

// untilInterrupted returns a context that ends at the first Ctrl-C, or when the process is asked to terminate. From then on, and after stop, a
// signal does again what it does by default: it ends the process at once.
func untilInterrupted(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	ctx, stop = signal.NotifyContext(parent, syscall.SIGINT, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	return ctx, stop
}

// interruptible yields what the sequence does, and [errInterrupted] as the last thing when the context ends first. Then the sequence may still
// wait for a reader that has nothing to read; it is left to that.
func interruptible[T any](ctx context.Context, all iter.Seq2[T, error]) iter.Seq2[T, error] {
	type item struct {
		value T
		err   error
	}
	return func(yield func(T, error) bool) {
		ctx, left := context.WithCancel(ctx)
		defer left()
		items := make(chan item)
		go func() {
			defer close(items)
			for value, err := range all {
				select {
				case items <- item{value, err}:
				case <-ctx.Done():
					return
				}
			}
		}()
		for {
			select {
			case next, ok := <-items:
				if !ok || !yield(next.value, next.err) {
					return
				}
			case <-ctx.Done():
				yield(*new(T), errInterrupted)
				return
			}
		}
	}
}
