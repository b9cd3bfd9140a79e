package derive

import (
	"net/url"
	"strings"
)

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// pointer appends tokens to a JSON pointer (RFC 6901).
func pointer(base string, tokens ...string) string {
	var b strings.Builder
	b.WriteString(base)
	for _, token := range tokens {
		b.WriteByte('/')
		b.WriteString(pointerEscapes.Replace(token))
	}
	return b.String()
}

func operationPointer(path, method string) string {
	return pointer("", "paths", path, strings.ToLower(method))
}

// definition returns the JSON pointer of the component that a reference leads to, or the given one
// where there is no reference.
func (d *deriver) definition(ref, at string) string {
	for ref != "" {
		fragment := strings.TrimPrefix(ref, "#")
		if plain, err := url.PathUnescape(fragment); err == nil {
			fragment = plain
		}
		at, ref = fragment, d.component(fragment)
	}
	return at
}

// component returns the reference that a component consists of. It is empty where the component is
// not a reference.
func (d *deriver) component(at string) string {
	tokens := strings.Split(at, "/")
	if len(tokens) != len([]string{"", "components", "KIND", "NAME"}) || d.doc.Components == nil {
		return ""
	}
	name := tokens[3]
	switch c := d.doc.Components; tokens[2] {
	case "schemas":
		if ref := c.Schemas[name]; ref != nil {
			return ref.Ref
		}
	case "parameters":
		if ref := c.Parameters[name]; ref != nil {
			return ref.Ref
		}
	case "headers":
		if ref := c.Headers[name]; ref != nil {
			return ref.Ref
		}
	case "requestBodies":
		if ref := c.RequestBodies[name]; ref != nil {
			return ref.Ref
		}
	case "responses":
		if ref := c.Responses[name]; ref != nil {
			return ref.Ref
		}
	}
	return ""
}
