package probe_test

import (
	"context"
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/internal/nilcall"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// What can return an error doesn't panic if it gets nil values.
func TestNilValuesGiveErrors(t *testing.T) {
	t.Parallel()
	for _, c := range nilcall.Of(probe.New, probe.ParseFixtures, &probe.Probe{}) {
		assert.NotPanics(t, c.Do, c.Name)
	}
	c, err := contract.Parse("bookshop.yaml", bookshop.Document())
	require.NoError(t, err)
	p, err := probe.New(c, http.NotFoundHandler())
	require.NoError(t, err)
	var nobody *struct{ context.Context }
	for _, ctx := range []context.Context{nil, nobody} {
		_, err = p.Run(ctx)
		require.EqualError(t, err, "probe: the context is nil")
		require.EqualError(t, p.WritePlan(ctx, io.Discard), "probe: the context is nil")
	}
	require.EqualError(t, p.WritePlan(t.Context(), nil), "probe: the writer of the plan is nil")
	require.NoError(t, p.Close())
	for want, create := range map[string]func() (*probe.Probe, error){
		"the contract is nil":         func() (*probe.Probe, error) { return probe.New(nil, http.NotFoundHandler()) },
		"the server is nil":           func() (*probe.Probe, error) { return probe.New(c, http.HandlerFunc(nil)) },
		"an option is nil":            func() (*probe.Probe, error) { return probe.New(c, http.NotFoundHandler(), nil) },
		"the function of Each is nil": func() (*probe.Probe, error) { return probe.New(c, http.NotFoundHandler(), probe.Each(nil)) },
	} {
		_, err := create()
		require.ErrorContains(t, err, want)
	}
}
