package organizations_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestEachSentinelIsOneStatus(t *testing.T) {
	t.Parallel()
	sentinels := map[int]error{
		400: organizations.ErrBadRequest, 401: organizations.ErrUnauthorized, 403: organizations.ErrForbidden,
		404: organizations.ErrNotFound, 409: organizations.ErrConflict, 422: organizations.ErrUnprocessableEntity,
		429: organizations.ErrTooManyRequests, 500: organizations.ErrInternalServerError, 502: organizations.ErrBadGateway,
		503: organizations.ErrServiceUnavailable, 504: organizations.ErrGatewayTimeout,
	}
	for status, sentinel := range sentinels {
		err := fmt.Errorf("wrapped: %w", get(newClient(t, always(status, `{}`), organizations.WithRetry(organizations.RetryPolicy{MaxAttempts: 1}))))
		for other, of := range sentinels {
			assert.Equal(t, other == status, errors.Is(err, of), "%d is %v", status, of)
		}
		assert.Equal(t, fmt.Sprintf("%d %s", status, http.StatusText(status)), sentinel.Error())
	}
}

func TestAnErrorHasTheHeaderOfTheResponse(t *testing.T) {
	t.Parallel()
	p := &peer{answer: func(int) (*http.Response, error) {
		response := withHeader(says(429, `{}`), "Retry-After", "7200")
		response.Header["X-Request-Id"] = []string{"a", "b"}
		return response, nil
	}}
	err := fmt.Errorf("wrapped: %w", get(newClient(t, p)))
	var refusal *organizations.Error
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, 429, refusal.StatusCode)
	assert.Equal(t, 2*time.Hour, refusal.RetryAfter)
	assert.Equal(t, "7200", refusal.Header.Get("Retry-After"))
	assert.Equal(t, []string{"a", "b"}, refusal.Header.Values("X-Request-ID"))
	assert.Len(t, p.requests, 1, "two hours are not waited for")

	p = &peer{answer: func(int) (*http.Response, error) { return withHeader(says(404, `{}`), "X-Echo", "of "+secret), nil }}
	err = get(newClient(t, p))
	require.ErrorAs(t, err, &refusal)
	assert.Equal(t, "of [redacted]", refusal.Header.Get("X-Echo"))
	assert.Equal(t, "application/json", refusal.Header.Get("Content-Type"))
}
