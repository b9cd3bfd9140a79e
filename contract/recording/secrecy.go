package recording

import "github.com/orgcontract/polytomic-organizations/contract/internal/suspect"

// secrecy says how sure it is that a value is a secret, by its name or its position.
type secrecy int

const (
	noSecret secrecy = iota
	// likely says that the value is a secret if it looks like a code; see [suspect.LooksCoded].
	likely
	certain
)

// naming returns what the name of a value says about it.
type naming func(name string) secrecy

// isCertain reports whether what has the name is a secret.
func (n naming) isCertain(name string) bool { return n(name) == certain }

// hides reports whether a value is a secret.
func (s secrecy) hides(value string) bool {
	return s == certain || s == likely && suspect.LooksCoded(value)
}
