package recording

import (
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// logText is a string in a log. The log may have a number or the JSON of a body in its place.
type logText string

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (t *logText) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '"' {
		return json.UnmarshalDecode(d, (*string)(t))
	}
	value, err := d.ReadValue()
	if err == nil && value.Kind() != 'n' {
		*t = logText(value)
	}
	return err
}

// logged returns the text as a body. If there is no text, the body was not recorded.
func (t *logText) logged() loggedBody { return loggedText((*string)(t)) }

// logHeader is a header in a log. It is an object with a value or a list of values for each name,
// or a list of objects with a name and a value. Lua writes an empty object as an empty list.
type logHeader []logField

type logField struct {
	Name  string  `json:"name"`
	Value logText `json:"value"`
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (h *logHeader) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]logField)(h))
	}
	var fields map[string]logValues
	err := json.UnmarshalDecode(d, &fields)
	for name, values := range fields {
		for _, value := range values {
			*h = append(*h, logField{name, value})
		}
	}
	return err
}

// logValues are the values of a header field: a single value or a list of values.
type logValues []logText

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (v *logValues) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() == '[' {
		return json.UnmarshalDecode(d, (*[]logText)(v))
	}
	*v = make(logValues, 1)
	return json.UnmarshalDecode(d, &(*v)[0])
}

func (h *logHeader) header() http.Header {
	header := make(http.Header, len(*h))
	for _, field := range *h {
		header.Add(field.Name, string(field.Value))
	}
	return header
}
