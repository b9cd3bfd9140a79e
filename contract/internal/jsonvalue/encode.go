package jsonvalue

import (
	"errors"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// Append appends a value as JSON. It returns an error if a string is not UTF-8, or if the value has
// a type that is not listed in this package's documentation.
func Append(text []byte, value any) ([]byte, error) {
	var err error
	switch value := value.(type) {
	case nil:
		return append(text, "null"...), nil
	case bool:
		return strconv.AppendBool(text, value), nil
	case string:
		return jsontext.AppendQuote(text, value)
	case Number:
		return append(text, value...), nil
	case Array:
		text = append(text, '[')
		for i, item := range value {
			if i > 0 {
				text = append(text, ',')
			}
			if text, err = Append(text, item); err != nil {
				return nil, err
			}
		}
		return append(text, ']'), nil
	case *Object:
		text = append(text, '{')
		for i, m := range value.Members {
			if i > 0 {
				text = append(text, ',')
			}
			if text, err = jsontext.AppendQuote(text, m.Name); err != nil {
				return nil, err
			}
			if text, err = Append(append(text, ':'), m.Value); err != nil {
				return nil, err
			}
		}
		return append(text, '}'), nil
	default:
		return nil, errors.New("the value can't be written as JSON")
	}
}
