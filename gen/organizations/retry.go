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

// RetryPolicy says how often and how long the client retries a call. If a field is zero, its
// default applies. With MaxAttempts 1, the client doesn't retry.
//
// The client retries after a lost connection and after 429, 502, 503 and 504, if another attempt
// may succeed and does no harm. The connection may also be lost while the client reads the
// response. For instance, it is lost if the server sends nothing, or less than 1 KiB, for 30
// seconds in the middle of a body. But [Client.Organizations] doesn't retry once its loop has
// begun. GET, PUT and DELETE are idempotent by themselves. A POST is idempotent because it has an
// idempotency key. The waits between attempts grow exponentially, with jitter. If the response asks
// for a wait in Retry-After, the client waits that long instead. If this wait is longer than what
// is left of MaxElapsed or of the context, the call returns the [Error] at once, with its
// RetryAfter. No attempt begins after the context ends.
//
// The client doesn't retry after a 500, because the API records the outcome of a POST under its key
// and would return the same 500 again. The client retries after a 409 only if the request has an
// idempotency key and an earlier attempt of the same call was lost. Then the 409 can mean that the
// lost attempt still holds a lock on the key. If the 409 is the recorded outcome instead, another
// attempt changes nothing. If no attempt was lost, the client returns the 409 at once. If a DELETE
// gets 404 after a lost attempt, the call succeeds: the lost attempt deleted the organization.
//
// If a server of HTTP/2 says that it hasn't processed a request, [http.Transport] sends the request
// again within the same attempt. After 100 times, the client ends the call.
type RetryPolicy struct {
	// MaxAttempts is the number of attempts, including the first. The default is 4.
	MaxAttempts int
	// MaxElapsed limits the time in which further attempts may begin. It counts from the start of
	// the first attempt. The default is 1 minute.
	MaxElapsed time.Duration
	// InitialInterval is the wait before the second attempt, without jitter. The default is 500 ms.
	InitialInterval time.Duration
	// MaxInterval is the longest wait, without jitter. The default is 20 s.
	MaxInterval time.Duration
}

// maxWait is the longest time in a policy. Because of this limit of 36 years, the sum of two times
// doesn't overflow.
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

// send makes attempts until one succeeds. It returns the response and its open body. It also
// returns the response together with a [VersionError].
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

// sendAgain makes the attempts after the first. err is the error of the first attempt.
func (x *exchange) sendAgain(ctx context.Context, err error) (*http.Response, *body, error) {
	policy := x.settings.retry
	wait := backoff.NewExponentialBackOff()
	wait.InitialInterval, wait.MaxInterval, wait.Multiplier = policy.InitialInterval, policy.MaxInterval, 2
	reported := false
	last := err
	var got received
	_, err = backoff.Retry(ctx, func() (struct{}, error) {
		if reported { // The first call returns the error of the first attempt, so that backoff waits before the second.
			got.response, got.body, last = x.attempt(ctx) //nolint:bodyclose // The caller of send closes the body.
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
	case ctx.Err() != nil && !errors.Is(last, ctx.Err()) && !errors.Is(last, errResent):
		return nil, nil, fmt.Errorf("%w; the last attempt: %w", context.Cause(ctx), last)
	default:
		return got.response, got.body, last
	}
}

// outcome converts the error of an attempt to an error that tells backoff whether to try again, and
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

// fits reports whether the policy and the context allow an attempt after the wait.
func (x *exchange) fits(ctx context.Context, wait time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && wait >= time.Until(deadline) {
		return false
	}
	return wait <= x.settings.retry.MaxElapsed-time.Since(x.started)
}

// mayRetry reports whether the client may retry after an attempt that failed with err.
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

// retryAfter returns the wait that the response's Retry-After header asks for (RFC 9110, section
// 10.2.3). The header has seconds or a date. retryAfter returns 0 if the header is missing or
// invalid. If the date is too far away for a Duration, it returns the longest Duration.
func retryAfter(header http.Header) time.Duration {
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	// A number that is too large becomes the largest 32-bit number of seconds. These are 136 years,
	// which a Duration can represent.
	if seconds, err := strconv.ParseUint(text, 10, 32); err == nil || errors.Is(err, strconv.ErrRange) {
		return time.Duration(seconds) * time.Second
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at))
	}
	return 0
}
