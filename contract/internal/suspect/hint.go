package suspect

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

// stems are words, or beginnings of words, in the names of secrets.
var stems = strings.Fields(`adgang anmelde answer auth assert bearer cavv code combin community conn cookie cred curl cvc cvn cvv calendar dsn factor geheim hmac heml hemm icaluri icalurl icsurl icallink identify imap
	itan jwe jwt kennwort key khau login lmhash lösen maiden mdp memorable mnemonic mtan mysqli nthash otac otp pass paswd pdo phrase pin preshared psk
	psswd psw puk pw remember saml salaisuus sas segred segret sekret shar sess secret sid sig srf tkn tok tprv user webcal wifi word xpr zprv пин zaporka zugang
	identified كلمة kty verif reset`)

// Hints reports quickly whether a text may contain the name of a secret.
type Hints struct{ set multimatch.Set }

// NewHints returns hints for the names that [IsSecretName] and [IsKeyName] accept, and for others.
func NewHints(others []string) *Hints {
	h := &Hints{}
	for _, stem := range allStems() {
		h.set.Add(stem, 0)
	}
	for _, other := range others {
		h.set.Add(hinted(other), 0)
	}
	return h
}

// allStems returns the strings of which each name of a secret has one, in the form of hinted. A
// string that has another one in it is left out.
var allStems = sync.OnceValue(func() []string {
	all := slices.Concat(stems, []string{"log in", "logged in", "logging in", "sign in", "signed in", "signing in", "methodname", "net use", "remote(", "remotesecure(", "bundle_", "conda", "http-basic.", "[admins", "snmp-server", "cwjap", "cwsap", "fzc3dvcmq", "akia", "asia", "protectinmemory", `confidential="true`, `encrypted="true`, `masked="true`, `sensitive="true`}, secretParts, foreignParts, slices.Collect(maps.Keys(codeWords)))
	for _, name := range ForeignNames() {
		all = append(all, longestWord(name))
	}
	for i, stem := range all {
		all[i] = hinted(stem)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(a, b)) })
	var shortest []string
	for _, stem := range all {
		if !slices.ContainsFunc(shortest, func(other string) bool { return strings.Contains(stem, other) }) {
			shortest = append(shortest, stem)
		}
	}
	return shortest
})

// longestWord returns the longest word of a name. A text with the name has it, whatever is between
// the words.
func longestWord(name string) string {
	return slices.MaxFunc(strings.Fields(name), func(a, b string) int { return cmp.Compare(len(a), len(b)) })
}

// IsIn reports whether a text may hold the name of a secret. It is not safe for concurrent use.
func (h *Hints) IsIn(text string) bool {
	plain := IsASCII(text)
	for m := range h.set.All(hinted(text)) {
		if !plain || strings.Trim(text[m.Start:m.End], Digits) != "" { // A number such as 545 is no name.
			return true
		}
	}
	return false
}

// hinted returns a text in the form that is compared with the stems: in lower case, without
// accents, and with look-alike digits and signs replaced by letters, as in passw0rd.
func hinted(text string) string {
	plain := make([]byte, len(text))
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= utf8.RuneSelf:
			return letterOf.Replace(folded(strings.ToLower(text)))
		case c >= 'A' && c <= 'Z':
			c |= 0x20
		case c >= '0' && c <= '9' && letterOfDigit[c-'0'] != 0:
			c = letterOfDigit[c-'0']
		case c == '$':
			c = 's'
		case c == '@':
			c = 'a'
		}
		plain[i] = c
	}
	return string(plain)
}

// IsInName reports whether a name may be one that [IsSecretName], [IsKeyName], [IsLinkToSecret] or
// [IsCodeName] knows, or one of the others. IsCodeName knows more names in a query. It takes less
// time than each of these. It is not safe for concurrent use.
func (h *Hints) IsInName(name string) bool {
	name = endsOf(name)
	// What separates words is left out, and so are, if they don't stand for a letter, digits.
	letters, all := make([]byte, 0, maxName), make([]byte, 0, maxName)
	for i := range len(name) {
		switch c := name[i]; {
		case c >= 'a' && c <= 'z':
			letters, all = append(letters, c), append(all, c)
		case c >= 'A' && c <= 'Z':
			letters, all = append(letters, c|0x20), append(all, c|0x20)
		case c >= utf8.RuneSelf || c == '$' || c == '@':
			return true // It takes more to compare it.
		case c >= '0' && c <= '9':
			letter := letterOfDigit[c-'0']
			if letter != 0 {
				letters = append(letters, letter)
			} else {
				letter = c
			}
			all = append(all, letter)
		}
	}
	return h.holds(string(letters)) || len(all) > len(letters) && h.holds(string(all))
}

// letterOfDigit are the letters that letterOf puts in the place of digits.
var letterOfDigit = [10]byte{0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's'}

func (h *Hints) holds(text string) bool {
	for range h.set.All(text) {
		return true
	}
	return false
}
