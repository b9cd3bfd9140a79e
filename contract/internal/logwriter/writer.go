// Package logwriter buffers a log, so that a program under load doesn't need a system call for each
// line.
//
//	w := logwriter.New(os.Stderr)
//	defer w.Close()
//	logger := slog.New(slog.NewTextHandler(w, nil))
package logwriter

import (
	"bufio"
	"io"
	"sync"
	"time"
)

const (
	// delay is how long a line may stay in the buffer. A person who watches a log doesn't notice
	// this delay.
	delay = 50 * time.Millisecond
	// size is the size of the buffer in bytes.
	size = 256 << 10
)

// Writer passes on what is written to it after a short delay. Under load, it passes on many lines
// at once. Make it with [New]. Close it at the end, or the last lines are lost. It is safe for
// concurrent use.
type Writer struct {
	mu     sync.Mutex
	buffer *bufio.Writer
	timer  *time.Timer
	closed bool
}

// New returns a Writer that passes on its lines to next.
func New(next io.Writer) *Writer {
	w := &Writer{buffer: bufio.NewWriterSize(next, size)}
	w.timer = time.AfterFunc(delay, func() { _ = w.flush() }) // The buffer keeps the error for Close.
	return w
}

// Write implements [io.Writer]. After an error of the underlying writer, it returns that error. It
// returns [io.ErrClosedPipe] if the writer is closed.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return 0, io.ErrClosedPipe
	}
	if w.buffer.Buffered() == 0 {
		w.timer.Reset(delay)
	}
	return w.buffer.Write(p)
}

// Close passes on the rest of the buffer. It returns the first error of the underlying writer. It
// doesn't close that writer.
func (w *Writer) Close() error {
	w.timer.Stop()
	err := w.flush()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	return err
}

func (w *Writer) flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.buffer.Flush()
}
