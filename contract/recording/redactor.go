package recording

import (
	"errors"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/redaction"
)

// The constants name the sets of rules by which a [Redactor] replaces strings. Redact sets the name
// in the source of each exchange.
const (
	// Policy replaces secrets.
	Policy = redaction.Policy
	// PrivatePolicy replaces private strings too; see [RedactorOptions].
	PrivatePolicy = redaction.PrivatePolicy
)

// Redactor replaces the secrets in the exchanges of one recording. Secrets are credentials,
// cookies, values that the document marks writeOnly or gives the format password, values whose
// names say that they are secrets, codes in links with which somebody logs in, resets a password or
// accepts an invitation, and strings that look like keys or tokens. The replacement of a secret has
// the same length and the same kinds of characters, and it is the same each time, so a check has
// the same findings as before. UUIDs are identifiers and stay, unless they are credentials or in
// such a link.
//
// A redactor replaces a secret wherever it finds it: literally, escaped, in base64 or in
// hexadecimal. Then it searches the result once more, in a different way: it decodes whatever may
// be encoded. If a body still holds a secret, or can't be searched, or if a check would have other
// findings than before, the redactor removes the body and marks it as omitted. If another part
// still holds a secret, or changes the findings, Redact returns an error.
//
// If a secret has less than eight bytes, the redactor replaces it where it is a whole value. If it
// has at least four bytes, the redactor also replaces it inside other strings, where no letter or
// digit is next to it. A shorter secret is too much like a word for that. A Redactor is safe for
// concurrent use. The order of the calls is the order of the exchanges.
type Redactor struct {
	redactor *redaction.Redactor
}

// RedactorOptions are the options of a [Redactor].
type RedactorOptions struct {
	// Seed makes the replacements the same in each run. Whoever knows the seed can guess a secret
	// and verify the guess. Set it only for recordings without real secrets, such as recordings of
	// a sandbox. The default is a random seed that is never stored.
	Seed []byte
	// Private makes the redactor also replace private strings, such as names and addresses of
	// customers. Private strings are all strings in the JSON, GraphQL, forms and XML of requests and
	// of 2xx responses. The redactor replaces them, and UUIDs, wherever they occur. In the bodies of
	// other responses, and in their headers that begin with X-, it replaces each word that is not in
	// the document. Numbers, dates, the host, and the names of properties and headers stay.
	Private bool
}

// NewRedactor returns a redactor for one recording. The contract is used to check the exchanges. If
// it is nil, [Create] and [Redactor.Redact] return an error.
func NewRedactor(c *contract.Contract, options RedactorOptions) *Redactor {
	if c == nil {
		return &Redactor{}
	}
	return &Redactor{redactor: redaction.New(c, redaction.Options(options))}
}

// Redact returns a copy of the exchange without its secrets. It doesn't change the exchange itself.
// Its errors show no secret.
func (r *Redactor) Redact(x *contract.Exchange) (*contract.Exchange, error) {
	if err := r.check(); err != nil {
		return nil, err
	}
	if err := checkExchange(x); err != nil {
		return nil, err
	}
	redacted, err := r.redactor.Redact(x, x.Source)
	if err != nil {
		return nil, err
	}
	return redacted.Exchange, nil
}

// check returns an error if the redactor was not made with [NewRedactor] and a contract.
func (r *Redactor) check() error {
	if r == nil || r.redactor == nil {
		return errors.New("recording: the Redactor has no contract; make it with NewRedactor")
	}
	return nil
}

// checkExchange returns an error if an exchange is nil or has no URL.
func checkExchange(x *contract.Exchange) error {
	switch {
	case x == nil:
		return errors.New("recording: the Exchange is nil")
	case x.Request.URL == nil:
		return errors.New("recording: the URL of the Exchange is nil")
	default:
		return nil
	}
}
