package probe

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/secret"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// mask replaces credentials in texts. A long credential is replaced wherever it is. A shorter one
// is replaced where it is a whole value. If it has at least shortestWord bytes, it is also replaced
// where it is a whole word. The names of properties stay.
type mask struct {
	// long replaces the long credentials. It is nil if all are short.
	long *strings.Replacer
	// short matches the shorter credentials. It is nil if all are long.
	short *regexp.Regexp
}

// shortestWord is the minimum length in bytes of a credential that is replaced inside other texts.
const shortestWord = 4

// newMask returns a mask for the values.
func newMask(values []string) *mask {
	var pairs, short []string
	for _, value := range values {
		switch {
		case len(value) >= secret.Shortest:
			for _, form := range []string{value, url.QueryEscape(value), url.PathEscape(value), jsonText(value)} {
				pairs = append(pairs, form, masked(form))
			}
		case value != "" && !suspect.IsHarmlessValue(value):
			short = append(short, regexp.QuoteMeta(value), regexp.QuoteMeta(jsonText(value)))
		}
	}
	m := &mask{}
	if len(pairs) > 0 {
		m.long = strings.NewReplacer(pairs...)
	}
	if len(short) > 0 {
		slices.SortFunc(short, func(a, b string) int { return len(b) - len(a) })
		m.short = regexp.MustCompile(strings.Join(short, "|"))
	}
	return m
}

// jsonText returns a string as JSON writes it between the quotes.
func jsonText(s string) string {
	quoted, _ := json.Marshal(s) //nolint:errchkjson // A string can always be marshaled.
	return string(quoted[1 : len(quoted)-1])
}

// masked returns what replaces a credential. A number is replaced by a number, because it may be a
// value in JSON.
func masked(value string) string {
	if strings.Trim(value, "0123456789") == "" {
		return strings.Repeat("9", len(value))
	}
	return strings.Repeat("x", len(value))
}

// text returns the text without the credentials.
func (m *mask) text(s string) string {
	if m.long != nil {
		s = m.long.Replace(s)
	}
	if m.short == nil {
		return s
	}
	var b strings.Builder
	end := 0
	for _, at := range m.short.FindAllStringIndex(s, -1) {
		if isValue(s, at[0], at[1]) {
			b.WriteString(s[end:at[0]] + masked(s[at[0]:at[1]]))
			end = at[1]
		}
	}
	b.WriteString(s[end:])
	return b.String()
}

// isValue reports whether a part of a text is a whole value, or a word of at least shortestWord
// bytes. The name of a property in JSON is neither.
func isValue(s string, start, end int) bool {
	before, after := s[:start], s[end:]
	switch {
	case strings.HasSuffix(before, `"`) && strings.HasPrefix(after, `"`):
		return !strings.HasPrefix(strings.TrimLeft(after[1:], " \t\r\n"), ":")
	case strings.TrimSpace(before) == "" && strings.TrimSpace(after) == "":
		return true
	default:
		return end-start >= shortestWord && (before == "" || !isWordByte(before[len(before)-1])) && (after == "" || !isWordByte(after[0]))
	}
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= utf8.RuneSelf
}

// texts returns the values of a header without the credentials. The headers about the form of a
// message stay.
func (m *mask) texts(h http.Header) http.Header {
	other := http.Header{}
	for name, values := range h {
		for _, value := range values {
			if !isAboutForm(name) {
				value = m.text(value)
			}
			other[name] = append(other[name], value)
		}
	}
	return other
}

// isAboutForm reports whether a header is about the form of a message, such as its media type or
// the version of the API. Such a header is never a credential.
func isAboutForm(name string) bool {
	return slices.Contains(formHeaders, name) || strings.HasSuffix(name, "Version")
}

var formHeaders = []string{
	"Accept", "Accept-Charset", "Accept-Encoding", "Accept-Language", "Allow", "Content-Encoding", contentLength, contentType, "Date", "User-Agent",
}
