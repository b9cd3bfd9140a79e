package message

import (
	"maps"
	"mime"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// MediaType is a media type that a body may have, or a range of media types.
type MediaType struct {
	// Schema is nil if the document gives none.
	Schema *schema.Schema

	essence    string
	parameters map[string]string
	// isSequence reports whether the value is an array whose items are the items of a sequence,
	// such as JSON lines.
	isSequence bool

	Node *document.Node
	// Name is the media type as the document writes it.
	Name string
	// form is nil unless the media type is a form with a schema.
	form *form
}

// content reads the media types of a body, the most specific first.
func (c *Compiler) content(holder *document.Node) []MediaType {
	all := c.slabs.content.Make(holder.Get("content").Len())
	for name, node := range holder.Get("content").SortedFields() {
		node = node.Target()
		m := MediaType{Node: node, Name: name, Schema: c.Schema(node.Get("schema")), essence: name}
		if essence, parameters, err := mime.ParseMediaType(name); err == nil && essence != name { // Equal names share their bytes.
			m.essence, m.parameters = essence, parameters
		}
		m.form = c.form(&m)
		c.sequence(&m)
		c.unread(&m)
		all = append(all, m)
	}
	slices.SortStableFunc(all, func(a, b MediaType) int {
		if wild := strings.Count(a.essence, "*") - strings.Count(b.essence, "*"); wild != 0 {
			return wild
		}
		return len(b.parameters) - len(a.parameters)
	})
	return all
}

// unread lists a media type as unchecked if its bodies can't be checked against its schema. It
// doesn't list a schema that only demands a string.
func (c *Compiler) unread(m *MediaType) {
	if m.Schema == nil || strings.Contains(m.essence, "*") || m.isRead(m.essence) || m.Schema.Kinds()&schema.Strings != 0 {
		return
	}
	c.unchecked = append(c.unchecked, schema.Note{
		Node: m.Node,
		What: "bodies of the type " + m.Name + " are not checked against their schema; only JSON, YAML, forms and plain text are",
	})
}

// FindMediaType returns the declared media type for a Content-Type, or nil if none matches. It also
// returns the Content-Type without its parameters. The Content-Type must have the parameters of the
// declared media type. It may have others. A body without a Content-Type matches only a declared
// range of all media types.
func FindMediaType(content []MediaType, contentType string) (declared *MediaType, essence string) {
	if contentType == "" {
		for i := range content {
			if content[i].essence == "*/*" {
				return &content[i], anyContent
			}
		}
	}
	essence, parameters, err := parseContentType(contentType)
	if err != nil {
		return nil, ""
	}
	for i := range content {
		m := &content[i]
		if !includes(m.essence, essence) {
			continue
		}
		missing := false
		for name, value := range m.parameters {
			missing = missing || !strings.EqualFold(parameters[name], value)
		}
		if !missing {
			return m, essence
		}
	}
	return nil, essence
}

const jsonType = "application/json"

// anyContent is the media type of a body without a Content-Type (RFC 9110, section 8.3).
const anyContent = "application/octet-stream"

// parseContentType reads a Content-Type, which may have empty parameters (RFC 9110, section 5.6.6).
func parseContentType(contentType string) (essence string, parameters map[string]string, err error) {
	if contentType == jsonType {
		return contentType, nil, nil // This content type is by far the most frequent.
	}
	essence, parameters, err = mime.ParseMediaType(contentType)
	start, _, hasParameters := strings.Cut(contentType, ";")
	if err == nil || !hasParameters || strings.TrimSpace(start) == "" {
		return essence, parameters, err
	}
	var b strings.Builder
	b.Grow(len(contentType))
	for part := range quotedSplit(contentType) {
		if strings.TrimSpace(part) == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte(';')
		}
		b.WriteString(part)
	}
	return mime.ParseMediaType(b.String())
}

// quotedSplit yields the parts of a header between semicolons. It ignores semicolons in quotes.
func quotedSplit(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		start, quoted := 0, false
		for i := 0; i < len(text); i++ {
			switch {
			case text[i] == '\\' && quoted:
				i++
			case text[i] == '"':
				quoted = !quoted
			case text[i] == ';' && !quoted:
				if !yield(text[start:i]) {
					return
				}
				start = i + 1
			}
		}
		yield(text[start:])
	}
}

// includes reports whether a declared media type includes another. The declared one may be the
// media type itself, TYPE/* or */*.
func includes(declared, essence string) bool {
	if declared == essence || declared == "*/*" || declared == "*" {
		return true
	}
	kind, ok := strings.CutSuffix(declared, "/*")
	return ok && strings.HasPrefix(essence, kind+"/")
}

// MediaTypeNames returns the names of media types, sorted.
func MediaTypeNames(content []MediaType) []string {
	names := make([]string, len(content))
	for i, m := range content {
		names[i] = m.Name
	}
	slices.Sort(names)
	return names
}

// IsJSON reports whether bodies of a content type are JSON.
func IsJSON(contentType string) bool {
	essence, _, err := parseContentType(contentType)
	return err == nil && (essence == jsonType || strings.HasSuffix(essence, "+json"))
}

// IsJSON reports whether bodies of the media type are JSON.
func (m *MediaType) IsJSON() bool { return IsJSON(m.essence) }

// isRead reports whether bodies of a media type can be checked against its schema. Bodies that are
// JSON, forms, YAML or plain text can. Bodies in other text formats can only be checked as strings.
func (m *MediaType) isRead(essence string) bool {
	switch {
	case m.isSequence, IsJSON(essence), isYAML(essence), essence == formType, essence == multipartType, essence == "text/plain", essence == anyContent:
		return true
	default:
		return strings.HasPrefix(essence, "text/") && m.Schema.Kinds()&schema.Strings != 0
	}
}

func isYAML(essence string) bool {
	return essence == "application/yaml" || essence == "application/x-yaml"
}

// sorted yields the entries of a map in the order of their keys.
func sorted[V any](m map[string]V) func(yield func(string, V) bool) {
	return func(yield func(string, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}
