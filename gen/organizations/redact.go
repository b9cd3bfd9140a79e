package organizations

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// secrets returns what no error shows: the key, and the secret in the body of the request. Some may be empty. The longest comes first, so
// that of one that begins with another nothing is left.
func (x *exchange) secrets() [3]string {
	_, keys := x.settings.credential.key()
	secrets := [...]string{keys[0], keys[1], x.secret}
	slices.SortFunc(secrets[:], func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	return secrets
}

// redact takes the secrets out of a text, also where it has them as a JSON string writes them.
func (x *exchange) redact(text string) string {
	for _, secret := range x.secrets() {
		if secret == "" {
			continue
		}
		text = strings.ReplaceAll(text, secret, redacted)
		if strings.Contains(text, `\`) && len(secret) <= min(len(text), maxErrorBody) { // No spelling is shorter than the secret.
			text = spellings(secret).ReplaceAllLiteralString(text, redacted)
		}
	}
	return text
}

// spellings matches a text in all the ways in which a JSON string can write it (RFC 8259, section 7). A body may be cut off or no JSON
// at all, so it isn't decoded.
func spellings(text string) *regexp.Regexp {
	var b strings.Builder
	for _, r := range text {
		b.WriteString("(?:" + regexp.QuoteMeta(string(r)) + `|(?i:`)
		for _, unit := range utf16.Encode([]rune{r}) {
			fmt.Fprintf(&b, `\\u%04x`, unit)
		}
		b.WriteString(")")
		if i := strings.IndexRune("\b\f\n\r\t\"\\/", r); i >= 0 {
			b.WriteString(`|\\` + regexp.QuoteMeta(`bfnrt"\/`[i:i+1]))
		}
		b.WriteString(")")
	}
	return regexp.MustCompile(b.String())
}

// redactValue takes the secrets out of a value that was decoded from JSON, names of objects included. It may change the value.
func (x *exchange) redactValue(value any) any {
	switch value := value.(type) {
	case string:
		return x.redact(value)
	case []any:
		for i, item := range value {
			value[i] = x.redactValue(item)
		}
	case map[string]any:
		for name, item := range value {
			plain := x.redact(name)
			if plain != name {
				delete(value, name)
			}
			value[plain] = x.redactValue(item)
		}
	}
	return value
}
