package message

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/ianaindex"
)

// decodeCharset returns the text of a body as UTF-8. The charset of a Content-Type says how text/* is encoded (RFC 9110, section 8.3.2); what is
// UTF-8 already, as most recorders write it, stays as it is.
func decodeCharset(contentType string, text []byte) (string, error) {
	essence, parameters, err := parseContentType(contentType)
	charset := parameters["charset"]
	if err != nil || charset == "" || !strings.HasPrefix(essence, "text/") || strings.EqualFold(charset, "utf-8") {
		return string(text), nil
	}
	encoding, err := ianaindex.MIME.Encoding(charset)
	if err != nil || encoding == nil {
		return string(text), nil // Of a charset that is not known, nothing can be said.
	}
	if utf8.Valid(text) && !isWide(charset) {
		return string(text), nil
	}
	decoded, err := encoding.NewDecoder().Bytes(text)
	if err != nil {
		return "", fmt.Errorf("the text is not %s: %w", charset, err)
	}
	return string(decoded), nil
}

// isWide reports whether a charset writes ASCII in more than a byte, so that its text may look like UTF-8.
func isWide(charset string) bool {
	charset = strings.ToLower(charset)
	return strings.HasPrefix(charset, "utf-16") || strings.HasPrefix(charset, "utf-32")
}
