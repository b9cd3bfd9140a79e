package redaction

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
)

// The constants name the sets of rules by which a [Redactor] replaces strings.
const (
	// Policy replaces secrets.
	Policy = "same-shape/1"
	// PrivatePolicy replaces private strings too; see [Options].
	PrivatePolicy = "same-shape-private/1"
)

// Redactor replaces the secrets in the exchanges of one recording. The replacement of a secret has
// the same length and the same kinds of characters, and it is the same each time, so a check has
// the same findings as before. The comment of recording.Redactor says what users can rely on. A
// Redactor is safe for concurrent use. The order of the calls is the order of the exchanges.
type Redactor struct {
	secretSet

	contract *contract.Contract
	names    *position.Names
	facts    knownFacts
	clean    cleanTexts
	// budgetsFor returns what the search of an exchange may cost, times a factor. Bodies is what
	// the searches of its bodies may cost together.
	budgetsFor func(x *contract.Exchange, factor int, limit, bodies *disguise.Budget) budgets
	// work is what the searches of the bodies of an exchange may cost together. limit is what all
	// further exchanges may cost together. It is nil if there is no limit.
	work  int
	limit *disguise.Budget

	private bool
	// words are the words of the document. They are nil until they are needed.
	words map[string]bool

	mu sync.Mutex
	// before has the exchanges of the recording before their redaction, and after those after it. An
	// exchange that is left out is in neither, because whoever reads the recording doesn't see it.
	before, after *contract.Session
}

// Options are the options of a [Redactor]. The comment of recording.RedactorOptions explains them.
type Options struct {
	Seed    []byte
	Private bool
}

// New returns a redactor for one recording. The contract is used to check the exchanges.
func New(c *contract.Contract, options Options) *Redactor {
	r := &Redactor{
		contract: c, names: position.NewNames(c.SecretNames()), private: options.Private, budgetsFor: newBudgets, work: workOfBodies,
		secretSet: secretSet{key: options.Seed, known: map[string]replacement{}}, before: c.Session(), after: c.Session(),
	}
	if len(r.key) == 0 {
		r.key = []byte(rand.Text())
	}
	return r
}

// Contract returns the contract with which the redactor checks exchanges.
func (r *Redactor) Contract() *contract.Contract { return r.contract }

// Limit limits the work of redacting all further exchanges together; see [Redactor.IsSpent]. The
// unit is a byte that is read.
func (r *Redactor) Limit(work int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.limit = disguise.NewBudget(work)
}

// IsSpent reports whether the limit of [Redactor.Limit] is reached. Then no further exchange is
// recorded.
func (r *Redactor) IsSpent() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.limit.IsSpent()
}

// Redacted is an exchange without its secrets.
type Redacted struct {
	Exchange *contract.Exchange
	// Findings are the findings of a check of the redacted exchange.
	Findings []contract.Finding
	// Omitted are the bodies that were left out.
	Omitted Omissions
}

// Redact returns a copy of the exchange without its secrets and with the source. It doesn't change
// the exchange itself. It leaves out a body that costs too much to search, in which a secret is
// left, or whose redaction changes the findings. If that is not enough, it returns an
// [UnrecordableError], which shows no secret.
func (r *Redactor) Redact(x *contract.Exchange, source contract.Source) (*Redacted, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	result, err := r.redact(x, source)
	if err != nil {
		return nil, Unrecordable(x, err)
	}
	return result, nil
}

func (r *Redactor) redact(x *contract.Exchange, source contract.Source) (*Redacted, error) {
	var result Redacted
	if SizeOfHead(x.Request.URL, x.Request.Header) > maxMessageHead || x.Response != nil && SizeOfHead(nil, x.Response.Header) > maxMessageHead {
		r.rememberLong(x)
		return nil, errLongHead
	}
	x = result.omit(x, func(p part) error { return p.opaque() })
	s, x, y, err := r.withoutSecrets(x, &result)
	if err != nil {
		return nil, err
	}
	y.Source = source
	y.Source.Redaction = Policy
	if r.private {
		y.Source.Redaction = PrivatePolicy
	}
	before, after := r.before, r.after
	check := func(session **contract.Session, recorded *contract.Session) func(*contract.Exchange) []contract.Finding {
		return func(x *contract.Exchange) []contract.Finding { // It may be called again, with less of the exchange.
			*session = recorded.Clone()
			return (*session).Check(x)
		}
	}
	if err := s.keepVerdict(&result, x, y, check(&before, r.before), check(&after, r.after)); err != nil {
		return nil, err
	}
	r.before, r.after = before, after
	return &result, nil
}

// rememberLong adds the secrets of an exchange whose URL or header is too long to be searched: the
// credentials, and those in the bodies. Another exchange may repeat them.
func (r *Redactor) rememberLong(x *contract.Exchange) {
	s := &search{Redactor: r, budgets: r.budgetsFor(x, 1, r.limit, r.limit.Part(r.work))}
	bodies := *x
	bodies.Request.URL, bodies.Request.Header = &url.URL{}, onlyType(x.Request.Header)
	if x.Response != nil {
		response := *x.Response
		response.Header = onlyType(x.Response.Header)
		bodies.Response = &response
	}
	s.walk(&bodies, s.collect)
	s.budget = s.budgets.heads
	for _, secret := range s.contract.Secrets(x) {
		if len(secret) <= maxForms {
			s.addValue(secret, valueOf{sent: len(secret) >= position.ShortestWord})
		}
	}
}

// onlyType returns a header that has only the type of the body.
func onlyType(h http.Header) http.Header {
	return http.Header{"Content-Type": h.Values("Content-Type")}
}

// withoutSecrets returns an exchange without its secrets. It also returns the original, without the
// bodies that had to be left out, and the search that found the secrets. A body that costs too much
// to search is left out.
func (r *Redactor) withoutSecrets(x *contract.Exchange, result *Redacted) (s *search, original, y *contract.Exchange, err error) {
	r.limit.Take(workOfExchange)
	bodies := r.limit.Part(r.work)
	for {
		s = &search{Redactor: r, budgets: r.budgetsFor(x, 1, r.limit, bodies)}
		x, y, err = s.withoutSecrets(x, result)
		if !errors.Is(err, errCostly) {
			s.budget = nil // The rest is short, so its search needs no budget.
			return s, x, y, err
		}
		whole := x
		if x = result.omit(x, s.budgets.refuse); x == whole {
			return s, x, nil, errCostlyHead
		}
	}
}

// withoutSecrets does the work of [Redactor.withoutSecrets]. It returns [errCostly] if a budget is
// used up.
func (s *search) withoutSecrets(x *contract.Exchange, result *Redacted) (original, y *contract.Exchange, err error) {
	s.full = false
	s.walk(x, s.collect)
	short := shortCookies(x)
	for _, secret := range s.contract.Secrets(x) {
		if short[secret] {
			continue
		}
		s.addValue(secret, valueOf{sent: len(secret) >= position.ShortestWord})
	}
	if s.full {
		return x, nil, errTooMany
	}
	if s.budgets.areSpent() { // To look for what was found takes much longer than to find it.
		return x, nil, errCostly
	}
	y = s.walk(x, s.replaced)
	_, err = s.survivor(y)
	if err == nil || s.budgets.areSpent() {
		return x, y, s.budgets.check()
	}
	s.thorough = true
	y = s.walk(x, s.replaced)
	if s.budgets.areSpent() {
		return x, nil, errCostly
	}
	x = result.omit(x, func(p part) error { return s.partSurvivor(p.of(y)) })
	y = s.walk(x, s.replaced)
	place, err := s.survivor(y)
	switch {
	case s.budgets.areSpent():
		return x, nil, errCostly
	case err != nil:
		return x, nil, fmt.Errorf("%s: %w", place, err)
	default:
		return x, y, nil
	}
}

// SizeOfHead returns the approximate size of a URL and a header in bytes. The URL may be nil.
func SizeOfHead(u *url.URL, h http.Header) int {
	const separators = 4
	size := 0
	if u != nil {
		size = len(u.Host) + len(u.Path) + len(u.RawQuery) + len(u.Fragment)
	}
	for name, values := range h {
		for _, value := range values {
			size += len(name) + len(value) + separators
		}
	}
	return size
}

// shortCookies returns the cookie values that are short words, such as a language.
func shortCookies(x *contract.Exchange) map[string]bool {
	short := map[string]bool{}
	for _, cookie := range (&http.Request{Header: x.Request.Header}).Cookies() {
		if isShortWord(cookie.Value) {
			short[cookie.Value] = true
		}
	}
	return short
}

var errSurvivor = errors.New("a secret is left there after redaction")

// secrecy returns what a name says about its value; see [position.Names].
func (r *Redactor) secrecy(name string, isParameter bool) position.Secrecy {
	return r.names.Secrecy(name, isParameter)
}
