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

// maxDecoded bounds a body that is unpacked, in bytes: a few bytes can unpack to any number.
const maxDecoded = 64 << 20

// Decode undoes the codings that Content-Encoding names, the last one first. An error begins with a colon, so that a place can stand before it.
func Decode(h http.Header, body []byte) ([]byte, error) {
	if len(body) == 0 {
		return body, nil
	}
	encodings := strings.FieldsFunc(strings.ToLower(strings.Join(h.Values("Content-Encoding"), ",")), func(r rune) bool { return r == ',' || r == ' ' })
	for _, encoding := range slices.Backward(encodings) {
		decoded, err := decodeOne(encoding, body)
		if err != nil {
			return nil, err
		}
		body = decoded
	}
	return body, nil
}

// DecodeIfPacked undoes the codings of a body that begins as packed ones do. Any other is decoded already, as a rule: what is no text and
// can be decoded is not.
func DecodeIfPacked(h http.Header, body []byte) ([]byte, error) {
	if bytes.HasPrefix(body, []byte("\x1f\x8b")) || bytes.HasPrefix(body, []byte("\x28\xb5\x2f\xfd")) {
		return Decode(h, body)
	}
	if utf8.Valid(body) {
		return body, nil
	}
	if decoded, err := Decode(h, body); err == nil {
		return decoded, nil
	}
	return body, nil // An image, for instance, beside the header of how it was packed.
}

func decodeOne(encoding string, body []byte) ([]byte, error) {
	r, err := decoder(encoding, bytes.NewReader(body))
	var decoded []byte
	if err == nil {
		decoded, err = io.ReadAll(io.LimitReader(r, maxDecoded+1))
	}
	switch {
	case errors.Is(err, errUnknownEncoding):
		return nil, fmt.Errorf(": its Content-Encoding %q is not known; record it again with Accept-Encoding: identity", encoding)
	case err != nil && utf8.Valid(body) && !isGzip(body):
		return body, nil // The recorder unpacked it and left the header.
	case err != nil:
		return nil, fmt.Errorf(": it is not what its Content-Encoding %q says; record it again with Accept-Encoding: identity", encoding)
	case len(decoded) > maxDecoded:
		return nil, fmt.Errorf(": it unpacks to more than %d MiB; record less of it", maxDecoded>>20)
	default:
		return decoded, nil
	}
}

func isGzip(body []byte) bool { return bytes.HasPrefix(body, []byte("\x1f\x8b")) }

var errUnknownEncoding = errors.New("unknown encoding")

// decoder returns a reader that undoes an encoding of the registry in RFC 9110, section 16.6.1.
func decoder(encoding string, r io.Reader) (io.Reader, error) {
	switch encoding {
	case "identity":
		return r, nil
	case "gzip", "x-gzip":
		return gzip.NewReader(r)
	case "deflate":
		buffered := bufio.NewReader(r)
		if head, err := buffered.Peek(2); err == nil && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			return zlib.NewReader(buffered)
		}
		return flate.NewReader(buffered), nil // Not as the RFC says, but as some servers do.
	case "br":
		return brotli.NewReader(r), nil
	case "zstd":
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxDecoded))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	default:
		return nil, errUnknownEncoding
	}
}

// IsGzipError reports whether err says that gzip data is damaged.
func IsGzipError(err error) bool {
	var corrupt flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &corrupt)
}
