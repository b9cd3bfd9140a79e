package message

import (
	"net/url"
	"strings"
)

// Query has the pairs of a query or a form, by their unescaped names. The values are still escaped.
// So a separator between the items of a list differs from the same character in an item.
type Query map[string][]string

// ParseQuery reads the pairs of a query or a form. If a name or a value can't be unescaped, it
// returns false and leaves the name or value as it is. Unlike [url.ParseQuery], it treats a
// semicolon as an ordinary character, as RFC 3986 and HTML do.
func ParseQuery(text string) (query Query, ok bool) {
	if text == "" {
		return nil, true
	}
	query, ok = Query{}, true
	for pair := range strings.SplitSeq(text, "&") {
		if pair == "" {
			continue
		}
		name, value, _ := strings.Cut(pair, "=")
		plain, err := url.QueryUnescape(name)
		if err != nil {
			ok, plain = false, name
		}
		if strings.IndexByte(value, '%') >= 0 {
			_, err := url.QueryUnescape(value)
			ok = ok && err == nil
		}
		query[plain] = append(query[plain], value)
	}
	return query, ok
}

// Get returns the first value of a name in unescaped form. It returns an empty string if there is
// none.
func (q Query) Get(name string) string {
	if len(q[name]) == 0 {
		return ""
	}
	return unescapeQuery(q[name][0])
}

// Values returns the values of a name in unescaped form.
func (q Query) Values(name string) []string {
	values := make([]string, len(q[name]))
	for i, value := range q[name] {
		values[i] = unescapeQuery(value)
	}
	return values
}

// unescapeQuery unescapes a string of a query. Text that can't be unescaped stays as it is.
func unescapeQuery(text string) string {
	if !strings.ContainsAny(text, "%+") {
		return text
	}
	plain, err := url.QueryUnescape(text)
	if err != nil {
		return text
	}
	return plain
}

// unescapePercent decodes percent-encoding. Text that can't be unescaped stays as it is.
func unescapePercent(text string) string {
	if strings.IndexByte(text, '%') < 0 {
		return text
	}
	plain, err := url.PathUnescape(text)
	if err != nil {
		return text
	}
	return plain
}
