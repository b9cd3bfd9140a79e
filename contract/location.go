package contract

import (
	"cmp"
	"errors"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Location is a place in an HTTP message. The zero value means the message as a whole.
type Location struct {
	// In is the part of the message. It is empty for the message as a whole.
	In In
	// Name is the name of the parameter or header. It is empty if the part has no names, such as
	// the body. It is also empty if the location is the whole part, such as all of the query.
	Name string
	// Pointer is the JSON pointer (RFC 6901) of a value inside the body, the parameter or the
	// header. It is empty for the whole value.
	Pointer string
}

// In is a part of an HTTP message.
type In string

// The parts of a message. OpenAPI calls [InPath], [InQuery], [InHeader] and [InCookie] "the
// location of a parameter".
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

// String returns "header NAME", "query NAME", "status" or "body", or the JSON pointer of a value
// within the body. It returns an empty string for the message as a whole. [ParseLocation] reads the
// result.
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

// ParseLocation reads a location in the form that [Location.String] writes.
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

// Names returns the names on the way to the location, the outermost first. These are the name of
// the parameter or header, and the unescaped tokens of the pointer.
func (l Location) Names() []string {
	var names []string
	if l.Name != "" {
		names = append(names, l.Name)
	}
	names = append(names, jsonvalue.Tokens(l.Pointer)...)
	return names
}

// MarshalText returns the same as String.
func (l Location) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what MarshalText writes. It returns an error only if l is nil.
func (l *Location) UnmarshalText(text []byte) error {
	if l == nil {
		return errors.New("contract: the Location to read into is nil")
	}
	*l = ParseLocation(string(text))
	return nil
}

// compare compares the strings of two locations.
func (l Location) compare(other Location) int {
	if l.In == InBody && other.In == InBody && l.Pointer != "" && other.Pointer != "" {
		return cmp.Compare(l.Pointer, other.Pointer)
	}
	return cmp.Compare(l.String(), other.String())
}

// withoutIndices replaces each token of the pointer that consists of digits with *.
func (l Location) withoutIndices() Location {
	l.Pointer = jsonvalue.WithoutIndices(l.Pointer)
	return l
}
