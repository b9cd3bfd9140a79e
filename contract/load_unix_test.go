//go:build unix

package contract_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Loading a document doesn't wait for a pipe.
func TestLoadRefusesPipes(t *testing.T) {
	t.Parallel()
	pipe := filepath.Join(t.TempDir(), "openapi.yaml")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	_, err := contract.Load(t.Context(), pipe)
	require.EqualError(t, err, filepath.ToSlash(pipe)+": it is a pipe or a device, not a file; name an OpenAPI document")
}
