package contract

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"sync"
)

// MaxKeptBody bounds how much of a body a [Transport] and a [Middleware] keep, in bytes. A longer one passes; all but the body is checked.
const MaxKeptBody = 64 << 20

// keptBody keeps what is read from a body. When all of it was read, or it is closed, it calls done, once; whole says whether nothing is missing.
type keptBody struct {
	io.ReadCloser

	// length is that which the message says; -1 where it doesn't.
	length int64
	done   func(whole bool)

	mu      sync.Mutex
	kept    bytes.Buffer
	tooLong bool
	ended   bool
}

func (b *keptBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.keep(p[:n])
	if errors.Is(err, io.EOF) {
		b.end(true)
	}
	return n, err
}

// keep keeps a piece of the body, unless it gets too long; then it keeps nothing.
func (b *keptBody) keep(piece []byte) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tooLong || b.kept.Len()+len(piece) > MaxKeptBody {
		b.tooLong = true
		b.kept = bytes.Buffer{}
		return
	}
	b.kept.Write(piece)
}

// Close reads on to the end first, so that a client that stops early is checked too.
func (b *keptBody) Close() error {
	if b.done != nil && !b.isEnded() {
		_, _ = io.Copy(io.Discard, io.LimitReader(readerFunc(b.Read), MaxKeptBody))
		b.end(false)
	}
	return b.ReadCloser.Close()
}

func (b *keptBody) isEnded() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.ended
}

// maxRest is how much of a body that a handler didn't read to its end net/http reads before it takes the next request, in bytes.
const maxRest = 256 << 10

// readRest reads on to the end as net/http does, where the handler began to: a decoder of JSON stops after the value.
func (b *keptBody) readRest(r *http.Request) {
	b.mu.Lock()
	began := b.kept.Len() > 0
	b.mu.Unlock()
	if began && !b.isEnded() && r.ProtoMajor == 1 {
		_, _ = io.CopyN(io.Discard, readerFunc(b.Read), maxRest)
	}
}

func (b *keptBody) end(whole bool) {
	b.mu.Lock()
	first := !b.ended
	b.ended = true
	b.mu.Unlock()
	if first && b.done != nil {
		b.done(whole)
	}
}

// bytes returns the body, or that it was not kept: it was too long, or not all of it was read.
func (b *keptBody) bytes() (kept []byte, omitted bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.tooLong || !b.ended && (b.length < 0 || int64(b.kept.Len()) < b.length) {
		return nil, true
	}
	return bytes.Clone(b.kept.Bytes()), false
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// sessionOnce is a session that begins with the first exchange.
type sessionOnce struct {
	once    sync.Once
	session *Session
}

func (s *sessionOnce) of(c *Contract) *Session {
	s.once.Do(func() { s.session = c.Session() })
	return s.session
}
