//go:build unix

package wholefile_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Reading doesn't wait for a pipe, and doesn't begin to read a device.
func TestPipesAreNotRead(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	require.NoError(t, os.Symlink(pipe, link))
	for _, name := range []string{pipe, link, "/dev/zero", os.DevNull} {
		_, err := wholefile.Read(name, 1)
		require.ErrorContains(t, err, "it is a pipe or a device, not a file", name)
	}
}
