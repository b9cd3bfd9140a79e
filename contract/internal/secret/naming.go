package secret

import (
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// naming tells what names say about their values. It is safe for concurrent use.
type naming struct {
	mu    sync.Mutex
	names *position.Names
}

// of returns what a name says about its value.
func (n *naming) of(name string, isParameter bool) position.Secrecy {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.names.Secrecy(name, isParameter)
}

// inText returns what a name in a text says about its value.
func (n *naming) inText(name string) position.Secrecy { return n.of(name, true) }
