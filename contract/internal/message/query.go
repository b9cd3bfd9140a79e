package message

import (
	"net/url"
	"strings"
)

// ParseQuery reads the pairs of a query or a form, and reports whether all of it could be read. What cannot be unescaped stands as it is. Unlike
// [url.ParseQuery] it takes a semicolon for what RFC 3986 and HTML do: a character like others.
func ParseQuery(text string) (values url.Values, ok bool) {
	if text == "" {
		return nil, true
	}
	values, ok = url.Values{}, true
	unescape := func(text string) string {
		plain, err := url.QueryUnescape(text)
		if err != nil {
			ok = false
			return text
		}
		return plain
	}
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		name = unescape(name)
		values[name] = append(values[name], unescape(value))
	}
	return values, ok
}
