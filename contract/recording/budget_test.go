package recording

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/disguise"
)

// TestWithoutSecretsIsBounded: a body that costs more than its budget is left out with the reason,
// and the other body stays.
func TestWithoutSecretsIsBounded(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("openapi.yaml", []byte("openapi: 3.0.3\ninfo: {title: a, version: '1'}\npaths: {}\n"))
	require.NoError(t, err)
	encoded := base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString([]byte("the quick brown fox has a password"))))
	x := &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodPost, URL: &url.URL{Scheme: "https", Host: "a.example", Path: "/"},
			Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte("a b c"),
		},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"text/plain"}}, Body: []byte(strings.Repeat(encoded+" ", 40))},
	}
	r := NewRedactor(c, RedactorOptions{})
	s := &search{Redactor: r, budgets: budgets{request: disguise.NewBudget(1 << 20), response: disguise.NewBudget(1 << 10), heads: disguise.NewBudget(1 << 20)}}
	var result redacted
	original, _, err := s.withoutSecrets(x, &result)
	require.ErrorIs(t, err, errCostly)
	assert.Equal(t, x, original)

	y := result.omit(x, s.budgets.refuse)
	assert.True(t, y.Response.BodyOmitted)
	assert.False(t, y.Request.BodyOmitted)
	require.Len(t, result.omitted, 1)
	require.ErrorIs(t, result.omitted[0], errCostly)

	y.Request.Body = nil
	s.budgets.heads = disguise.NewBudget(1)
	y.Request.Header.Set("X-A", strings.Repeat("a", 100))
	assert.Same(t, y, result.omit(y, s.budgets.refuse), "there is no body to leave out")
}
