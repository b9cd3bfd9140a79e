package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// Names tells what names say about their values. It keeps what it told, because messages have the
// same names again and again. It is not safe for concurrent use.
type Names struct {
	secret map[string]bool
	hints  *suspect.Hints
	known  map[knownName]Secrecy
}

// knownName is a name, and whether it names a header or a parameter, or stands in a text.
type knownName struct {
	name        string
	isParameter bool
}

// The constants limit how many names are kept, and how long each is.
const (
	maxNamesKept = 10_000
	maxNameKept  = 100
)

// NewNames returns names, given those that a document says are the names of secrets.
func NewNames(secret []string) *Names {
	n := &Names{secret: map[string]bool{}, hints: suspect.NewHints(secret), known: map[knownName]Secrecy{}}
	for _, name := range secret {
		n.secret[strings.ToLower(name)] = true
	}
	return n
}

// MayBeIn reports quickly whether a text may hold the name of a secret.
func (n *Names) MayBeIn(text string) bool { return n.hints.IsIn(text) }

// Secrecy returns what a name says about its value. The name is a JSON property or, if isParameter
// is set, a header, a parameter, or a name in a text.
func (n *Names) Secrecy(name string, isParameter bool) Secrecy {
	key := knownName{name, isParameter}
	if says, ok := n.known[key]; ok {
		return says
	}
	says := n.says(name, isParameter)
	if len(name) <= maxNameKept && len(n.known) < maxNamesKept {
		key.name = strings.Clone(name) // A copy of the name doesn't keep the whole text in memory.
		n.known[key] = says
	}
	return says
}

func (n *Names) says(name string, isParameter bool) Secrecy {
	switch {
	case n.secret[strings.ToLower(name)]:
		return Certain
	case !n.hints.IsInName(name):
		return NoSecret
	case suspect.IsSecretName(name), isParameter && suspect.IsKeyName(name):
		return Certain
	case suspect.IsLinkToSecret(name):
		return InLink
	case suspect.IsKeyVariable(name):
		return Worded
	case suspect.IsCodeName(name, false) && !suspect.IsFingerprintName(name), suspect.IsLoginResult(name):
		return Likely
	default:
		return NoSecret
	}
}
