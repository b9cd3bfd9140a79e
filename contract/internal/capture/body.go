package capture

import (
	"bytes"
	"errors"
	"io"
	"sync"
)

// The variables are the reasons why a body was not captured.
var (
	// ErrTooLong says that the body is longer than the limit.
	ErrTooLong = errors.New("the body is longer than the limit")
	// ErrIncomplete says that the body was not read to its end: the reader stopped early or the
	// connection broke.
	ErrIncomplete = errors.New("the body was not read to its end")
)

// Body is the captured body of a request or a response.
type Body struct {
	// Bytes is the whole body. It is empty if Err is set.
	Bytes []byte
	// Err is nil, [ErrTooLong] or [ErrIncomplete].
	Err error
}

// noLength means that a message has no Content-Length.
const noLength = -1

// reader passes on a body and keeps a copy. It calls done once, at the end of the body or when the
// body is closed.
type reader struct {
	io.ReadCloser

	// length is the Content-Length, or noLength.
	length int64
	done   func()
	once   sync.Once

	mu    sync.Mutex
	kept  buffer
	ended bool
}

// Read implements [io.Reader].
func (r *reader) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.mu.Lock()
	r.kept.write(p[:n])
	r.ended = r.ended || errors.Is(err, io.EOF)
	r.mu.Unlock()
	if errors.Is(err, io.EOF) {
		r.finish()
	}
	return n, err
}

// Close implements [io.Closer]. It reads nothing more, because the rest of a body can be long and a
// server can stall.
func (r *reader) Close() error {
	err := r.ReadCloser.Close()
	r.finish()
	return err
}

func (r *reader) finish() {
	if r.done != nil {
		r.once.Do(r.done)
	}
}

// captured returns the bytes that were read so far.
func (r *reader) captured() Body {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.ended && (r.length == noLength || r.kept.size < r.length) {
		return Body{Err: ErrIncomplete}
	}
	return r.kept.body()
}

// buffer keeps at most limit bytes of what is written to it.
type buffer struct {
	limit int64
	size  int64
	bytes bytes.Buffer
}

func (b *buffer) write(p []byte) {
	b.size += int64(len(p))
	if b.size > b.limit {
		b.bytes = bytes.Buffer{} // The beginning of a body is of no use, so it is dropped.
		return
	}
	b.bytes.Write(p)
}

func (b *buffer) body() Body {
	if b.size > b.limit {
		return Body{Err: ErrTooLong}
	}
	return Body{Bytes: bytes.Clone(b.bytes.Bytes())}
}
