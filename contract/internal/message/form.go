package message

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// The constants are the media types of HTML forms.
const (
	formType      = "application/x-www-form-urlencoded"
	multipartType = "multipart/form-data"
)

// form has what a document says about the fields of a form.
type form struct {
	// fields has the properties of the form as parameters, because OpenAPI encodes them like query
	// parameters.
	fields []*Parameter
	// json has the names of the fields that are JSON.
	json map[string]bool
	// declared has the names of the fields, and of properties that are written as fields.
	declared *names
	// open has the objects whose properties are written as fields. They may have further
	// properties.
	open []*Parameter
}

// form returns the fields of a form, or nil if the media type is not a form or has no schema.
// OpenAPI encodes objects as JSON unless an encoding says otherwise.
func (c *Compiler) form(m *MediaType) *form {
	if m.Schema == nil || m.essence != formType && m.essence != multipartType {
		return nil
	}
	c.unreadEncodings(m)
	f := &form{json: map[string]bool{}, declared: &names{}}
	known := map[string]bool{}
	m.Schema.EachPart(func(s *schema.Schema) {
		for name, property := range s.Properties.All() {
			if known[name] {
				continue
			}
			known[name] = true
			f.add(c.field(name, property, m.Node.At("encoding", name)))
		}
	})
	f.declared.sort()
	return f
}

// field returns a property of a form as a parameter.
func (c *Compiler) field(name string, property *schema.Schema, encoding *document.Node) *Parameter {
	field := &Parameter{Node: property.Node, Name: name, In: InQuery}
	c.describe(field, encoding, property.Node)
	field.IsJSON = field.takes(schema.Objects) && encoding.Get("style") == nil || IsJSON(encoding.StringAt("contentType"))
	return field
}

func (f *form) add(field *Parameter) {
	field.declared = f.declared
	f.fields = append(f.fields, field)
	f.json[field.Name] = field.IsJSON
	for _, name := range append(field.names(), field.Name) {
		f.declared.add(InQuery, name)
	}
	if field.spreads() {
		f.open = append(f.open, field)
	}
}

// declares reports whether a name in a form is the name of a field, or belongs to the value of one.
func (f *form) declares(name string) bool {
	return f.declared.have(InQuery, name) || slices.ContainsFunc(f.open, func(field *Parameter) bool { return field.takesName(name) })
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
	if bytes.Count(text, []byte{'&'}) > jsonvalue.MaxValues {
		return nil, jsonvalue.ErrManyValues
	}
	pairs, ok := ParseQuery(string(text))
	if !ok {
		return nil, errors.New("the form has a broken escape")
	}
	o := &jsonvalue.Object{}
	f := m.form
	if f == nil {
		f = &form{declared: &names{}}
	}
	fields := &Fields{Query: pairs}
	for _, field := range f.fields {
		value, ok := field.Value(fields)
		if len(pairs[field.Name]) > 1 && field.IsSingle() {
			value, ok = typedAll(pairs.Values(field.Name), nil), true // A single value is declared, but several were sent.
		}
		if ok {
			o.Members = append(o.Members, jsonvalue.Member{Name: field.Name, Value: value})
		}
	}
	for name := range sorted(pairs) {
		if !f.declares(name) {
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
	if IsJSON(contentType) || m.form != nil && m.form.json[name] {
		if value, err := jsonvalue.Decode(content, nil); err == nil {
			return value
		}
	}
	return typed(string(content), property)
}
