package contract

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// The media types of HTML forms.
const (
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
)

// fields returns the properties of a form as parameters: OpenAPI writes them in the styles of those in a query, and objects as JSON
// unless an encoding says otherwise.
func (c *compiler) fields(m *mediaType) []*parameter {
	if m.schema == nil || m.essence != formType && m.essence != multipartType {
		return nil
	}
	var fields []*parameter
	m.schema.eachPart(func(s *schema) {
		for name, property := range sorted(s.properties) {
			if slices.ContainsFunc(fields, func(other *parameter) bool { return other.Name == name }) {
				continue
			}
			declared := &openapi3.Parameter{Name: name, In: openapi3.ParameterInQuery, Schema: &openapi3.SchemaRef{Value: property.Schema}}
			encoding := m.source.Encoding[name]
			if encoding != nil {
				declared.Style, declared.Explode = encoding.Style, encoding.Explode
			}
			field := c.parameter(declared, property.Schema)
			field.isJSON = field.takes(objects) && declared.Style == "" || encoding != nil && isJSON(encoding.ContentType)
			fields = append(fields, field)
		}
	})
	return fields
}

// decodeForm reads a form: each field as its property is declared, and what is not declared as its text.
func decodeForm(text []byte, m *mediaType) (any, error) {
	values, ok := parseQuery(string(text))
	if !ok {
		return nil, errors.New("the form is not escaped as forms are")
	}
	o := &object{}
	read := &message{query: values}
	for _, field := range m.fields {
		if value, ok := field.value(read); ok {
			o.members = append(o.members, member{field.Name, value})
		}
	}
	for name, texts := range sorted(map[string][]string(values)) {
		if !slices.ContainsFunc(m.fields, func(field *parameter) bool { return field.Name == name || field.isDeep(name) }) {
			o.members = append(o.members, member{name, typedAll(texts, m.schema.property(name, nil))})
		}
	}
	return o, nil
}

// decodeMultipart reads a form of parts: those that say so as JSON, the others as texts.
func decodeMultipart(text []byte, contentType string, m *mediaType) (any, error) {
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(text, []byte("--"+parameters["boundary"]+"--")) {
		return nil, errors.New("the form has no end")
	}
	o := &object{}
	parts := multipart.NewReader(bytes.NewReader(text), parameters["boundary"])
	byName := map[string]array{}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		content, err := io.ReadAll(part)
		if err != nil {
			return nil, err
		}
		name := part.FormName()
		byName[name] = append(byName[name], m.part(name, part.Header.Get("Content-Type"), content))
	}
	for name, values := range sorted(byName) {
		if takesArray(m.schema.property(name, nil)) {
			o.members = append(o.members, member{name, values})
		} else {
			o.members = append(o.members, member{name, values[0]})
		}
	}
	return o, nil
}

// part reads the value of a part.
func (m *mediaType) part(name, contentType string, content []byte) any {
	property := m.schema.property(name, nil)
	if takesArray(property) {
		property = property.item(nil)
	}
	declaredJSON := slices.ContainsFunc(m.fields, func(field *parameter) bool { return field.Name == name && field.isJSON })
	if isJSON(contentType) || declaredJSON {
		if value, err := decodeJSON(content, nil); err == nil {
			return value
		}
	}
	return typed(string(content), property)
}
