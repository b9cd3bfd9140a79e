package recording

import (
	"bytes"
	"errors"
	"mime"
	"net/http"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
)

// errOpaque says that a body can't be looked into.
var errOpaque = errors.New("it is not a text, so nobody can tell what secrets it holds")

// formType is the media type of forms that are encoded like the query of a URL.
const formType = "application/x-www-form-urlencoded"

// opaqueTypes are media types, or the beginnings of them, whose content is compressed or encrypted.
var opaqueTypes = []string{
	"image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip", "application/x-gzip", "application/zstd",
	"application/x-tar", "application/x-7z", "application/jose", "application/pkcs", "application/pgp", "application/vnd.ms-",
	"application/vnd.openxmlformats", "application/wasm",
}

// opaqueStarts are what compressed and encrypted data begins with.
var opaqueStarts = []string{
	"\x1f\x8b", "PK\x03\x04", "%PDF", "\x28\xb5\x2f\xfd", "BZh9", "\xfd7zXZ", "7z\xbc\xaf", "-----BEGIN PGP MESSAGE", "-----BEGIN ENCRYPTED",
	"-----BEGIN PKCS7", "Salted__", "U2FsdGVkX1",
}

// bodyText returns a body as UTF-8, and a function that encodes it again. It returns [errOpaque] if
// the body is not a text in a charset that is known.
func bodyText(h http.Header, body []byte) (text string, encode func(string) []byte, err error) {
	mediaType, parameters, _ := mime.ParseMediaType(h.Get("Content-Type"))
	if mediaType != "image/svg+xml" {
		for _, opaque := range opaqueTypes {
			if strings.HasPrefix(mediaType, opaque) {
				return "", nil, errOpaque
			}
		}
	}
	for _, start := range opaqueStarts {
		if bytes.HasPrefix(body, []byte(start)) {
			return "", nil, errOpaque
		}
	}
	charset := charsetOf(mediaType, parameters["charset"], body)
	if charset == nil {
		return "", nil, errOpaque
	}
	decoded, err := charset.NewDecoder().Bytes(body)
	if err != nil || bytes.ContainsRune(decoded, utf8.RuneError) || hasControls(decoded) {
		return "", nil, errOpaque
	}
	if again, err := charset.NewEncoder().Bytes(decoded); err != nil || !bytes.Equal(again, body) {
		return "", nil, errOpaque
	}
	return string(decoded), func(changed string) []byte {
		encoded, err := encoding.ReplaceUnsupported(charset.NewEncoder()).Bytes([]byte(changed))
		if err != nil {
			return nil
		}
		return encoded
	}, nil
}

// charsetOf returns the charset of a body; nil if it is not known. A text that is not UTF-8 and
// names no charset is UTF-16 if it looks so, and Windows-1252 if its type is a text.
func charsetOf(mediaType, name string, body []byte) encoding.Encoding {
	zeros := bytes.Count(body, []byte{0})
	switch {
	case bytes.HasPrefix(body, []byte("\xff\xfe")):
		return unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)
	case bytes.HasPrefix(body, []byte("\xfe\xff")):
		return unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)
	case zeros > 0 && zeros >= len(body)/4 && len(body)%2 == 0:
		if body[0] == 0 {
			return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
		}
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case utf8.Valid(body):
		return unicode.UTF8
	case name != "":
		charset, err := htmlindex.Get(name)
		if err != nil {
			return nil
		}
		return charset
	case strings.HasPrefix(mediaType, "text/"), strings.HasSuffix(mediaType, "xml"), mediaType == formType:
		charset, _ := htmlindex.Get("windows-1252") // It is one of the index.
		return charset
	default:
		return nil
	}
}

// hasControls reports whether a text holds control characters that texts don't hold.
func hasControls(text []byte) bool {
	controls := 0
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			controls++
		}
	}
	return controls > 0 && controls > len(text)/100 || bytes.IndexByte(text, 0) >= 0
}
