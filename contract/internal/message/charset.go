package message

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/ianaindex"
)

// decodeCharset returns the text of a body as UTF-8. The charset of a Content-Type says how text/*
// is encoded (RFC 9110, section 8.3.2). Text stays as it is if its charset is unknown or if it is
// already UTF-8, because most recorders write UTF-8.
func decodeCharset(contentType string, text []byte) (string, error) {
	charset := charsetOf(contentType)
	encoding, _ := ianaindex.MIME.Encoding(charset)
	if encoding == nil || utf8.Valid(text) && !isWide(charset) {
		return string(text), nil
	}
	decoded, err := encoding.NewDecoder().Bytes(text)
	if err != nil {
		return "", fmt.Errorf("the text is not %s: %w", charset, err)
	}
	return string(decoded), nil
}

// charsetOf returns the charset of a text. It returns an empty string if the text is UTF-8 or its
// charset is not named.
func charsetOf(contentType string) string {
	essence, parameters, err := parseContentType(contentType)
	charset := strings.ToLower(parameters["charset"])
	if err != nil || !strings.HasPrefix(essence, "text/") || charset == "utf-8" {
		return ""
	}
	return charset
}

// isWide reports whether a charset encodes ASCII in more than one byte, so that its text may look
// like UTF-8.
func isWide(charset string) bool {
	return strings.HasPrefix(charset, "utf-16") || strings.HasPrefix(charset, "utf-32")
}
