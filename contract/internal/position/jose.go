package position

import (
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// KeyMembers are the private members of a JSON web key (RFC 7518, section 6).
var KeyMembers = suspect.WordSet(`d p q dp dq qi oth k`)

// keyType matches the member of a JSON web key that says which kind of key it is, in JSON, YAML and
// other syntaxes.
var keyType = lazyregexp.Needing(`\bkty["']?\s*(?:=>|[:=])\s*\\?["']?(?:oct|RSA|EC|OKP|AKP)\b`, "kty")

// withKeyMembers returns the naming for a text. In a JSON web key, short names are those of
// secrets.
func withKeyMembers(text string, name Naming) Naming {
	if !keyType.MatchString(text) {
		return name
	}
	return func(of string) Secrecy {
		if KeyMembers[of] {
			return Certain
		}
		return name(of)
	}
}
