package walk

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

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// errOpaque means that a body can't be searched for secrets.
var errOpaque = errors.New("it is not a text, so nobody can tell what secrets it holds")

// formType is the media type of forms that are encoded like the query of a URL.
const formType = "application/x-www-form-urlencoded"

// opaqueTypes are media types, or beginnings of media types, of compressed or encrypted content.
var opaqueTypes = []string{
	"image/", "audio/", "video/", "font/", "application/pdf", "application/zip", "application/gzip", "application/x-gzip", "application/zstd",
	"application/x-tar", "application/x-7z", "application/jose", "application/pkcs", "application/pgp", "application/vnd.ms-",
	"application/vnd.openxmlformats", "application/wasm",
}

// opaqueStarts are the first bytes of compressed and encrypted data.
var opaqueStarts = []string{
	"\x1f\x8b", "PK\x03\x04", "%PDF", "\x28\xb5\x2f\xfd", "BZh9", "\xfd7zXZ", "7z\xbc\xaf", "-----BEGIN PGP MESSAGE", "-----BEGIN ENCRYPTED",
	"-----BEGIN PKCS7", "Salted__", "U2FsdGVkX1",
}

// uuencoded matches the line before a file in the encoding of uuencode.
var uuencoded = lazyregexp.Needing(`(?m)^begin [0-7]{3,4} \S+[ \t\r]*\n[!-\x60]`, "begin ")

// BodyText returns a body as UTF-8, and a function that encodes text in the charset of the body. It
// returns an error if the body is not a text or its charset is unknown.
func BodyText(h http.Header, body []byte) (text string, encode func(string) []byte, err error) {
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
	if uuencoded.Match(body) {
		return "", nil, errOpaque
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

// charsetOf returns the charset of a body, or nil if the charset is unknown. If a text is not UTF-8
// and its header names no charset, charsetOf returns UTF-16 for a body that looks like UTF-16, and
// Windows-1252 for the other bodies of a text type.
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
		charset, _ := htmlindex.Get("windows-1252") // The index has this name, so there is no error.
		return charset
	default:
		return nil
	}
}

// hasControls reports whether a text has control characters that ordinary texts don't have.
func hasControls(text []byte) bool {
	controls := 0
	for _, c := range text {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			controls++
		}
	}
	return controls > 0 && controls > len(text)/100 || bytes.IndexByte(text, 0) >= 0
}

// Body returns a copy of a body that is a text; see [BodyText]. If it is the body of a response,
// answered is the request. Body returns nil for a body that is not a text.
func (w *Walker) Body(h http.Header, body []byte, answered Request) []byte {
	if len(body) == 0 {
		return body
	}
	answer := answered.answer()
	if facts := w.Bodies.of(body); facts != nil && !isUserFile(body) {
		return w.walkJSON(facts, answer)
	}
	text, encode, err := BodyText(h, body)
	if err != nil {
		return nil
	}
	mediaType, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	var changed string
	if mediaType == formType {
		changed = w.form(text, "")
	} else if redacted, ok := w.jsonOf([]byte(text), answer); ok && !isUserFile(body) {
		changed = string(redacted)
	} else {
		changed = w.unparsed(w.contents(mediaType, w.resultOfLogin(text, answered.Body)), answer)
	}
	if changed == text {
		return body
	}
	return encode(changed)
}

// unparsed walks a body that is neither JSON nor a form. Answer is what the request says about it:
// it may be a secret as a whole.
func (w *Walker) unparsed(text string, answer jsonContext) string {
	bare := strings.TrimSpace(text)
	if !answer.secrecy.Hides(bare) {
		return w.Text(text, Unparsed)
	}
	before, behind, _ := strings.Cut(text, bare)
	return before + w.Text(bare, Secret) + behind
}

// isUserFile reports whether a body that is also a sequence of JSON strings is a file of users and
// their passwords.
func isUserFile(body []byte) bool { return body[0] == '"' && position.IsUserFile(string(body)) }

// CheckText returns an error if a body is neither empty nor a text.
func CheckText(h http.Header, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	if _, ok := parseJSON(body); ok {
		return nil
	}
	_, _, err := BodyText(h, body)
	return err
}
