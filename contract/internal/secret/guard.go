package secret

import (
	"slices"
	"strings"
)

// Guard removes given secrets from names. It is safe for concurrent use.
type Guard struct {
	secrets []string
	echoes  echoes
}

// NewGuard returns a guard of the secrets. It ignores those that are shorter than [Shortest].
func NewGuard(secrets []string) *Guard {
	g := &Guard{}
	for _, secret := range secrets {
		if len(secret) >= Shortest {
			g.secrets = append(g.secrets, secret)
		}
	}
	return g
}

// Name returns a name, or [Redacted] if the name contains a secret in any usual encoding.
func (g *Guard) Name(name string) string {
	if g.isSecret(name) {
		return Redacted
	}
	return name
}

// Pointer returns a JSON pointer without the names that contain a secret.
func (g *Guard) Pointer(pointer string) string { return CleanPointer(pointer, g.isSecret) }

func (g *Guard) isSecret(name string) bool {
	return slices.ContainsFunc(g.secrets, func(secret string) bool { return strings.Contains(name, secret) }) || g.echoes.hold(name, g.secrets)
}
