package redaction

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// secrecy says how likely it is that a value is a secret, judged by its name or its position.
type secrecy int

const (
	noSecret secrecy = iota
	// likely says that the value is a secret if it looks like a code; see [suspect.LooksCoded].
	likely
	// inLink is like likely, but a link that ends in a code is also a secret.
	inLink
	certain
)

// naming returns the secrecy of the values with a name.
type naming func(name string) secrecy

// isCertain reports whether every value with the name is a secret.
func (n naming) isCertain(name string) bool { return n(name) == certain }

// hides reports whether a value is a secret.
func (s secrecy) hides(value string) bool {
	return s == certain || s >= likely && suspect.LooksCoded(value) || s == inLink && endsInCode(value)
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
	code := unescapedQuery(path[start+1:])
	return start >= 0 && len(code) >= shortestSecret && suspect.LooksCoded(code)
}
