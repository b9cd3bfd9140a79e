package suspect

import (
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

// stems are words, or beginnings of words, in the names of secrets.
var stems = strings.Fields(`adgang anmelde answer auth assert bearer code conn cookie cred curl cvc cvv dsn factor geheim hmac heml hemm jwt
	kennwort key khau login lösen maiden mdp mnemonic otac otp pass phrase pin preshared psk pswd pw saml salaisuus sas segred segret sekret
	sess secret sid sig srf tkn tok user zaporka zugang identified كلمة`)

// Hints finds out quickly whether a text may hold the name of a secret.
type Hints struct{ set multimatch.Set }

// NewHints returns hints for the names that [IsSecretName] and [IsKeyName] know, and for others.
func NewHints(others []string) *Hints {
	h := &Hints{}
	for _, stem := range slices.Concat(stems, foreignParts, slices.Collect(maps.Keys(codeWords)), others) {
		h.set.Add(hinted(stem), 0)
	}
	return h
}

// IsIn reports whether a text may hold the name of a secret. It is not safe for concurrent use.
func (h *Hints) IsIn(text string) bool {
	for range h.set.All(hinted(text)) {
		return true
	}
	return false
}

// hinted returns a text as it is compared with the stems: in lower case, without accents, and with
// digits and signs replaced by the letters that they stand for, as in passw0rd.
func hinted(text string) string {
	text = folded(strings.ToLower(text))
	if !strings.ContainsAny(text, "01345$@") {
		return text
	}
	return letterOf.Replace(text)
}
