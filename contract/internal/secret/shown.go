package secret

import (
	"slices"
	"strings"
	"unicode"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// mostSearched is how many bytes of a value are searched. A message quotes far fewer.
const mostSearched = 4 << 10

// IsShown reports whether a message may show a value, given the secrets that the request sent. It
// returns false if the value contains a secret in any usual encoding, is part of a secret, or looks
// like a secret, or if it is a text that names a secret. It also returns false if there are more
// than [Many] secrets.
func (n *Names) IsShown(value string, sent []string) bool {
	value = value[:min(len(value), mostSearched)]
	if suspect.LooksSecret(value) || len(sent) > Many || n.saysSecret(value) {
		return false
	}
	return !slices.ContainsFunc(sent, func(secret string) bool { return strings.Contains(value, secret) || holdsHalf(value, secret) }) && !n.echoes.hold(value, sent)
}

// holdsHalf reports whether a value is at least half of a secret, or contains its first or its last
// half. Some servers quote a part of what was sent, or split it.
func holdsHalf(value, secret string) bool {
	const shortest = 6
	half := (len(secret) + 1) / 2
	if len(value) < half || half < shortest {
		return len(value) >= Shortest && strings.Contains(secret, value)
	}
	return strings.Contains(secret, value) || strings.Contains(value, secret[:half]) || strings.Contains(value, secret[len(secret)-half:])
}

// IsShownName is like IsShown for a name in the message. The name must not look like a secret. Of
// the secrets that were sent, IsShownName looks only for encodings, because [NewRedactor] removes
// the secrets themselves. It looks for none if there are more than [Many].
func (n *Names) IsShownName(name string, sent []string) bool {
	return !suspect.LooksSecret(name) && (len(sent) > Many || !n.echoes.hold(name, sent))
}

// saysSecret reports whether a text says, for instance, that a password is hush4711. It also
// returns true for a text with control characters, because nobody can tell what it says.
func (n *Names) saysSecret(text string) bool {
	isWord := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) || strings.ContainsRune("-_.", c) }
	if strings.IndexFunc(text, func(c rune) bool { return !isWord(c) }) < 0 {
		return false
	}
	if strings.ContainsFunc(text, func(c rune) bool { return unicode.IsControl(c) && !unicode.IsSpace(c) }) {
		return true
	}
	plain, says := disguise.Unescape(text, nil), false
	n.naming.lend(func(names *position.Names) {
		name := func(name string) position.Secrecy { return names.Secrecy(name, true) }
		says = position.HasSecret(text, name) || plain != text && position.HasSecret(plain, name)
	})
	return says
}
