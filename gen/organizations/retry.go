package organizations

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// RetryPolicy says how often and how long a call is tried again. The zero value of each field is its default; MaxAttempts 1 is no retry.
//
// Tried again is what may go through later and does no harm when it is done twice: after a lost connection and after 429, 502, 503 and
// 504. A connection that is lost while the answer is read is one too, but for [Client.Organizations], whose loop has begun. GET, PUT and DELETE are idempotent by themselves; POST is by the idempotency key that each has. The waits grow
// exponentially, with jitter; where the answer names one in Retry-After, it is that. No attempt begins after the context ends.
//
// A 500 is not tried again: to a POST the API returns the outcome that it recorded for the key, 500 included. A 409 to a POST is tried
// again only when an attempt of the same call was lost before: then it can be the lock that the lost attempt still holds on the
// key, and where it is the recorded outcome instead, asking again changes nothing. To a first attempt with a key of its own it
// can't be the lock, so it is returned at once. A DELETE that finds 404 after a lost attempt has deleted.
type RetryPolicy struct {
	// MaxAttempts is the number of attempts, the first included; 4 by default.
	MaxAttempts int
	// MaxElapsed bounds the time from the first attempt on after which no other begins; 1 minute by default.
	MaxElapsed time.Duration
	// InitialInterval is the wait before the second attempt, before jitter; 500 ms by default.
	InitialInterval time.Duration
	// MaxInterval is the longest wait before jitter; 20 s by default.
	MaxInterval time.Duration
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	if p.MaxAttempts == 0 {
		p.MaxAttempts = 4
	}
	if p.MaxElapsed == 0 {
		p.MaxElapsed = time.Minute
	}
	if p.InitialInterval == 0 {
		p.InitialInterval = 500 * time.Millisecond
	}
	if p.MaxInterval == 0 {
		p.MaxInterval = 20 * time.Second
	}
	return p
}

// send makes attempts until one is answered with 2xx, and returns that response with its body open.
func (x *exchange) send(ctx context.Context) (*http.Response, error) {
	response, err := x.attempt(ctx)
	if err == nil || !x.mayRetry(ctx, err) {
		return response, err
	}
	return x.sendAgain(ctx, err)
}

// sendAgain makes the attempts after the first, which gave err.
func (x *exchange) sendAgain(ctx context.Context, err error) (*http.Response, error) {
	policy := x.settings.retry
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval, wait.Multiplier = policy.InitialInterval, policy.MaxInterval, 2
	reported := false
	last := err
	response, err := backoff.Retry(ctx, func() (*http.Response, error) {
		if reported { // The error of the first attempt comes first, so that what follows counts from there.
			var response *http.Response
			if response, last = x.attempt(ctx); last == nil {
				return response, nil
			}
		}
		reported = true
		if !x.mayRetry(ctx, last) {
			return nil, backoff.Permanent(last)
		}
		if refusal, ok := errors.AsType[*Error](last); ok && refusal.retryAfter > 0 {
			return nil, &backoff.RetryAfterError{Duration: refusal.retryAfter}
		}
		return nil, last
	},
		backoff.WithBackOff(wait),
		backoff.WithMaxElapsedTime(max(1, policy.MaxElapsed-time.Since(x.started))),
		backoff.WithNotify(func(_ error, wait time.Duration) {
			x.log(ctx, slog.LevelInfo, "trying again", slog.Any("error", last), slog.Duration("wait", wait))
		}))
	switch {
	case err == nil:
		return response, nil
	case ctx.Err() != nil && !errors.Is(last, ctx.Err()):
		return nil, fmt.Errorf("%w; the last attempt: %w", context.Cause(ctx), last)
	default:
		return nil, last
	}
}

// mayRetry reports whether an attempt that gave err may be followed by another.
func (x *exchange) mayRetry(ctx context.Context, err error) bool {
	if ctx.Err() != nil || x.attempts >= x.settings.retry.MaxAttempts {
		return false
	}
	if _, ok := errors.AsType[*connectionError](err); ok {
		_, certificate := errors.AsType[*tls.CertificateVerificationError](err)
		return !certificate && !errors.Is(err, errRedirect)
	}
	if unreadable, ok := errors.AsType[*DecodeError](err); ok {
		return unreadable.lost
	}
	refusal, ok := errors.AsType[*Error](err)
	if !ok {
		return false
	}
	switch refusal.StatusCode {
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true
	case http.StatusConflict:
		return x.operation.idempotencyKey && x.lost
	default:
		return false
	}
}

// retryAfter returns the wait that a response asks for in Retry-After (RFC 9110, section 10.2.3), in seconds or as a date; 0 for none.
func retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	// A number that is too large becomes the largest of 32 bits, 136 years, which a Duration holds.
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
