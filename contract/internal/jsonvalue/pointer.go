package jsonvalue

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Pointer appends tokens to a JSON pointer (RFC 6901), which may be empty, and escapes them.
func Pointer(base string, tokens ...string) string {
	p := jsontext.Pointer(base)
	for _, token := range tokens {
		p = p.AppendToken(token)
	}
	return string(p)
}

// EscapeToken escapes a token as it stands in a JSON pointer.
func EscapeToken(token string) string {
	if !strings.ContainsAny(token, "~/") {
		return token
	}
	return Pointer("", token)[1:]
}

// Tokens returns the tokens of a JSON pointer, unescaped; none for the empty pointer.
func Tokens(pointer string) []string { return slices.Collect(jsontext.Pointer(pointer).Tokens()) }

// CutPointer returns a JSON pointer without its last token, and the token, unescaped. Both are empty
// for the empty pointer.
func CutPointer(pointer string) (parent, token string) {
	p := jsontext.Pointer(pointer)
	return string(p.Parent()), p.LastToken()
}
