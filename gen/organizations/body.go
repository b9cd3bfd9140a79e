package organizations

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"time"
)

var (
	errTooLarge = errors.New("the body is too large")
	errTooMany  = errors.New("the body has too many values")
	errEmpty    = errors.New("the body is empty")
	errMissing  = errors.New("the payload is missing")
)

// A value of JSON takes memory however short it is: {} becomes an organization, and each name in an
// object is remembered. So beyond the first values a body needs so many bytes for each; an
// organization with only an ID has 46.
const (
	freeValues    = 1 << 17
	bytesPerValue = 16
)

// valueDivider stands between two values.
var valueDivider = []byte(",")

// body is the body of a response, within bounds. It reads at most limit bytes and then gives
// errTooLarge, where the source has more.
type body struct {
	source io.ReadCloser
	limit  int64
	read   int64
	values int64
	ended  bool
	// kept has what was read, for a caller who asked for it; nil otherwise.
	kept *keptBody
}

func (b *body) Read(p []byte) (int, error) {
	switch {
	case b.values > freeValues+b.read/bytesPerValue:
		return 0, errTooMany
	case b.read >= b.limit:
		return 0, b.excess()
	}
	if left := b.limit - b.read; int64(len(p)) > left {
		p = p[:left]
	}
	n, err := b.source.Read(p)
	b.ended = b.ended || errors.Is(err, io.EOF)
	b.read += int64(n)
	b.values += int64(bytes.Count(p[:n], valueDivider))
	if b.kept != nil {
		b.kept.buffer.Write(p[:n])
	}
	return n, err
}

// excess reads one byte more, which a body that ends at the limit doesn't have.
func (b *body) excess() error {
	var one [1]byte
	n, err := io.ReadFull(b.source, one[:])
	b.ended = b.ended || errors.Is(err, io.EOF)
	if n > 0 {
		return errTooLarge
	}
	return err
}

// restart counts from here.
func (b *body) restart() { b.read, b.values = 0, 0 }

// What is not the result of a call is not waited for: refusalTime is how long the body of a refusal
// may take, and drainTime how long the rest of a body that nobody wants may take, so that the
// connection can serve another request. drainLimit bounds this rest in bytes. A connection with
// more on it is closed; a new one is cheaper.
const (
	refusalTime = time.Second
	drainTime   = 100 * time.Millisecond
	drainLimit  = 64 << 10
)

// within closes the body when the time is over, which ends a Read that waits. The caller stops the
// timer.
func (b *body) within(limit time.Duration) *time.Timer {
	return time.AfterFunc(limit, func() { _ = b.source.Close() })
}

// finish drains the body, within bounds, and closes it.
func (b *body) finish() {
	if !b.ended {
		timer := b.within(drainTime)
		b.restart()
		b.limit = drainLimit
		_, _ = io.Copy(io.Discard, b)
		timer.Stop()
	}
	_ = b.source.Close()
}

// readRefusal reads the body of a refusal up to a limit. Of a larger one it returns the beginning,
// with errTooLarge. The length is the one that the response announces, and only a hint.
func (b *body) readRefusal(limit, length int64) ([]byte, error) {
	defer b.within(refusalTime).Stop()
	b.limit = limit
	data := make([]byte, min(max(length, 0), limit)+1) // One more, to see the end.
	n, err := io.ReadFull(b, data)
	data = data[:n]
	switch {
	case err == nil:
		rest, err := io.ReadAll(b)
		return slices.Concat(data, rest), err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF) && b.ended:
		return data, nil
	default:
		return data, err
	}
}
