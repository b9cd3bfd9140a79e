package organizations

import (
	"fmt"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// minSecret is the length from which a secret is redacted everywhere. A shorter secret is redacted
// only where it is a separate word, because it may be part of another word. For instance, "loop" is
// part of "loopback".
const minSecret = 8

// redactor removes secrets from texts.
type redactor struct {
	secrets []string
	// first and second have a set of secrets for each byte, with one bit for each secret. first has
	// the secrets whose spelling may begin with the byte, and second those whose spelling may have
	// the byte in second place. With them, redact skips most places of a text quickly.
	first, second [256]uint64
	// spelled has the secrets that begin with the byte. At an escape, each way to read it counts.
	spelled [256]uint64
	// digits has the beginnings of the secrets that consist of digits, so that JSON may have them
	// as numbers; see maxExactDigits.
	digits []string
	// parts finds parts of the key, of the longer values of headers, and of each Secret.
	parts []*parts
}

func newRedactor(secrets []string, parts []*parts) *redactor {
	r := &redactor{secrets: secrets, parts: parts}
	for n, secret := range secrets {
		if len(secret) >= minSecret && strings.Trim(secret, "0123456789") == "" {
			r.digits = append(r.digits, secret[:min(len(secret), maxExactDigits)])
		}
		for c := range len(r.first) {
			if same(secret[0], byte(c)) {
				r.spelled[c] |= bit(n)
			}
			if isEscape(byte(c)) || same(secret[0], byte(c)) {
				r.first[c] |= bit(n)
			}
			if isEscape(byte(c)) || c <= ' ' || c >= 0x7f || len(secret) == 1 || same(secret[1], byte(c)) {
				r.second[c] |= bit(n)
			}
		}
	}
	return r
}

// maxExactDigits is how many digits of a number a float64 keeps, whatever the digits are.
const maxExactDigits = 15

// bit returns the bit of a secret. The 65th secret and each later secret share their bit with an
// earlier secret.
func bit(n int) uint64 { return 1 << (n % 64) }

// candidates returns the set of secrets that may begin at a place in the text.
func (r *redactor) candidates(s *speller, i int) uint64 {
	text := s.text
	found := r.first[text[i]]
	switch {
	case found == 0:
		return 0
	case isEscape(text[i]): // To look for each secret in a text of nothing but escapes would be slow.
		found = 0
		for _, reading := range s.at(i, maxNesting) {
			found |= r.spelled[reading.value[0]]
		}
	case i+1 < len(text):
		found &= r.second[text[i+1]]
	}
	return found
}

// start returns the first place in the text where a secret may begin. In most texts there is no
// such place, and start returns the length of the text.
func (r *redactor) start(s *speller) int {
	for i := range len(s.text) {
		if r.first[s.text[i]] != 0 && r.candidates(s, i) != 0 {
			return i
		}
	}
	return len(s.text)
}

// redact replaces each secret in a text, and the larger parts of secrets. If a text was cut, it may
// end in the middle of a secret. redact then leaves out the part of the secret at the end.
func (r *redactor) redact(text string, cut bool) string {
	s := &speller{text: text, cut: cut}
	text = r.redactWhole(s)
	for _, parts := range r.parts {
		if text != s.text {
			s = &speller{text: text}
		}
		text = parts.redact(s)
	}
	return text
}

// redactWhole does the work of redact for whole secrets.
func (r *redactor) redactWhole(s *speller) string {
	text := s.text
	start := r.start(s)
	if start == len(text) {
		return text
	}
	var b strings.Builder
	done := 0
	for i := start; i < len(text); {
		end, open := 0, false
		if candidates := r.candidates(s, i); candidates != 0 {
			end, open = r.find(s, i, candidates)
		}
		if end == 0 && !open {
			i++
			continue
		}
		b.WriteString(text[done:i])
		if end > 0 {
			b.WriteString(redacted)
		}
		if open {
			return b.String()
		}
		i, done = end, end
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// find returns the end of the longest candidate that begins at a place. It returns 0 if no
// candidate begins there. It also reports whether the text ends within a candidate.
func (r *redactor) find(s *speller, i int, candidates uint64) (end int, open bool) {
	for n, secret := range r.secrets {
		if candidates&bit(n) == 0 {
			continue
		}
		e, o := s.find(secret, i)
		if e > 0 && len(secret) < minSecret && !s.isWord(i, e) {
			e = 0
		}
		end, open = max(end, e), open || o
	}
	return end, open
}

// newRedactor returns a redactor that removes the key and the values of WithHeader.
func (s *settings) newRedactor() *redactor {
	_, redacts := s.credential.key()
	if len(s.header) == 0 {
		return redacts
	}
	var secrets []string
	for _, name := range slices.Sorted(maps.Keys(s.header)) {
		for _, value := range s.header[name] {
			secrets = append(secrets, secretsInHeader(value)...)
		}
	}
	return redacts.with(secrets, 2*shortestPart) // A part of a shorter value may be one of a date.
}

// redactor returns a redactor that removes all secrets of the request, including those in its body.
func (x *exchange) redactor() *redactor {
	if x.redacts == nil {
		x.redacts = x.settings.redacts
		if secrets := secretsOf(x.request); len(secrets) > 0 {
			x.redacts = x.redacts.with(secrets, minSecret)
		}
	}
	return x.redacts
}

// with returns a redactor that removes more secrets. It also removes the parts of those that have
// at least this length.
func (r *redactor) with(secrets []string, shortest int) *redactor {
	forms, parts := slices.Clone(r.secrets), &parts{}
	for _, secret := range secrets {
		forms = append(forms, formsOf(secret)...)
		if len(secret) >= shortest {
			parts.addSecret(secret)
		}
	}
	return newRedactor(forms, append(slices.Clip(r.parts), parts))
}

// secretsOf returns each Secret in a request.
func secretsOf(request any) []string {
	v := reflect.ValueOf(request)
	if v.Kind() != reflect.Struct {
		return nil
	}
	var secrets []string
	for _, field := range v.Fields() {
		if secret, ok := reflect.TypeAssert[Secret](field); ok && !secret.IsZero() {
			secrets = append(secrets, secret.Reveal())
		}
	}
	return secrets
}

// redact removes the secrets of the request from a text.
func (x *exchange) redact(text string) string { return x.redactor().redact(text, false) }

// path returns the path of the request, for errors and logs. The path of the base URL may have a
// secret by mistake. The values in the rest of the path were checked.
func (x *exchange) path() string {
	if x.settings.baseURL.Path == "" {
		return x.url.Path
	}
	return x.line(x.url.Path)
}

// line makes one line of a text, for an error. It removes secrets and control characters, and
// limits the length.
func (x *exchange) line(text string) string {
	return oneLine(x.bounded(text))
}

// bounded redacts the beginning of a text and drops the rest. The limit keeps a server from making
// this slow. oneLine replaces characters with spaces, so bounded redacts the text a second time,
// after that replacement.
func (x *exchange) bounded(text string) string {
	cut := len(text) > maxErrorBody
	if cut {
		text = text[:maxErrorBody]
	}
	text = x.redactor().redact(text, cut)
	if shown := graphic(text); shown != text {
		if plain := x.redactor().redact(shown, cut); plain != shown {
			return plain
		}
	}
	return text
}

// redactValue removes the secrets from a decoded JSON value, including the names in its objects. It
// may change the value.
func (x *exchange) redactValue(value any) any {
	switch v := value.(type) {
	case string:
		if plain := x.redact(v); plain != v {
			return plain
		}
	case float64:
		if x.redactor().hasNumber(v) {
			return redacted
		}
	case []any:
		for i, item := range v {
			v[i] = x.redactValue(item)
		}
	case map[string]any:
		for name, item := range v {
			plain := x.redact(name)
			if plain != name {
				delete(v, name)
			}
			v[plain] = x.redactValue(item)
		}
	}
	return value
}

// hasNumber reports whether a number shows a secret.
func (r *redactor) hasNumber(value float64) bool {
	text := strconv.FormatFloat(value, 'f', -1, 64)
	digits := strings.Replace(text, ".", "", 1)
	return r.redact(text, false) != text || slices.ContainsFunc(r.digits, func(beginning string) bool { return strings.Contains(digits, beginning) })
}

// maxShownHeader is how many bytes of a response's headers a caller sees.
const maxShownHeader = 16 << 10

// redactHeader removes the secrets from the headers of a response. If there are none, it returns
// the headers themselves; otherwise it returns a copy. If the headers are larger than
// maxShownHeader, it returns a copy with only a part of them.
func (x *exchange) redactHeader(header http.Header) http.Header {
	size, clean := 0, true
	for name, values := range header {
		for _, value := range values { // The size comes first, because redact is slow with a very long text.
			size += len(name) + len(value)
			clean = clean && size <= maxShownHeader && x.redact(name) == name && x.redact(value) == value
		}
	}
	if clean {
		return header
	}
	plain, size := make(http.Header, len(header)), 0
	for name, values := range header {
		for _, value := range values {
			if size += len(name) + len(value); size > maxShownHeader {
				return plain
			}
			shown := x.redact(name)
			plain[shown] = append(plain[shown], x.redact(value))
		}
	}
	return plain
}

// maxErrorParts is how many wrapped errors redactError looks at.
const maxErrorParts = 100

// redactError returns the error of a transport or a body, if neither the error nor an error that it
// wraps shows a secret. Otherwise it returns nil.
func (x *exchange) redactError(err error) error {
	parts, looked := []error{err}, 0
	for len(parts) > 0 {
		part := parts[0]
		parts = parts[1:]
		if part == nil {
			continue
		}
		if looked++; looked > maxErrorParts {
			return nil
		}
		text := part.Error()
		if len(text) <= maxShownHeader {
			text = fmt.Sprintf("%v %+v %#v", part, part, part)
		}
		if len(text) > maxShownHeader || x.redact(text) != text || withoutUser(text) != text {
			return nil
		}
		switch part := part.(type) { //nolint:errorlint // The loop looks at each wrapped error.
		case interface{ Unwrap() error }:
			parts = append(parts, part.Unwrap())
		case interface{ Unwrap() []error }:
			parts = append(parts, part.Unwrap()...)
		}
	}
	return err
}

// graphic replaces line breaks, and other characters that a terminal would act on, with spaces.
func graphic(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return ' '
	}, text)
}

// oneLine makes one line of limited length of a text.
func oneLine(text string) string {
	if len(text) > maxErrorText {
		text = strings.ToValidUTF8(text[:maxErrorText], " ") + "..."
	}
	return graphic(text)
}
