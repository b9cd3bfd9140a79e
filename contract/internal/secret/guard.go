package secret

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

const redacted = "[redacted]"

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

// Name returns a name, or [redacted] if the name contains a secret in any usual encoding.
func (g *Guard) Name(name string) string {
	for _, secret := range g.secrets {
		if strings.Contains(name, secret) {
			return redacted
		}
	}
	if g.echoes.hold(name, g.secrets) {
		return redacted
	}
	return name
}

// Pointer returns a JSON pointer without the names that contain a secret.
func (g *Guard) Pointer(pointer string) string {
	if !strings.HasPrefix(pointer, "/") {
		return pointer
	}
	tokens := strings.Split(pointer, "/")
	for i, plain := range jsonvalue.Tokens(pointer) {
		if g.Name(plain) != plain {
			tokens[i+1] = redacted // The first token is the empty string before the first slash.
		}
	}
	return strings.Join(tokens, "/")
}
