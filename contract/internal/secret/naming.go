package secret

import (
	"strings"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// naming tells what names say about their values. It keeps what it told, because messages have the
// same names again and again. The zero value is ready to use, and safe for concurrent use.
type naming struct {
	mu    sync.Mutex
	hints *suspect.Hints
	known map[named]position.Secrecy
}

// named is a name, and whether it is that of a header or a parameter, or stands in a text.
type named struct {
	name        string
	isParameter bool
}

// The constants limit how many names a naming keeps, and how long each is.
const (
	maxNames = 1000
	maxName  = 100
)

// of returns what a name says about its value.
func (n *naming) of(name string, isParameter bool) position.Secrecy {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.hints == nil {
		n.hints, n.known = suspect.NewHints(nil), map[named]position.Secrecy{}
	}
	key := named{name, isParameter}
	says, ok := n.known[key]
	if ok || !n.hints.IsInName(name) {
		return says
	}
	says = position.OfName(name, isParameter)
	if len(n.known) < maxNames && len(name) <= maxName {
		key.name = strings.Clone(name) // The name is a part of a message, which should not be kept.
		n.known[key] = says
	}
	return says
}

// says returns what the name of a property says about its value.
func (n *naming) says(name string) position.Secrecy { return n.of(name, false) }

// inText returns what a name in a text says about its value.
func (n *naming) inText(name string) position.Secrecy { return n.of(name, true) }

// isCertain reports whether every value with the name is a secret.
func (n *naming) isCertain(name string) bool { return n.says(name) == position.Certain }
