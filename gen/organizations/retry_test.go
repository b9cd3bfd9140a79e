package organizations_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

var errReset = errors.New("connection reset by peer")

// errRefused is the error for a connection that the server refused.
var errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}

// errProxy is the error for a proxy that could not connect.
var errProxy = &net.OpError{Op: "proxyconnect", Net: "tcp", Err: errors.New("bad gateway")}

const (
	refused      = -1
	refusedProxy = -2
)

// script answers each request with the next status in the list. The status 0 loses the connection.
// With refused and refusedProxy, the connection is never made. The body of a 2xx has an
// organization.
func script(statuses ...int) *peer {
	return &peer{answer: func(n int) (*http.Response, error) {
		switch status := statuses[min(n, len(statuses))-1]; {
		case status == 0:
			return nil, errReset
		case status == refused:
			return nil, errRefused
		case status == refusedProxy:
			return nil, errProxy
		case status < 300:
			return says(status, `{"data": {"name": "Acme"}}`), nil
		default:
			return says(status, `{}`), nil
		}
	}}
}

var methods = map[string]func(ctx context.Context, c *organizations.Client) error{
	"get": func(ctx context.Context, c *organizations.Client) error {
		_, err := c.GetOrganization(ctx, id)
		return err
	},
	"update": func(ctx context.Context, c *organizations.Client) error {
		_, err := c.UpdateOrganization(ctx, id, organizations.UpdateOrganizationRequest{Name: "Acme"})
		return err
	},
	"create": func(ctx context.Context, c *organizations.Client) error {
		_, err := c.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"})
		return err
	},
	"delete": func(ctx context.Context, c *organizations.Client) error {
		return c.DeleteOrganization(ctx, id)
	},
}

// keyed has the methods that take an idempotency key and send none without an option.
var keyed = map[string]func(ctx context.Context, c *organizations.Client) error{
	"update": func(ctx context.Context, c *organizations.Client) error {
		_, err := c.UpdateOrganization(ctx, id, organizations.UpdateOrganizationRequest{Name: "Acme"}, organizations.WithIdempotencyKey("update-0001"))
		return err
	},
	"delete": func(ctx context.Context, c *organizations.Client) error {
		return c.DeleteOrganization(ctx, id, organizations.WithIdempotencyKey("delete-0001"))
	},
}

func TestRetries(t *testing.T) {
	for _, tt := range []struct {
		methods  string
		statuses []int
		attempts int
		want     string // The text of the error, or empty for success.
	}{
		{"get update create delete", []int{0, 200}, 2, ""},
		{"get update create delete", []int{429, 502, 503, 200}, 4, ""},
		{"get update create delete", []int{504, 0, 200}, 3, ""},
		{"get update create delete", []int{503, 503, 503, 503, 200}, 4, "503"},
		{"get update create delete", []int{0}, 4, "connection reset by peer"},
		{"get update create delete", []int{500, 200}, 1, "500"},
		{"get update create delete", []int{400, 200}, 1, "400"},
		{"get update create delete", []int{408, 200}, 1, "408"},
		{"get update delete", []int{0, 409, 200}, 2, "409"},
		{"create", []int{409, 200}, 1, "409"},
		{"create", []int{429, 409, 200}, 2, "409"},
		{"create", []int{0, 409, 200}, 3, ""},
		{"create", []int{503, 409, 409, 200}, 4, ""},
		{"create", []int{0, 409}, 4, "409"},
		{"create", []int{0, 500, 200}, 2, "500"},
		{"delete", []int{0, 404}, 2, ""},
		{"delete", []int{502, 404}, 2, ""},
		{"delete", []int{404}, 1, "404"},
		{"delete", []int{429, 404}, 2, "404"},
		{"get update", []int{0, 404}, 2, "404"},
		{"get update create delete", []int{refused, 200}, 2, ""},
		{"delete", []int{refused, 404}, 2, "404"},
		{"delete", []int{refusedProxy, 404}, 2, "404"},
		{"delete", []int{0, refused, 404}, 3, ""},
		{"create", []int{refused, 409, 200}, 2, "409"},
	} {
		for method := range strings.FieldsSeq(tt.methods) {
			t.Run(fmt.Sprintf("%s %v", method, tt.statuses), func(t *testing.T) {
				p := script(tt.statuses...)
				err := methods[method](context.Background(), newClient(t, p))
				if tt.want == "" {
					require.NoError(t, err)
				} else {
					require.ErrorContains(t, err, tt.want)
				}
				assert.Len(t, p.requests, tt.attempts)
				for i, r := range p.requests {
					assert.Equal(t, p.requests[0].Header, r.Header, "each attempt is the same request, its idempotency key too")
					assert.Equal(t, p.bodies[0], p.bodies[i])
				}
			})
		}
	}
}

func TestCookiesAreSentOnceInEachAttempt(t *testing.T) {
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	base, err := url.Parse("https://app.polytomic.com")
	require.NoError(t, err)
	jar.SetCookies(base, []*http.Cookie{{Name: "a", Value: "b"}})
	p := script(503, 503, 200)
	client := newClient(t, p, organizations.WithHTTPClient(&http.Client{Transport: p, Jar: jar}))
	require.NoError(t, methods["get"](context.Background(), client))
	for _, r := range p.requests {
		assert.Equal(t, []string{"a=b"}, r.Header["Cookie"])
	}
}

func TestEachCreateHasAnIdempotencyKeyOfItsOwn(t *testing.T) {
	p := script(200)
	client := newClient(t, p)
	require.NoError(t, methods["create"](context.Background(), client))
	require.NoError(t, methods["create"](context.Background(), client))
	assert.NotEqual(t, p.requests[0].Header.Get("Idempotency-Key"), p.requests[1].Header.Get("Idempotency-Key"))
}

// Updates and deletes are idempotent by themselves, so the client sends a key only if the caller
// sets one.
func TestAKeyOfTheCallerIsSentWithEachMethodThatTakesOne(t *testing.T) {
	for method, want := range map[string]string{"update": "update-0001", "delete": "delete-0001"} {
		p := script(200)
		require.NoError(t, methods[method](context.Background(), newClient(t, p)))
		require.NoError(t, keyed[method](context.Background(), newClient(t, p)))
		assert.Empty(t, p.requests[0].Header.Get("Idempotency-Key"), method)
		assert.Equal(t, want, p.requests[1].Header.Get("Idempotency-Key"), method)

		p = script(0, 409, 200) // The 409 can mean that the lost attempt still holds a lock on the key.
		require.NoError(t, keyed[method](context.Background(), newClient(t, p)))
		assert.Len(t, p.requests, 3)
		p = script(409, 200)
		require.ErrorIs(t, keyed[method](context.Background(), newClient(t, p)), organizations.ErrConflict)
	}
}

func TestRetryAfterIsWaitedFor(t *testing.T) {
	for name, header := range map[string]func() string{
		"seconds": func() string { return "7" },
		"date":    func() string { return time.Now().Add(7 * time.Second).UTC().Format(http.TimeFormat) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := &peer{answer: func(n int) (*http.Response, error) {
					if n > 1 {
						return says(200, `{"data": {}}`), nil
					}
					response := says(429, `{}`)
					response.Header.Set("Retry-After", header())
					return response, nil
				}}
				start := time.Now()
				require.NoError(t, methods["get"](t.Context(), newClient(t, p)))
				assert.Equal(t, 7*time.Second, time.Since(start))
			})
		})
	}
}

func TestWaitsGrowWithJitterAndEndInTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var at []time.Time
		p := &peer{answer: func(int) (*http.Response, error) {
			at = append(at, time.Now())
			return nil, errReset
		}}
		client := newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 100}))
		require.ErrorIs(t, methods["get"](t.Context(), client), errReset)
		assert.LessOrEqual(t, at[len(at)-1].Sub(at[0]), time.Minute, "no attempt begins after the longest time")
		assert.Greater(t, len(at), 4)
		for i, base := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second} {
			wait := at[i+1].Sub(at[i])
			assert.InDelta(t, base, wait, float64(base)/2+1)
		}
	})
}

func TestTheFirstAttemptCountsInTheLongestTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &peer{answer: func(int) (*http.Response, error) {
			time.Sleep(59_900 * time.Millisecond)
			return nil, errReset
		}}
		client := newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{}))
		require.ErrorIs(t, methods["get"](t.Context(), client), errReset)
		assert.Len(t, p.requests, 1)
	})
}

// If Retry-After asks for a wait that doesn't fit into the policy, the client doesn't wait. The
// header may have seconds or a date.
func TestALongRetryAfterIsNotWaitedFor(t *testing.T) {
	for _, text := range []string{
		"61", "3600", "4294967296", "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT", "Friday, 31-Dec-68 23:59:59 GMT", "Fri Dec 31 23:59:59 9999",
	} {
		for _, status := range []int{429, 502, 503, 504} {
			for _, policy := range []organizations.RetryPolicy{{}, {MaxAttempts: 100}, {MaxElapsed: time.Nanosecond}} {
				synctest.Test(t, func(t *testing.T) {
					p := &peer{answer: func(int) (*http.Response, error) {
						time.Sleep(time.Millisecond)
						return withHeader(says(status, `{}`), "Retry-After", text), nil
					}}
					start := time.Now()
					err := methods["get"](t.Context(), newClient(t, p, organizations.WithRetry(policy)))
					assert.Equal(t, time.Millisecond, time.Since(start), text)
					assert.Len(t, p.requests, 1)
					refusal, ok := errors.AsType[*organizations.Error](err)
					require.True(t, ok)
					assert.Equal(t, status, refusal.StatusCode)
					assert.Greater(t, refusal.RetryAfter, time.Minute)
					assert.Contains(t, err.Error(), ": it asks to wait "+refusal.RetryAfter.String())
				})
			}
		}
	}
}

// The client doesn't wait either if a later attempt gets such a Retry-After. The date in the header
// is centuries away. With the time so far added, it would overflow a Duration.
func TestALongRetryAfterOfALaterAttemptIsNotWaitedFor(t *testing.T) {
	for _, text := range []string{"60", "3600", "Fri, 31 Dec 9999 23:59:59 GMT"} {
		synctest.Test(t, func(t *testing.T) {
			p := &peer{answer: func(n int) (*http.Response, error) {
				if n == 1 {
					return nil, errReset
				}
				return withHeader(says(503, `{}`), "Retry-After", text), nil
			}}
			start := time.Now()
			require.ErrorContains(t, methods["get"](t.Context(), newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{}))), "503")
			assert.Less(t, time.Since(start), time.Second, text)
			assert.Len(t, p.requests, 2)
		})
	}
}

// The client doesn't wait if the wait would end when the context ends, or later.
func TestARetryAfterBeyondTheContextIsNotWaitedFor(t *testing.T) {
	for name, opts := range map[string][]organizations.Option{
		"the context":   nil,
		"WithTimeout":   {organizations.WithTimeout(5 * time.Second)},
		"a long policy": {organizations.WithRetry(organizations.RetryPolicy{MaxElapsed: math.MaxInt64})},
	} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			p := &peer{answer: func(int) (*http.Response, error) { return withHeader(says(429, `{}`), "Retry-After", "5"), nil }}
			start := time.Now()
			err := methods["get"](ctx, newClient(t, p, opts...))
			assert.Zero(t, time.Since(start), name)
			refusal, ok := errors.AsType[*organizations.Error](err)
			require.True(t, ok, name)
			assert.Equal(t, 5*time.Second, refusal.RetryAfter)
		})
	}
}

// A wait must fit into what is left of the policy's time.
func TestWaitsAddUpToThePolicy(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &peer{answer: func(int) (*http.Response, error) { return withHeader(says(503, `{}`), "Retry-After", "25"), nil }}
		start := time.Now()
		require.ErrorContains(t, methods["get"](t.Context(), newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 100}))), "503")
		assert.Equal(t, 50*time.Second, time.Since(start))
		assert.Len(t, p.requests, 3)
	})
}

// The client ignores an invalid Retry-After and waits as the policy says.
func TestARetryAfterThatIsNotValidSaysNothing(t *testing.T) {
	for _, text := range []string{"-5", "+5", "5.5", "1e9", "soon", "", "0", "Fri, 31 Dec 1999 23:59:59 GMT", "99:99", "-9223372036854775808"} {
		synctest.Test(t, func(t *testing.T) {
			p := &peer{answer: func(n int) (*http.Response, error) {
				if n > 1 {
					return says(200, `{"data": {}}`), nil
				}
				return withHeader(says(503, `{}`), "Retry-After", text), nil
			}}
			start := time.Now()
			require.NoError(t, methods["get"](t.Context(), newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{}))))
			assert.Greater(t, time.Since(start), 200*time.Millisecond, text)
			assert.Less(t, time.Since(start), time.Second, text)
		})
	}
}

// With the largest values of a policy, the wait doesn't overflow to zero.
func TestALargePolicyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		p := script(0)
		largest := organizations.RetryPolicy{MaxAttempts: 100, MaxElapsed: math.MaxInt64, InitialInterval: math.MaxInt64, MaxInterval: math.MaxInt64}
		require.Error(t, methods["get"](ctx, newClient(t, p, organizations.WithRetry(largest))))
		assert.Len(t, p.requests, 1)
	})
}

func TestNothingIsSentAfterTheContextEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		p := script(0)
		err := methods["get"](ctx, newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 100, InitialInterval: 2 * time.Second})))
		require.ErrorIs(t, err, context.DeadlineExceeded)
		require.ErrorIs(t, err, errReset, "the error says what the last attempt gave")
		sent := len(p.requests)
		time.Sleep(time.Hour)
		assert.Len(t, p.requests, sent)
	})
}

func TestWithTimeoutBoundsTheWholeCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		client := newClient(t, script(0), organizations.WithTimeout(5*time.Second), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 100}))
		require.ErrorIs(t, methods["get"](t.Context(), client), context.DeadlineExceeded)
		assert.Equal(t, 5*time.Second, time.Since(start))
	})
}

func TestWhatCannotGetBetterIsNotTriedAgain(t *testing.T) {
	p := &peer{answer: func(int) (*http.Response, error) {
		return nil, &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
	}}
	require.Error(t, methods["get"](context.Background(), newClient(t, p)))
	assert.Len(t, p.requests, 1)

	p = script(0)
	require.Error(t, methods["get"](context.Background(), newClient(t, p, organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))))
	assert.Len(t, p.requests, 1)
}

// breaksOff answers the first request with the beginning of a body and then loses the connection.
// It answers later requests with follows.
func breaksOff(beginning, follows string) *peer {
	return &peer{answer: func(n int) (*http.Response, error) {
		if n > 1 {
			return says(200, follows), nil
		}
		response := says(200, "")
		response.Body = io.NopCloser(io.MultiReader(strings.NewReader(beginning), iotest.ErrReader(errReset)))
		return response, nil
	}}
}

func TestAnAnswerThatIsLostOnTheWayIsAskedForAgain(t *testing.T) {
	for name, beginning := range map[string]string{"at once": "", "in the middle": `{"data": {"id": "old", "na`} {
		for method, call := range methods {
			t.Run(method+" "+name, func(t *testing.T) {
				p := breaksOff(beginning, `{"data": {"name": "Acme"}}`)
				require.NoError(t, call(context.Background(), newClient(t, p)))
				if method == "delete" {
					assert.Len(t, p.requests, 1, "the body means nothing")
					return
				}
				require.Len(t, p.requests, 2)
				assert.Equal(t, p.requests[0].Header, p.requests[1].Header, "the idempotency key too")
			})
		}
	}
	locked := breaksOff(`{"data": `, "")
	first := locked.answer
	locked.answer = func(n int) (*http.Response, error) {
		if n == 2 {
			return says(409, `{}`), nil
		}
		if n > 2 {
			return says(200, `{"data": {}}`), nil
		}
		return first(n)
	}
	require.NoError(t, methods["create"](context.Background(), newClient(t, locked)), "the lost attempt may still hold the key")

	client := newClient(t, breaksOff(`{"data": {"id": "old", "na`, `{"data": {"name": "Acme"}}`))
	got, err := client.GetOrganization(context.Background(), id)
	require.NoError(t, err)
	assert.Equal(t, organizations.Organization{Name: "Acme"}, got, "nothing of the first answer is left")

	_, err = newClient(t, breaksOff(`{"data": {"id": "old", "na`, `{}`)).GetOrganization(context.Background(), id)
	require.ErrorContains(t, err, "at /data: the property is missing")

	names, err := collect(newClient(t, breaksOff(`{"data": [{"name": "Owner"}, {`, `{"data": []}`)))
	require.ErrorIs(t, err, errReset, "a loop that has begun doesn't begin anew")
	assert.Equal(t, []string{"Owner"}, names)
}
