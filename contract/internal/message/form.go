package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// The constants are the media types of HTML forms.
const (
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
)

// fields returns the properties of a form as parameters. OpenAPI encodes them like query
// parameters, and encodes objects as JSON unless an encoding says otherwise.
func (c *Compiler) fields(m *MediaType) []*Parameter {
	if m.Schema == nil || m.essence != formType && m.essence != multipartType {
		return nil
	}
	c.unreadEncodings(m)
	var fields []*Parameter
	known := map[string]bool{}
	m.Schema.EachPart(func(s *schema.Schema) {
		for name, property := range s.Properties.All() {
			if known[name] {
				continue
			}
			known[name] = true
			encoding := m.Node.At("encoding", name)
			field := &Parameter{Node: property.Node, Name: name, In: InQuery}
			c.describe(field, encoding, property.Node)
			field.IsJSON = field.takes(schema.Objects) && encoding.Get("style") == nil || IsJSON(encoding.StringAt("contentType"))
			fields = append(fields, field)
		}
	})
	return fields
}

// unreadEncodings lists the content types and headers that the parts of a form must have. They are
// not checked. They decide how a part is read, but not whether it is valid.
func (c *Compiler) unreadEncodings(m *MediaType) {
	for name, encoding := range m.Node.Get("encoding").SortedFields() {
		for key, what := range map[string]string{"contentType": "the content type of the part %s is", "headers": "the headers of the part %s are"} {
			if node := encoding.Get(key); node != nil && m.essence == multipartType {
				c.unchecked = append(c.unchecked, schema.Note{Node: node, What: fmt.Sprintf(what, wording.Quote(name)) + " not checked"})
			}
		}
	}
}

// decodeForm reads a form. It reads each field as the property declares it. It reads an undeclared
// field as a string.
func decodeForm(text []byte, m *MediaType) (any, error) {
	pairs, ok := ParseQuery(string(text))
	if !ok {
		return nil, errors.New("the form has a broken escape")
	}
	o := &jsonvalue.Object{}
	fields := &Fields{Query: pairs}
	declared := make(map[string]bool, len(m.fields))
	var deep []*Parameter
	for _, field := range m.fields {
		declared[field.Name] = true
		if field.style == styleDeep {
			deep = append(deep, field)
		}
		value, ok := field.Value(fields)
		if len(pairs[field.Name]) > 1 && field.IsSingle() {
			value, ok = typedAll(pairs.Values(field.Name), nil), true // A single value is declared, but several were sent.
		}
		if ok {
			o.Members = append(o.Members, jsonvalue.Member{Name: field.Name, Value: value})
		}
	}
	for name := range sorted(pairs) {
		if !declared[name] && !slices.ContainsFunc(deep, func(field *Parameter) bool { return field.isDeep(name) }) {
			o.Members = append(o.Members, jsonvalue.Member{Name: name, Value: typedAll(pairs.Values(name), m.Schema.Property(name))})
		}
	}
	return o, nil
}

// decodeMultipart reads a multipart form. It reads a part as a JSON value if the part is declared
// or sent as JSON. It reads other parts as strings.
func decodeMultipart(text []byte, contentType string, m *MediaType) (any, error) {
	_, parameters, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, err
	}
	if !bytes.Contains(text, []byte("--"+parameters["boundary"]+"--")) {
		return nil, errors.New("the form ends before its last boundary")
	}
	o := &jsonvalue.Object{}
	parts := multipart.NewReader(bytes.NewReader(text), parameters["boundary"])
	byName := map[string]jsonvalue.Array{}
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
		value := any(values)
		if len(values) == 1 && !takesArray(m.Schema.Property(name)) {
			value = values[0]
		}
		o.Members = append(o.Members, jsonvalue.Member{Name: name, Value: value})
	}
	return o, nil
}

// part reads the value of a part.
func (m *MediaType) part(name, contentType string, content []byte) any {
	property := m.Schema.Property(name)
	if takesArray(property) {
		property = property.Item()
	}
	if property != nil && property.Kinds() == schema.Strings {
		return string(content) // A file, which may hold anything.
	}
	declaredJSON := slices.ContainsFunc(m.fields, func(field *Parameter) bool { return field.Name == name && field.IsJSON })
	if IsJSON(contentType) || declaredJSON {
		if value, err := jsonvalue.Decode(content, nil); err == nil {
			return value
		}
	}
	return typed(string(content), property)
}
