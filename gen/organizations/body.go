package organizations

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"sync/atomic"
	"time"
)

var (
	errTooLarge = errors.New("the body is too large")
	errTooMany  = errors.New("the body has too many values")
	errEmpty    = errors.New("the body is empty")
	errMissing  = errors.New("the payload is missing")
	errUnknown  = errors.New("the body has too many unknown properties")
)

// Every JSON value takes memory, however short it is: the decoder makes an organization of {} and
// remembers each name in an object. So a body may have freeValues values. For each further value,
// it must have at least bytesPerValue bytes. An organization with only an ID has 46 bytes.
const (
	freeValues    = 1 << 17
	bytesPerValue = 16
)

// valueDivider separates two values.
var valueDivider = []byte(",")

// body limits the body of a response. It reads at most limit bytes. If the source has more, Read
// then returns errTooLarge.
type body struct {
	source io.ReadCloser
	limit  int64
	read   int64
	values int64
	ended  bool
	// abandoned reports whether the client broke off the body before its end.
	abandoned *atomic.Bool
	// kept has the bytes that were read. It is nil unless the caller asked for the body.
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

// excess tries to read one more byte. It returns errTooLarge if there is such a byte, because then
// the body doesn't end at the limit.
func (b *body) excess() error {
	var one [1]byte
	n, err := io.ReadFull(b.source, one[:])
	b.ended = b.ended || errors.Is(err, io.EOF)
	if n > 0 {
		return errTooLarge
	}
	return err
}

// restart sets the counts of bytes and values to zero.
func (b *body) restart() { b.read, b.values = 0, 0 }

// These constants limit how long a call waits for bytes that are not part of its result. Reading
// the body of a refusal may take refusalTime. The end of a body whose JSON is complete may take
// finaleTime. If nobody wants the rest of a body, finish still
// reads it, so that the connection can serve another request. finish reads for at most drainTime,
// and at most drainLimit bytes. If there is more, finish closes the connection, because a new
// connection is cheaper than reading on.
const (
	refusalTime = time.Second
	finaleTime  = time.Second
	drainTime   = 100 * time.Millisecond
	drainLimit  = 64 << 10
)

// within closes the body when the time limit is over. A Read that waits then ends. The caller must
// stop the timer.
func (b *body) within(limit time.Duration) *time.Timer {
	return time.AfterFunc(limit, func() { _ = b.source.Close() })
}

// finish reads the rest of the body, within drainTime and drainLimit, and closes the body.
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

// readRefusal reads the body of a refusal, up to limit bytes. If the body is larger, readRefusal
// returns its beginning and errTooLarge. The parameter length is the length that the response
// announces. It may be wrong, so readRefusal uses it only to choose the size of a buffer.
func (b *body) readRefusal(limit, length int64) ([]byte, error) {
	defer b.within(refusalTime).Stop()
	b.limit = limit
	data := make([]byte, min(max(length, 0), limit)+1) // The additional byte shows whether the body ends there.
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
