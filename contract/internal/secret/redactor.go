package secret

import (
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

// Redacted is shown in place of a secret.
const Redacted = "[redacted]"

// Redactor removes secrets from texts. It is not safe for concurrent use.
type Redactor struct {
	secrets multimatch.Set
}

// maxSearched is how many bytes of a secret are searched. If a secret isn't shorter, the text
// behind its beginning is removed too.
const maxSearched = 4 << 10

// The constants are the IDs of what is searched.
const (
	wholeSecret = iota
	beginningOfSecret
)

// NewRedactor returns a Redactor that removes secrets. It also removes a secret in the form that it
// has in a JSON pointer or in quotes. It leaves secrets that are shorter than [Shortest].
func NewRedactor(secrets []string) *Redactor {
	r := &Redactor{}
	for _, secret := range secrets {
		if len(secret) < Shortest {
			continue
		}
		quoted := strconv.Quote(secret)
		for _, form := range slices.Compact([]string{secret, jsonvalue.EscapeToken(secret), quoted[1 : len(quoted)-1]}) {
			if len(form) >= maxSearched {
				r.secrets.Add(form[:maxSearched], beginningOfSecret)
			} else {
				r.secrets.Add(form, wholeSecret)
			}
		}
	}
	return r
}

// Redact returns a text with [Redacted] in place of each secret.
func (r *Redactor) Redact(text string) string {
	var b strings.Builder
	done := 0
	for match := range r.secrets.Leftmost(text) {
		b.WriteString(text[done:match.Start])
		switch match.ID {
		case wholeSecret:
			b.WriteString(Redacted)
		case beginningOfSecret:
			b.WriteString(Redacted)
			return b.String()
		default: // The secret begins within another, so it is already shown as redacted.
		}
		done = match.End
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// CleanPointer returns a JSON pointer with [Redacted] in place of the names that are secrets. It
// doesn't change a text that is no pointer.
func CleanPointer(pointer string, isSecret func(name string) bool) string {
	if !strings.HasPrefix(pointer, "/") {
		return pointer
	}
	tokens := strings.Split(pointer, "/")
	for i, name := range jsonvalue.Tokens(pointer) {
		if isSecret(name) {
			tokens[i+1] = Redacted // The first token is the empty string before the first slash.
		}
	}
	return strings.Join(tokens, "/")
}
