package probe

import (
	"errors"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Option changes how a probe works.
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

// validate returns an error for the first invalid option.
func (c *config) validate() error {
	switch {
	case c.rate < 0, c.maxRequests < 0, c.time < 0, c.cases < 0:
		return errors.New("a rate, a time and a number of requests or cases can't be negative")
	case c.concurrency < 1:
		return errors.New("the concurrency must be at least 1")
	case c.each == nil:
		return errors.New("the function of Each is nil")
	case c.timeout <= 0:
		return errors.New("the timeout of a request must be positive")
	}
	return nil
}

// Header adds a header to each request, such as a header with a credential. If Header is given
// again with the same name and another value, requests still have the first value. Each operation
// also gets one request with the other value. [Query] and [Cookie] do the same. A header Cookie
// stands for its cookies.
func Header(name, value string) Option {
	return func(c *config) { c.user.addHeader(name, value) }
}

// Query adds a parameter to the query of each request, such as an API key.
func Query(name, value string) Option {
	return func(c *config) { c.user.add(contract.InQuery, name, value) }
}

// Cookie adds a cookie to each request, such as a session cookie.
func Cookie(name, value string) Option {
	return func(c *config) { c.user.add(contract.InCookie, name, value) }
}

// OtherHeader adds a header to the requests of another user. This user must not have access to what
// the first user created. Without OtherHeader, [OtherQuery] and [OtherCookie], the probe sends no
// requests of another user.
func OtherHeader(name, value string) Option {
	return func(c *config) { c.other.addHeader(name, value) }
}

// OtherQuery adds a query parameter to the requests of another user; see [OtherHeader].
func OtherQuery(name, value string) Option {
	return func(c *config) { c.other.add(contract.InQuery, name, value) }
}

// OtherCookie adds a cookie to the requests of another user; see [OtherHeader].
func OtherCookie(name, value string) Option {
	return func(c *config) { c.other.add(contract.InCookie, name, value) }
}

// AllowWrites allows methods that may change something on any server. By default, the probe sends
// such methods only to handlers and loopback addresses.
func AllowWrites() Option { return func(c *config) { c.allowWrites = true } }

// AllowDeletes allows the probe to delete resources that it did not create.
func AllowDeletes() Option { return func(c *config) { c.allowDeletes = true } }

// Rate limits the number of requests per second. The default is 0, which means no limit.
func Rate(perSecond float64) Option { return func(c *config) { c.rate = perSecond } }

// Concurrency sets how many operations are probed at the same time. The default is 1. Then the
// probe sends the same requests in the same order each time, if the seed and the server are the
// same.
func Concurrency(n int) Option { return func(c *config) { c.concurrency = n } }

// MaxRequests limits the number of requests. The default is 0, which means no limit. The requests
// that delete the probe's own resources at the end don't count.
func MaxRequests(n int) Option { return func(c *config) { c.maxRequests = n } }

// Time limits the duration of the probe. The default is 0, which means no limit.
func Time(d time.Duration) Option { return func(c *config) { c.time = d } }

// Timeout limits the time of each response. The default is ten seconds.
func Timeout(d time.Duration) Option { return func(c *config) { c.timeout = d } }

// Seed sets the seed of the random requests. The default is 1.
func Seed(seed uint64) Option { return func(c *config) { c.seed = seed } }

// Cases sets the number of random requests for each operation. The default is 10.
func Cases(n int) Option { return func(c *config) { c.cases = n } }

// WithFixtures sets values that only the server knows.
func WithFixtures(f Fixtures) Option { return func(c *config) { c.fixtures = f } }

// From sets who answers; see [contract.Provenance]. The default is [contract.Live].
func From(p contract.Provenance) Option { return func(c *config) { c.provenance = p } }

// RecordedIn sets the name of the recording to which findings refer. The function of [Each] writes
// that recording. An exchange without a response is not in it.
func RecordedIn(file string) Option { return func(c *config) { c.file = file } }

// Each calls a function with each exchange, in the order of the answers, and never concurrently.
// The values that were given to the probe with [Header], [Query], [Cookie] and the options of the
// other user are replaced by letters x. A value of at least eight bytes is replaced everywhere. A
// shorter value is replaced in the requests, and in the responses where it is a whole value, or a
// word of at least four bytes. A long value stays if the document declares it or if it is an
// Authorization, because a redactor recognizes it. Headers about the form of a message, such as
// Accept, also stay.
func Each(f func(*contract.Exchange)) Option {
	return func(c *config) { c.each = f }
}
