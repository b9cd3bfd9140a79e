package probe

import (
	"errors"
	"net/http"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Option changes how a server is probed.
type Option func(*config)

type config struct {
	user, other               credentials
	allowWrites, allowDeletes bool
	rate                      float64
	concurrency, maxRequests  int
	time, timeout             time.Duration
	seed                      uint64
	cases                     int
	fixtures                  Fixtures
	provenance                contract.Provenance
	file                      string
	each                      func(*contract.Exchange)
}

func defaults() config {
	return config{
		user: credentials{}, other: credentials{}, concurrency: 1, timeout: 10 * time.Second, seed: 1, cases: 10,
		provenance: contract.Live, each: func(*contract.Exchange) {},
	}
}

// validate returns an error about the first option that is invalid.
func (c *config) validate() error {
	switch {
	case c.rate < 0, c.maxRequests < 0, c.time < 0, c.cases < 0:
		return errors.New("a rate, a time and a number of requests or cases can't be negative")
	case c.concurrency < 1:
		return errors.New("the concurrency must be at least 1")
	case c.timeout <= 0:
		return errors.New("the timeout of a request must be positive")
	}
	return nil
}

// Header adds a header to each request, such as the one that authenticates it. If a header is added
// again with another value, each operation gets one request with that value instead of the first.
// The same goes for [Query] and [Cookie].
func Header(name, value string) Option {
	return func(c *config) { c.user.add(contract.InHeader, http.CanonicalHeaderKey(name), value) }
}

// Query adds a parameter to the query of each request, such as an API key.
func Query(name, value string) Option {
	return func(c *config) { c.user.add(contract.InQuery, name, value) }
}

// Cookie adds a cookie to each request, such as that of a session.
func Cookie(name, value string) Option {
	return func(c *config) { c.user.add(contract.InCookie, name, value) }
}

// OtherHeader adds a header to the requests of another user, who must not reach what the first one
// made. Without it, [OtherQuery] and [OtherCookie], no request of another user is sent.
func OtherHeader(name, value string) Option {
	return func(c *config) { c.other.add(contract.InHeader, http.CanonicalHeaderKey(name), value) }
}

// OtherQuery adds a parameter to the queries of another user; see [OtherHeader].
func OtherQuery(name, value string) Option {
	return func(c *config) { c.other.add(contract.InQuery, name, value) }
}

// OtherCookie adds a cookie to the requests of another user; see [OtherHeader].
func OtherCookie(name, value string) Option {
	return func(c *config) { c.other.add(contract.InCookie, name, value) }
}

// AllowWrites sends methods that change something to any server. By default only handlers and
// loopback addresses get them.
func AllowWrites() Option { return func(c *config) { c.allowWrites = true } }

// AllowDeletes deletes also what the probe didn't make itself.
func AllowDeletes() Option { return func(c *config) { c.allowDeletes = true } }

// Rate limits the number of requests in a second. The default is 0, which is no limit.
func Rate(perSecond float64) Option { return func(c *config) { c.rate = perSecond } }

// Concurrency sets how many operations are probed at the same time. The default is 1, with which
// the same seed and the same server give the same requests in the same order.
func Concurrency(n int) Option { return func(c *config) { c.concurrency = n } }

// MaxRequests limits the number of requests. The default is 0, which is no limit. What deletes the
// resources that the probe made is not counted.
func MaxRequests(n int) Option { return func(c *config) { c.maxRequests = n } }

// Time limits how long the probe takes. The default is 0, which is no limit.
func Time(d time.Duration) Option { return func(c *config) { c.time = d } }

// Timeout sets how long a response may take. The default is ten seconds.
func Timeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// Seed sets the seed of the random requests. The default is 1.
func Seed(seed uint64) Option { return func(c *config) { c.seed = seed } }

// Cases sets how many random requests each operation gets. The default is 10.
func Cases(n int) Option { return func(c *config) { c.cases = n } }

// WithFixtures gives the values that only the server knows.
func WithFixtures(f Fixtures) Option { return func(c *config) { c.fixtures = f } }

// From says who answers; see [contract.Provenance]. The default is [contract.Live].
func From(p contract.Provenance) Option { return func(c *config) { c.provenance = p } }

// RecordedIn gives the name of the recording that [Each] writes, for findings to refer to. An
// exchange without a response is not in it.
func RecordedIn(file string) Option { return func(c *config) { c.file = file } }

// Each calls a function with each exchange, in the order in which the answers came. It is called
// for one exchange at a time. A header or a parameter that the probe was given, and that the document
// doesn't declare, is replaced by letters x if it has at least eight bytes.
func Each(f func(*contract.Exchange)) Option {
	return func(c *config) { c.each = f }
}
