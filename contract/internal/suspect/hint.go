package suspect

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

// stems are in the names of secrets, as a whole or as the beginning of a word.
var stems = strings.Fields(`auth assert bearer code connection cookie cred curl dsn hmac jwt kennwort key login otp pass
	pin psk pw saml sas secret sess sid sig srf token user`)

// Hints finds out quickly whether a text may hold the name of a secret.
type Hints struct{ set multimatch.Set }

// NewHints returns hints for the names that [IsSecretName] and [IsKeyName] know, and for others.
func NewHints(others []string) *Hints {
	h := &Hints{}
	for _, stem := range slices.Concat(stems, foreignParts, []string{"mdp", "mot de passe", "mot_de_passe", "mfa", "mnemonic", "priv", "phrase", "pswd", "pwd", "identified"}, others) {
		h.set.Add(folded(strings.ToLower(stem)), 0)
	}
	return h
}

// IsIn reports whether a text may hold the name of a secret. It is not safe for concurrent use.
func (h *Hints) IsIn(text string) bool {
	for range h.set.All(folded(strings.ToLower(text))) {
		return true
	}
	return false
}
