package recording

import (
	"net/http"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// lineHeader is a header that is written as an object. Each value is a string or a list of strings.
type lineHeader http.Header

// UnmarshalJSONFrom implements [json.UnmarshalerFrom]. It takes less memory than to read a map
// first.
func (h *lineHeader) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '{' {
		return json.UnmarshalDecode(d, (*map[string][]string)(h))
	}
	if _, err := d.ReadToken(); err != nil {
		return err
	}
	all := http.Header{}
	for d.PeekKind() == '"' {
		name, err := readString(d)
		if err != nil {
			return err
		}
		name = http.CanonicalHeaderKey(name)
		values := all[name]
		if d.PeekKind() == '"' {
			value, err := readString(d)
			if err != nil {
				return err
			}
			all[name] = append(values, value)
			continue
		}
		var several []string
		if err := json.UnmarshalDecode(d, &several); err != nil {
			return err
		}
		if len(several) > 0 {
			all[name] = append(values, several...)
		}
	}
	*h = lineHeader(all)
	_, err := d.ReadToken()
	return err
}

// readString reads a JSON string.
func readString(d *jsontext.Decoder) (string, error) {
	token, err := d.ReadToken()
	if err != nil {
		return "", err
	}
	return token.String(), nil
}

// header returns the header, which is empty if there was none.
func (h *lineHeader) header() http.Header {
	if *h == nil {
		return http.Header{}
	}
	return http.Header(*h)
}

// lineText is a text that is written as a string. It is nil if there is none, or null.
type lineText []byte

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (t *lineText) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	switch d.PeekKind() {
	case '"':
	case 'n':
		*t = nil
		return d.SkipValue()
	default:
		return json.UnmarshalDecode(d, new(string)) // It returns the error.
	}
	raw, err := d.ReadValue()
	if err != nil {
		return err
	}
	// The text is shorter than its JSON. It is a mistake if the JSON is not UTF-8, but the check and
	// not the reader says so.
	*t, _ = jsontext.AppendUnquote(make([]byte, 0, len(raw)), raw)
	return nil
}
