package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/contentcoding"
)

// keptBody keeps what is read from a body. When it is read to its end, or closed, it calls done, once.
type keptBody struct {
	io.ReadCloser

	// length is that which the message says; -1 where it doesn't.
	length int64
	done   func()

	mu     sync.Mutex
	kept   bytes.Buffer
	read   int64
	ended  bool
	closed bool
}

// Read implements [io.Reader].
func (b *keptBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	b.mu.Lock()
	b.read += int64(n)
	if b.read <= MaxRecordedBody {
		b.kept.Write(p[:n])
	} else {
		b.kept = bytes.Buffer{}
	}
	b.ended = b.ended || errors.Is(err, io.EOF)
	b.mu.Unlock()
	if errors.Is(err, io.EOF) {
		b.finish()
	}
	return n, err
}

// Close implements [io.Closer].
func (b *keptBody) Close() error {
	err := b.ReadCloser.Close()
	b.finish()
	return err
}

func (b *keptBody) finish() {
	b.mu.Lock()
	first := !b.closed
	b.closed = true
	b.mu.Unlock()
	if first && b.done != nil {
		b.done()
	}
}

// bytes returns the body, unpacked, or why it is not there.
func (b *keptBody) bytes(h http.Header) ([]byte, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.read > MaxRecordedBody:
		return nil, fmt.Errorf("it is longer than %d MiB", MaxRecordedBody>>20)
	case !b.ended && (b.length < 0 || b.read < b.length):
		return nil, errors.New("it was broken off")
	}
	body, err := contentcoding.Decode(h, bytes.Clone(b.kept.Bytes()))
	if err != nil {
		return nil, fmt.Errorf("it can't be unpacked%w", err)
	}
	return body, nil
}
