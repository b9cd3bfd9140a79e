package secret

import "github.com/orgcontract/polytomic-organizations/contract/internal/position"

// naming keeps what names say about their values. The objects of a list have the same names.
type naming map[string]position.Secrecy

// The constants limit how many names a naming keeps, and how long each is.
const (
	maxNames = 1000
	maxName  = 100
)

// says returns what a name says about its value.
func (n naming) says(name string) position.Secrecy {
	says, ok := n[name]
	if !ok {
		says = position.OfName(name, false)
		if len(n) < maxNames && len(name) <= maxName {
			n[name] = says
		}
	}
	return says
}

// isCertain reports whether every value with the name is a secret.
func (n naming) isCertain(name string) bool { return n.says(name) == position.Certain }
