package secret

import (
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// NewRedactor returns what takes secrets out of texts, the longest first; in a JSON pointer and in quotes they are written
// in other ways. It leaves those alone that are shorter than [Shortest].
func NewRedactor(secrets []string) *strings.Replacer {
	var pairs []string
	for _, secret := range slices.SortedStableFunc(slices.Values(secrets), func(a, b string) int { return len(b) - len(a) }) {
		if len(secret) < Shortest {
			break
		}
		quoted := strconv.Quote(secret)
		for _, form := range slices.Compact([]string{secret, jsonvalue.EscapeToken(secret), quoted[1 : len(quoted)-1]}) {
			pairs = append(pairs, form, "[redacted]")
		}
	}
	return strings.NewReplacer(pairs...)
}

// IsShown reports whether a message may show a value beside the secrets that its request sent: it is not part of one, holds none, and does not
// look like one. Beside very many secrets, it shows none.
func IsShown(value string, sent []string) bool {
	if suspect.LooksSecret(value) || len(sent) > Many {
		return false
	}
	return !slices.ContainsFunc(sent, func(secret string) bool {
		return strings.Contains(value, secret) || strings.Contains(secret, value) && len(value) >= Shortest
	})
}

// IsName reports whether one of the names on the way to a value says that it is a secret. That of a parameter, which is the first, does so by the word
// key, too.
func IsName(parameter string, names []string) bool {
	return parameter != "" && suspect.IsKeyName(parameter) || slices.ContainsFunc(names, suspect.IsSecretName)
}
