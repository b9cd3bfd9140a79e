// Package contentcoding undoes the content codings of HTTP (RFC 9110, section 8.4.1).
package contentcoding

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/zstd"
)

// maxDecoded is the largest size of a decompressed body, in bytes. Without a limit, a few bytes
// could expand to any size.
const maxDecoded = 64 << 20

// maxCodings is how many codings are undone. Each coding takes time. Servers use one coding, rarely
// two.
const maxCodings = 4

// Decode undoes the codings that Content-Encoding names, the last one first. It returns an error if
// a body expands to more than 64 MiB. Its errors begin with a colon, so that the caller can put a
// place before the colon.
func Decode(h http.Header, body []byte) ([]byte, error) { return DecodeAtMost(h, body, maxDecoded) }

// DecodeAtMost is like [Decode], with another limit in bytes.
func DecodeAtMost(h http.Header, body []byte, limit int64) ([]byte, error) {
	decoded, _, err := decode(h, body, limit)
	return decoded, err
}

// decode undoes the codings of a body. It also returns how many bytes that made, from all codings
// and also if there is an error.
func decode(h http.Header, body []byte, limit int64) (decoded []byte, expanded int64, err error) {
	if len(body) == 0 {
		return body, 0, nil
	}
	separators := func(r rune) bool { return r == ',' || r == ' ' }
	codings := strings.FieldsFunc(strings.ToLower(strings.Join(h.Values("Content-Encoding"), ",")), separators)
	codings = slices.DeleteFunc(codings, func(coding string) bool { return coding == "identity" })
	if len(codings) > maxCodings {
		return nil, 0, fmt.Errorf(": its Content-Encoding names %d codings; record it again with Accept-Encoding: identity", len(codings))
	}
	for _, coding := range slices.Backward(codings) {
		decoded, err := decodeOne(coding, body, limit)
		expanded += int64(len(decoded))
		if err != nil {
			return nil, expanded, err
		}
		body = decoded
	}
	return body, expanded, nil
}

// DecodeIfPacked undoes the codings of a body if the body begins like compressed data. Other bodies
// are usually already decompressed. They stay as they are if they are text. If such a body is not
// text, DecodeIfPacked tries to decompress it.
func DecodeIfPacked(h http.Header, body []byte) ([]byte, error) {
	decoded, _, err := decodeIfPacked(h, body, maxDecoded)
	return decoded, err
}

// decodeIfPacked is to [DecodeIfPacked] what decode is to [Decode]. If a body that may be compressed
// expands to more than a lower limit, that is always an error.
func decodeIfPacked(h http.Header, body []byte, limit int64) (decoded []byte, expanded int64, err error) {
	isPacked := isGzip(body) || bytes.HasPrefix(body, []byte("\x28\xb5\x2f\xfd"))
	if !isPacked && utf8.Valid(body) {
		return body, 0, nil
	}
	decoded, expanded, err = decode(h, body, limit)
	if err != nil && !isPacked && (limit == maxDecoded || !isTooLong(err)) {
		return body, expanded, nil // For example, the body is an image, and the recorder decompressed it but kept the header.
	}
	return decoded, expanded, err
}

// decodeOne undoes one coding. If there is an error, it returns what it has read until then.
func decodeOne(coding string, body []byte, limit int64) (decoded []byte, err error) {
	r, err := decoder(coding, bytes.NewReader(body))
	if err == nil {
		defer func() { _ = r.Close() }() // The reader was only read.
		decoded, err = io.ReadAll(io.LimitReader(r, limit+1))
	}
	switch {
	case errors.Is(err, errUnknownCoding):
		return nil, fmt.Errorf(": its Content-Encoding %.40q is not known; record it again with Accept-Encoding: identity", coding)
	case err != nil && utf8.Valid(body) && !isGzip(body):
		return body, nil // The recorder decompressed the body and left the header.
	case err != nil:
		return decoded, fmt.Errorf(": it is not what its Content-Encoding %q says; record it again with Accept-Encoding: identity", coding)
	case int64(len(decoded)) > limit:
		return decoded, tooLongError(limit)
	default:
		return decoded, nil
	}
}

// tooLongError says that a body expands to more than this number of bytes.
type tooLongError int64

func (e tooLongError) Error() string {
	return fmt.Sprintf(": it expands to more than %d MiB; record less of it", int64(e)>>20)
}

func isTooLong(err error) bool {
	_, ok := errors.AsType[tooLongError](err)
	return ok
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b")) }

var errUnknownCoding = errors.New("unknown coding")

// decoder returns a reader that undoes a coding of the registry in RFC 9110, section 16.6.1.
func decoder(coding string, r io.Reader) (io.ReadCloser, error) {
	switch coding {
	case "gzip", "x-gzip":
		return gzip.NewReader(r)
	case "deflate":
		buffered := bufio.NewReader(r)
		if head, err := buffered.Peek(2); err == nil && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			return zlib.NewReader(buffered)
		}
		return flate.NewReader(buffered), nil // Some servers leave out the zlib format.
	case "br":
		return io.NopCloser(brotli.NewReader(r)), nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxDecoded))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	default:
		return nil, errUnknownCoding
	}
}

// IsGzipError reports whether err says that gzip data is damaged.
func IsGzipError(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt)
}
