package recording

import (
	"crypto/rand"
	"fmt"
	"maps"
	"strings"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// The policies name the rules by which a [Redactor] replaces texts; that which it follows stands in the source of each exchange that it returns.
const (
	// Policy replaces secrets.
	Policy = "same-shape/1"
	// PrivatePolicy replaces what concerns nobody too; see [RedactorOptions].
	PrivatePolicy = "same-shape-private/1"
)

// Redactor replaces the secrets in the exchanges of one recording: the credentials and cookies, what the document marks writeOnly or gives
// the format password, what has the name of a secret, and what looks like a key or a token. In the place of each stands a text of the
// same length and kind, the same for the same secret, so that the exchange still says to the check what it said. UUIDs are identifiers and stay,
// unless they are credentials.
//
// It fails closed. An exchange that can't be redacted is an error: because its verdict would change, because a body is neither JSON nor
// text, or because a secret would be left somewhere, be it in base64, percent-encoded or in a name. A secret shorter than eight bytes
// is replaced where it is the whole of a value, or was sent as a credential and has four at least; in other texts nobody can
// tell it from a word. It is safe for concurrent use; the order of calls is the order of the exchanges.
type Redactor struct {
	contract *contract.Contract
	names    map[string]bool
	key      []byte
	private  bool

	mu sync.Mutex
	// known are the secrets of the recording so far.
	known         map[string]replacement
	before, after *contract.Session
}

// replacement is what stands in the place of a secret.
type replacement struct {
	text string
	// within says that the secret is replaced in longer texts too.
	within bool
	// private says that it is no secret and concerns nobody. What has the name of a property or a header is one by chance.
	private bool
}

// The lengths in bytes from which secrets are looked for in longer texts: those that were sent as such, and those of which only the name or
// the look says that they are.
const (
	shortestSent   = 4
	shortestSecret = 8
)

// RedactorOptions say what a [Redactor] does beyond what all do.
type RedactorOptions struct {
	// Seed makes the same secrets be replaced by the same texts each time. Whoever has it can try out what a secret was, so it is for recordings
	// whose secrets are none, as those of a sandbox. The default is a random one that nobody learns.
	Seed []byte
	// Private has all texts in JSON that requests send, and that responses of 2xx return, replaced as secrets are: names and
	// addresses of customers, for instance. UUIDs are replaced wherever they stand. Dates stay, and so do the host and the names of properties
	// and headers.
	Private bool
}

// NewRedactor returns a redactor for one recording, which is checked against the contract.
func NewRedactor(c *contract.Contract, options RedactorOptions) *Redactor {
	r := &Redactor{
		contract: c, names: map[string]bool{}, key: options.Seed, private: options.Private,
		known: map[string]replacement{}, before: c.Session(), after: c.Session(),
	}
	if len(r.key) == 0 {
		r.key = []byte(rand.Text())
	}
	for _, name := range c.SecretNames() {
		r.names[strings.ToLower(name)] = true
	}
	return r
}

// Redact returns a copy of the exchange without its secrets. The exchange itself is not changed. No error holds a secret.
func (r *Redactor) Redact(x *contract.Exchange) (*contract.Exchange, error) {
	y, _, err := r.redact(x, x.Source)
	return y, err
}

// redact returns the copy, which has the source, and what the check finds in it.
func (r *Redactor) redact(x *contract.Exchange, source contract.Source) (*contract.Exchange, []contract.Finding, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s := &search{Redactor: r, local: map[string]replacement{}}
	if _, err := s.walker(s.collect).exchange(x); err != nil {
		return nil, nil, err
	}
	for _, secret := range r.contract.Secrets(x) {
		s.add(secret, shortestSent)
	}
	s.prepare()
	y, err := s.walker(s.replaced).exchange(x)
	if err != nil {
		return nil, nil, err
	}
	y.Source = source
	y.Source.Redaction = Policy
	if s.private {
		y.Source.Redaction = PrivatePolicy
	}
	findings := r.after.Check(y)
	if err := s.sameVerdict(r.before.Check(x), findings); err != nil {
		return nil, nil, err
	}
	if place, ok := newSurvivors(s.known, s.local).find(y); ok {
		return nil, nil, fmt.Errorf("%s: a secret is left there after redaction; remove the exchange or send other secrets", place)
	}
	return y, findings, nil
}

func (r *Redactor) isSecret(name string, isParameter bool) bool {
	return r.names[strings.ToLower(name)] || suspect.IsSecretName(name) || isParameter && suspect.IsKeyName(name)
}

// secrets returns what is known so far.
func (r *Redactor) secrets() map[string]replacement {
	r.mu.Lock()
	defer r.mu.Unlock()
	return maps.Clone(r.known)
}
