package sandbox_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/nilcall"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// What can return an error doesn't panic if it gets nil values.
func TestNilValuesGiveErrors(t *testing.T) {
	t.Parallel()
	for _, c := range nilcall.Of(
		sandbox.Open, sandbox.LoadSeed, sandbox.ParseSeed, (*sandbox.HTTPServer).Serve, (*sandbox.Sandbox).Close, (*sandbox.Sandbox).Differences,
		(*sandbox.Sandbox).Export, (*sandbox.Sandbox).Import, (*sandbox.Sandbox).Inject, (*sandbox.Sandbox).Reset,
	) {
		assert.NotPanics(t, c.Do, c.Name)
	}
	require.ErrorContains(t, sandbox.NewHTTPServer(http.NotFoundHandler(), nil).Serve(nil), "the listener is nil")
	for _, option := range []sandbox.Option{nil, sandbox.WithClock(nil), sandbox.WithIDs(nil), sandbox.WithWait(nil), sandbox.WithLogger(nil)} {
		_, err := sandbox.Open(option)
		require.ErrorContains(t, err, "is nil")
	}
}
