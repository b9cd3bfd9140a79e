package secret

import (
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// Redacted is shown in place of a secret.
const Redacted = "[redacted]"

// NewRedactor returns a replacer that removes secrets from texts, the longest secret first. It also
// removes a secret in the form that it has in a JSON pointer or in quotes. It leaves secrets that
// are shorter than [Shortest].
func NewRedactor(secrets []string) *strings.Replacer {
	var pairs []string
	for _, secret := range slices.SortedStableFunc(slices.Values(secrets), func(a, b string) int { return len(b) - len(a) }) {
		if len(secret) < Shortest {
			break
		}
		quoted := strconv.Quote(secret)
		for _, form := range slices.Compact([]string{secret, jsonvalue.EscapeToken(secret), quoted[1 : len(quoted)-1]}) {
			pairs = append(pairs, form, Redacted)
		}
	}
	return strings.NewReplacer(pairs...)
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
