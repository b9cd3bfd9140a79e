package contract

import (
	"cmp"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Location is a place in an HTTP message. The zero value is the message as a whole.
type Location struct {
	// In is the part of the message.
	In In
	// Name is that of the parameter or header; empty where the part has no names, or where all of it is meant.
	Name string
	// Pointer is the JSON pointer (RFC 6901) of a value within the body, or within the value of the parameter or header; empty for the
	// value itself.
	Pointer string
}

// In is a part of an HTTP message.
type In string

// The parts of messages. [InPath], [InQuery], [InHeader] and [InCookie] are what OpenAPI calls the locations of parameters.
const (
	InMethod In = "method"
	InPath   In = "path"
	InQuery  In = "query"
	InHeader In = "header"
	InCookie In = "cookie"
	InBody   In = "body"
	InStatus In = "status"

	anywhere In = "*"
)

// String returns "header NAME", "query NAME", "status", "body" or, within a body, the JSON pointer; it is empty for the message as a whole.
// [ParseLocation] reads it.
func (l Location) String() string {
	switch {
	case l.In == InBody && l.Pointer != "":
		return l.Pointer
	case l.Name == "":
		return string(l.In)
	default:
		return string(l.In) + " " + jsonvalue.EscapeToken(l.Name) + l.Pointer
	}
}

// ParseLocation reads a location as [Location.String] writes it.
func ParseLocation(text string) Location {
	if strings.HasPrefix(text, "/") {
		return Location{In: InBody, Pointer: text}
	}
	in, name, _ := strings.Cut(text, " ")
	name, tokens, found := strings.Cut(name, "/")
	l := Location{In: In(in)}
	if name != "" {
		l.Name = jsonvalue.Tokens("/" + name)[0]
	}
	if found {
		l.Pointer = "/" + tokens
	}
	return l
}

// Names returns the names on the way to the location, the outermost first: that of the parameter or header, and the tokens of the pointer,
// unescaped.
func (l Location) Names() []string {
	var names []string
	if l.Name != "" {
		names = append(names, l.Name)
	}
	names = append(names, jsonvalue.Tokens(l.Pointer)...)
	return names
}

// MarshalText writes the location as String does.
func (l Location) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes.
func (l *Location) UnmarshalText(text []byte) error {
	*l = ParseLocation(string(text))
	return nil
}

// compare orders locations by their texts.
func (l Location) compare(other Location) int {
	if l.In == InBody && other.In == InBody && l.Pointer != "" && other.Pointer != "" {
		return cmp.Compare(l.Pointer, other.Pointer)
	}
	return cmp.Compare(l.String(), other.String())
}

// withoutIndices puts a * in the place of each token of the pointer that is all digits.
func (l Location) withoutIndices() Location {
	if l.Pointer == "" {
		return l
	}
	tokens := strings.Split(l.Pointer, "/")
	for i, token := range tokens {
		if token != "" && strings.Trim(token, "0123456789") == "" {
			tokens[i] = "*"
		}
	}
	l.Pointer = strings.Join(tokens, "/")
	return l
}
