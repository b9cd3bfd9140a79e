package organizations

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// RetryPolicy says how often and how long a call is retried. A field that is zero has its default.
// With MaxAttempts 1, no call is retried.
//
// A call is retried after a lost connection and after 429, 502, 503 and 504, if another attempt may
// succeed and does no harm. The connection may also be lost while the response is read, but
// [Client.Organizations] is not retried after its loop has begun. GET, PUT and DELETE are
// idempotent by themselves; its idempotency key makes a POST idempotent. The waits grow
// exponentially, with jitter. If the response asks for a wait in Retry-After, that replaces them.
// If the wait is longer than what is left of MaxElapsed or of the context, the call returns the
// [Error] at once, with its RetryAfter. No attempt begins after the context ends.
//
// A 500 is not retried: for a POST the API returns the outcome that it recorded for the key, 500
// included. A 409 to a request with an idempotency key is retried only if an earlier attempt of the
// same call was lost. Then the 409 can mean that the lost attempt still holds a lock on the key. If
// the 409 is the recorded outcome instead, another attempt changes nothing. A first attempt has a
// key of its own, so its 409 is returned at once. If a DELETE gets 404 after a lost attempt, the
// call succeeds: the lost attempt deleted the organization.
type RetryPolicy struct {
	// MaxAttempts is the number of attempts, the first included; 4 by default.
	MaxAttempts int
	// MaxElapsed is the time from the start of the first attempt within which further attempts may
	// begin; 1 minute by default.
	MaxElapsed time.Duration
	// InitialInterval is the wait before the second attempt, before jitter; 500 ms by default.
	InitialInterval time.Duration
	// MaxInterval is the longest wait before jitter; 20 s by default.
	MaxInterval time.Duration
}

// maxWait bounds the times of a policy, so that a sum of two doesn't overflow; it is 36 years.
const maxWait = time.Duration(1 << 60)

func (p RetryPolicy) withDefaults() RetryPolicy {
	if p.MaxAttempts == 0 {
		p.MaxAttempts = 4
	}
	bounded := func(value *time.Duration, standard time.Duration) {
		if *value == 0 {
			*value = standard
		}
		*value = min(*value, maxWait)
	}
	bounded(&p.MaxElapsed, time.Minute)
	bounded(&p.InitialInterval, 500*time.Millisecond)
	bounded(&p.MaxInterval, 20*time.Second)
	return p
}

// send makes attempts until one succeeds, and returns the response with its body open. It returns
// the response of a [VersionError] too.
func (x *exchange) send(ctx context.Context) (*http.Response, *body, error) {
	response, b, err := x.attempt(ctx)
	if err == nil || !x.mayRetry(ctx, err) {
		return response, b, err
	}
	return x.sendAgain(ctx, err)
}

// received is a response and its body.
type received struct {
	response *http.Response
	body     *body
}

// sendAgain makes the attempts after the first one, whose error was err.
func (x *exchange) sendAgain(ctx context.Context, err error) (*http.Response, *body, error) {
	policy := x.settings.retry
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval, wait.Multiplier = policy.InitialInterval, policy.MaxInterval, 2
	reported := false
	last := err
	var got received
	_, err = backoff.Retry(ctx, func() (struct{}, error) {
		if reported { // The first time, this returns the error of the first attempt: backoff waits after it.
			got.response, got.body, last = x.attempt(ctx) //nolint:bodyclose // Its reader closes it.
		}
		reported = true
		return struct{}{}, x.outcome(ctx, last)
	},
		backoff.WithBackOff(wait),
		backoff.WithMaxElapsedTime(max(1, policy.MaxElapsed-time.Since(x.started))),
		backoff.WithNotify(func(_ error, wait time.Duration) {
			x.log(ctx, slog.LevelInfo, "trying again", slog.Any("error", last), slog.Duration("wait", wait))
		}))
	switch {
	case err == nil:
		return got.response, got.body, nil
	case ctx.Err() != nil && !errors.Is(last, ctx.Err()):
		return nil, nil, fmt.Errorf("%w; the last attempt: %w", context.Cause(ctx), last)
	default:
		return got.response, got.body, last
	}
}

// outcome turns the error of an attempt into an error that tells backoff whether to try again, and
// when.
func (x *exchange) outcome(ctx context.Context, err error) error {
	switch refusal, ok := errors.AsType[*Error](err); {
	case err == nil:
		return nil
	case !x.mayRetry(ctx, err):
		return backoff.Permanent(err)
	case !ok || refusal.RetryAfter == 0:
		return err
	case !x.fits(ctx, refusal.RetryAfter):
		return backoff.Permanent(err)
	default:
		return &backoff.RetryAfterError{Duration: refusal.RetryAfter}
	}
}

// fits reports whether an attempt may begin after a wait.
func (x *exchange) fits(ctx context.Context, wait time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && wait >= time.Until(deadline) {
		return false
	}
	return wait <= x.settings.retry.MaxElapsed-time.Since(x.started)
}

// mayRetry reports whether an attempt that gave err may be followed by another.
func (x *exchange) mayRetry(ctx context.Context, err error) bool {
	if ctx.Err() != nil || x.attempts >= x.settings.retry.MaxAttempts {
		return false
	}
	if refusal, ok := errors.AsType[*Error](err); ok {
		switch refusal.StatusCode {
		case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
			return true
		case http.StatusConflict:
			return x.header[idempotencyHeader] != nil && x.lost
		default:
			return false
		}
	}
	if failure, ok := errors.AsType[*connectionError](err); ok {
		return !failure.final
	}
	unreadable, ok := errors.AsType[*DecodeError](err)
	return ok && unreadable.lost
}

// retryAfter returns the wait that a response asks for in Retry-After (RFC 9110, section 10.2.3),
// in seconds or as a date; 0 if it has no valid one. A date that is too far away for a Duration
// becomes the longest Duration.
func retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	// A number that is too large becomes the largest number of 32 bits: 136 years, which a Duration
	// can hold.
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
