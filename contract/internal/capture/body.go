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
	// ErrNoRoom says that there was no room in the [Room].
	ErrNoRoom = errors.New("too many long bodies came at the same time")
)

// Body is the captured body of a request or a response.
type Body struct {
	// Bytes is the whole body. It is empty if Err is set.
	Bytes []byte
	// Err is nil, [ErrTooLong], [ErrIncomplete] or [ErrNoRoom].
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

// release drops what is kept. From then on, nothing more is kept.
func (r *reader) release() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.kept.drop(ErrIncomplete)
}

// buffer keeps at most limit bytes of what is written to it.
type buffer struct {
	limit int64
	room  *Room
	size  int64
	bytes bytes.Buffer
	// err is the reason why the bytes were dropped.
	err error
}

func (b *buffer) write(p []byte) {
	b.size += int64(len(p))
	switch {
	case b.err != nil:
	case b.size > b.limit:
		b.drop(ErrTooLong)
	case !b.room.take(int64(len(p))):
		b.drop(ErrNoRoom)
	default:
		b.bytes.Write(p)
	}
}

// drop drops the bytes, because the beginning of a body is of no use.
func (b *buffer) drop(reason error) {
	if b.err == nil {
		b.room.give(int64(b.bytes.Len()))
		b.bytes, b.err = bytes.Buffer{}, reason
	}
}

func (b *buffer) body() Body {
	if b.err != nil {
		return Body{Err: b.err}
	}
	return Body{Bytes: bytes.Clone(b.bytes.Bytes())}
}
