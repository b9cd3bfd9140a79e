package secret

import (
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// naming lends what knows the names of secrets, which only one goroutine may use at a time.
type naming struct {
	mu   sync.Mutex
	free []*position.Names
	// secret are the names in the document.
	secret []string
}

// lend calls use with names that nobody else uses meanwhile.
func (n *naming) lend(use func(*position.Names)) {
	names := n.take()
	use(names)
	n.mu.Lock()
	defer n.mu.Unlock()
	n.free = append(n.free, names)
}

func (n *naming) take() *position.Names {
	n.mu.Lock()
	defer n.mu.Unlock()
	last := len(n.free) - 1
	if last < 0 {
		return position.NewNames(n.secret)
	}
	names := n.free[last]
	n.free = n.free[:last]
	return names
}
