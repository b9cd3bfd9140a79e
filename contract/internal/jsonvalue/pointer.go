package jsonvalue

import (
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// MaxPointer is the number of bytes to which a JSON pointer in a finding is limited. A pointer into
// a hostile message can be as long as the message.
const MaxPointer = 500

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

// NoIndex is the index of a member of an object.
const NoIndex = -1

// WriteToken writes the token of a member or, if the index is not [NoIndex], of an item of an
// array.
func WriteToken(b *strings.Builder, name string, index int) {
	b.WriteByte('/')
	if index == NoIndex {
		b.WriteString(EscapeToken(name))
	} else {
		b.WriteString(strconv.Itoa(index))
	}
}

var tokenEscaper = strings.NewReplacer("~", "~0", "/", "~1")

// EscapeToken escapes a token for a JSON pointer.
func EscapeToken(token string) string {
	if len(token) > maxShortToken {
		return tokenEscaper.Replace(token)
	}
	for i := range len(token) {
		if token[i] == '~' || token[i] == '/' {
			return tokenEscaper.Replace(token)
		}
	}
	return token
}

// maxShortToken is the length up to which a loop over a token is faster than the replacer.
const maxShortToken = 50

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
	var b strings.Builder
	copied := 0
	for start := 0; start < len(pointer); {
		end := len(pointer)
		if slash := strings.IndexByte(pointer[start:], '/'); slash >= 0 {
			end = start + slash
		}
		if end > start && strings.Trim(pointer[start:end], "0123456789") == "" {
			b.WriteString(pointer[copied:start])
			b.WriteByte('*')
			copied = end
		}
		start = end + len("/")
	}
	if copied == 0 {
		return pointer
	}
	b.WriteString(pointer[copied:])
	return b.String()
}
