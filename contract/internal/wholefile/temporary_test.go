package wholefile

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// A temporary file has a name from the beginning if the file system can't do without.
func TestATemporaryFileWithAName(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "a")
	named, err := openNamed(file+"-temporary", owner)
	require.NoError(t, err)
	pending := &Pending{File: named, file: file}
	require.NoError(t, pending.Replace())
	require.FileExists(t, file)
	require.NoFileExists(t, named.Name())

	named, err = openNamed(file+"-temporary", owner)
	require.NoError(t, err)
	pending = &Pending{File: named, file: file}
	if err := os.Remove(named.Name()); err != nil {
		t.Skip("the system doesn't remove an open file: ", err)
	}
	require.ErrorIs(t, pending.Replace(), fs.ErrNotExist)
	require.NoError(t, pending.Discard())
}
