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

// The constants are the sizes of the chunks of a [buffer], in bytes.
const (
	shortestChunk = 512
	longestChunk  = 256 << 10
)

// buffer keeps at most limit bytes of what is written to it. It keeps them in chunks, because a
// slice that grows holds up to three times as much as it has.
type buffer struct {
	limit  int64
	room   *Room
	size   int64
	chunks [][]byte
	// held is how many bytes the chunks have room for. They are taken from the room.
	held int64
	// err is the reason why the bytes were dropped.
	err error
}

func (b *buffer) write(p []byte) {
	b.size += int64(len(p))
	if b.err == nil && b.size > b.limit {
		b.drop(ErrTooLong)
	}
	for len(p) > 0 && b.err == nil {
		last := len(b.chunks) - 1
		if last < 0 || len(b.chunks[last]) == cap(b.chunks[last]) {
			b.addChunk()
			continue
		}
		n := min(len(p), cap(b.chunks[last])-len(b.chunks[last]))
		b.chunks[last], p = append(b.chunks[last], p[:n]...), p[n:]
	}
}

// addChunk adds a chunk as long as all others together.
func (b *buffer) addChunk() {
	size := min(max(b.held, shortestChunk), longestChunk)
	if !b.room.take(size) {
		b.drop(ErrNoRoom)
		return
	}
	b.held += size
	b.chunks = append(b.chunks, make([]byte, 0, size))
}

// drop drops the bytes, because the beginning of a body is of no use.
func (b *buffer) drop(reason error) {
	if b.err == nil {
		b.room.give(b.held)
		b.chunks, b.held, b.err = nil, 0, reason
	}
}

func (b *buffer) body() Body {
	if b.err != nil {
		return Body{Err: b.err}
	}
	if len(b.chunks) == 0 {
		return Body{}
	}
	return Body{Bytes: bytes.Join(b.chunks, nil)}
}
