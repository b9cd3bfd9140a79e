package main

import (
	"context"
	"errors"
	"iter"
	"os"
	"os/signal"
	"syscall"
)

// errInterrupted is the error of a command that was stopped before it wrote anything.
var errInterrupted = runError{errors.New("interrupted; nothing was written")}

// untilInterrupted returns a context that ends at the first Ctrl-C, or when the process is asked to
// terminate, or when its terminal is closed. After that, and after stop, a signal ends the process
// at once, as it does by default.
func untilInterrupted(parent context.Context) (ctx context.Context, stop context.CancelFunc) {
	signals := []os.Signal{syscall.SIGINT, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup makes the process ignore it.
		signals = append(signals, syscall.SIGHUP)
	}
	received := make(chan os.Signal, 2)
	signal.Notify(received, signals...)
	ctx, stop = context.WithCancel(parent)
	go interrupt(ctx, stop, received, func() { signal.Stop(received) }, again)
	return ctx, stop
}

// interrupt ends the context at the first signal, and then releases the signals. A second signal
// that came before that is sent again, because otherwise it would be lost.
func interrupt(ctx context.Context, stop context.CancelFunc, received <-chan os.Signal, release func(), again func(os.Signal)) {
	select {
	case <-received:
	case <-ctx.Done():
	}
	stop()
	release()
	select {
	case second := <-received:
		again(second)
	default:
	}
}

// again sends a signal to this process.
func again(s os.Signal) {
	if process, err := os.FindProcess(os.Getpid()); err == nil {
		_ = process.Signal(s)
	}
}

// interruptible calls work and returns what it returns. If the context ends first, it returns the
// parameter interrupted at once. The work continues in the background, because the libraries that
// load a document or evaluate a rule can't be stopped. Therefore work must not write to anything
// that is used after the command.
func interruptible(ctx context.Context, interrupted error, work func() error) error {
	if ctx.Err() != nil {
		return interrupted
	}
	done := make(chan error, 1)
	go func() { done <- work() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return interrupted
	}
}

// untilDone yields the values of the sequence. If the context ends, it yields [errInterrupted] and
// stops. So work in the background ends at the next exchange.
func untilDone[T any](ctx context.Context, all iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for value, err := range all {
			if ctx.Err() != nil {
				yield(*new(T), errInterrupted)
				return
			}
			if !yield(value, err) {
				return
			}
		}
	}
}
