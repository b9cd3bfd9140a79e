package position

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// Secrecy says how likely it is that a value is a secret, judged by its name or its position.
type Secrecy int

// The constants are in the order of their likelihood.
const (
	// NoSecret says nothing: the value is a secret only if something else says so.
	NoSecret Secrecy = iota
	// Likely says that the value is a secret if it looks like a code; see [suspect.LooksCoded].
	Likely
	// Worded is like Likely, but three or more words that are joined by signs are a secret too.
	Worded
	// InLink is like Likely, but a link that ends in a code is also a secret.
	InLink
	// Certain says that the value is a secret, however it looks.
	Certain
)

// Naming returns the secrecy of the values with a name.
type Naming func(name string) Secrecy

// Work is called with how many bytes a search reads again, because one value is inside another. It
// returns false if that is too much. Then the search ends, and its result must not be used. If Work
// is nil, there is no limit.
type Work func(bytes int) bool

func (w Work) take(bytes int) bool { return w == nil || w(bytes) }

// OfMember returns what the names of an object or a list and of a member in it say together about
// the member.
func OfMember(object, member string) Secrecy {
	switch {
	case member == "value" && LastWord(object) == "keys", strings.EqualFold(object, "securityKeys"): // The latter are those of a Z-Wave network.
		return Likely
	case strings.HasPrefix(strings.ToLower(object), "snmp") && LastWord(member) == "community", asksForSecret(object) && LastWord(member) == "answer",
		strings.Contains(member, ".") && LastWord(object) == "oauth" && hostName.MatchString(member):
		return Certain
	default:
		return NoSecret
	}
}

// hostName matches the name of a host, for which some programs keep what they log in with.
var hostName = lazyregexp.New(`^(?:[a-z0-9-]+\.)+[a-z]{2,}$`)

// asksForSecret reports whether the name of an object or of a list is that of questions whose
// answers prove who a user is.
func asksForSecret(name string) bool {
	name = strings.ToLower(name)
	return strings.Contains(name, "question") && (strings.Contains(name, "security") || strings.Contains(name, "secret") || strings.Contains(name, "challenge"))
}

// isCertain reports whether every value with the name is a secret.
func (n Naming) isCertain(name string) bool { return n(name) == Certain }

// Hides reports whether a value is a secret.
func (s Secrecy) Hides(value string) bool {
	return s == Certain || s >= Likely && (suspect.LooksCoded(value) || isMnemonic(value)) || s == Worded && suspect.JoinsWords(value) && strings.Count(value, "-")+strings.Count(value, ".")+strings.Count(value, "_") > 1 || s == InLink && endsInCode(value)
}

// isMnemonic reports whether a value is the key of a wallet in words (BIP 39).
func isMnemonic(value string) bool {
	const shortest, longest = 12, 24
	words := strings.Fields(value)
	return len(words) >= shortest && len(words) <= longest && len(words)%3 == 0 && strings.Trim(value, suspect.Lowers+" ") == "" && !slices.ContainsFunc(words, func(word string) bool { return len(word) < 3 || len(word) > 8 })
}

// endsInCode reports whether a value is a link whose last part looks like a code, as in
// https://a.example/x/....
func endsInCode(value string) bool {
	if strings.ContainsAny(value, " \t\r\n") || !strings.Contains(value, "://") && !strings.HasPrefix(value, "/") {
		return false
	}
	_, path, found := strings.Cut(strings.TrimRight(value, "/#"), "://")
	if !found {
		path = value
	}
	start := strings.LastIndexAny(path, "/?#=&")
	code := UnescapedQuery(path[start+1:])
	return start >= 0 && len(code) >= ShortestSecret && suspect.LooksCoded(code) || EndsInWords(value)
}
