package contract_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/nilcall"
)

// What can return an error doesn't panic if it gets nil values.
func TestNilValuesGiveErrors(t *testing.T) {
	t.Parallel()
	transport := &contract.Transport{Contract: loadContract(t), Report: func(*contract.Exchange, []contract.Finding) {}}
	for _, c := range nilcall.Of(
		contract.Load, contract.Parse, contract.ParseFS, (*contract.Contract).CheckAll, &contract.Transport{}, transport, &contract.Rule{}, &contract.Location{},
	) {
		assert.NotPanics(t, c.Do, c.Name)
	}
}

func TestLoadNeedsAContextAndOptions(t *testing.T) {
	t.Parallel()
	var nobody *struct{ context.Context }
	for _, ctx := range []context.Context{nil, nobody} {
		_, err := contract.Load(ctx, "http://127.0.0.1:1/openapi.yaml")
		require.EqualError(t, err, "contract.Load: the context is nil")
	}
	_, err := contract.Load(t.Context(), "openapi.yaml", nil)
	require.EqualError(t, err, "contract.Load: an option is nil")
}

// An exchange without a URL has a path that the document doesn't have.
func TestAnExchangeWithoutAURL(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	x := &contract.Exchange{}
	findings := c.Check(x)
	if assert.NotEmpty(t, findings) {
		assert.Equal(t, "request.path", findings[0].Rule.String())
	}
	assert.Empty(t, c.Secrets(x))
	for _, exchanges := range []func(yield func(*contract.Exchange, error) bool){nil, func(yield func(*contract.Exchange, error) bool) { yield(nil, nil) }} {
		for _, err := range c.CheckAll(exchanges) {
			require.ErrorContains(t, err, "is nil")
		}
	}
}
