package jsonvalue

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Pointer escapes tokens and appends them to a JSON pointer (RFC 6901), which may be empty.
func Pointer(base string, tokens ...string) string {
	size := len(base)
	for _, token := range tokens {
		size += len("/") + len(token)
	}
	var b strings.Builder
	b.Grow(size)
	b.WriteString(base)
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(EscapeToken(token))
	}
	return b.String()
}

var tokenEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// EscapeToken escapes a token for a JSON pointer.
func EscapeToken(token string) string {
	// Most tokens are short names, for which this loop is several times faster than the replacer.
	for i := range len(token) {
		if token[i] == '~' || token[i] == '/' {
			return tokenEscaper.Replace(token)
		}
	}
	return token
}

// Tokens returns the unescaped tokens of a JSON pointer, or nil for the empty pointer.
func Tokens(pointer string) []string { return slices.Collect(jsontext.Pointer(pointer).Tokens()) }

// CutPointer splits off the last token of a JSON pointer. It returns the rest of the pointer, and
// the unescaped token. It returns two empty strings for the empty pointer.
func CutPointer(pointer string) (parent, token string) {
	p := jsontext.Pointer(pointer)
	return string(p.Parent()), p.LastToken()
}

// WithoutIndices replaces each token of a JSON pointer that consists of digits with *.
func WithoutIndices(pointer string) string {
	if pointer == "" {
		return ""
	}
	tokens := strings.Split(pointer, "/")
	for i, token := range tokens {
		if token != "" && strings.Trim(token, "0123456789") == "" {
			tokens[i] = "*"
		}
	}
	return strings.Join(tokens, "/")
}
