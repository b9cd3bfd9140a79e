package secret

import (
	"crypto/sha256"
	"strings"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/unwrap"
)

// echoes finds the secrets of requests in values in which they are encoded. The secrets of one
// request are those of the next as a rule, and so are the values that a check finds fault with.
// Therefore it keeps what it knows of both. The zero value is ready to use, and safe for concurrent
// use.
type echoes struct {
	mu     sync.Mutex
	bySent map[[sha256.Size]byte]*echo
}

// echo finds the secrets of a request. known has the values that were searched.
type echo struct {
	finder disguise.Finder
	known  map[string]bool
}

// The constants limit what is kept, and how many bytes of a value are searched. A message quotes
// far fewer. Searching them may read workOfValue bytes.
const (
	maxEchoes    = 64
	maxValues    = 1000
	longestValue = 200
	workOfValue  = 1 << 20
	// shortestEcho is the length in bytes of the shortest encoding of a secret.
	shortestEcho = 10
)

// hold reports whether a value has one of the secrets in any usual encoding.
func (e *echoes) hold(value string, sent []string) bool {
	value = value[:min(len(value), mostSearched)]
	if len(value) < shortestEcho || len(sent) == 0 {
		return false
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	of := e.of(sent)
	found, ok := of.known[value]
	if ok {
		return found
	}
	found, err := disguise.FindAny(value, disguise.NewBudget(workOfValue), &of.finder)
	found = found || err != nil
	if len(value) <= longestValue {
		if len(of.known) >= maxValues {
			clear(of.known)
		}
		of.known[strings.Clone(value)] = found
	}
	return found
}

// of returns the echo of the secrets of a request.
func (e *echoes) of(sent []string) *echo {
	key := sha256.Sum256([]byte(strings.Join(sent, "\x00")))
	of := e.bySent[key]
	if of == nil {
		of = &echo{known: map[string]bool{}}
		for _, secret := range sent {
			if len(secret) >= Shortest {
				of.add(secret)
			}
		}
		if e.bySent == nil || len(e.bySent) >= maxEchoes {
			e.bySent = map[[sha256.Size]byte]*echo{}
		}
		e.bySent[key] = of
	}
	return of
}

// add adds a secret, and what is inside it if it is not very long. A server may say the password in
// a credential back.
func (e *echo) add(secret string) {
	e.finder.Add(secret)
	if len(secret) > mostSearched {
		return
	}
	for _, inner := range unwrap.All(secret, nil) {
		e.finder.AddPlain(inner)
	}
}
