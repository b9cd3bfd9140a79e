package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An error of the operating system stays as it is, although the file exists.
func TestErrorsOfTheOperatingSystem(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "a.yaml"), nil, 0o600))
	for _, cause := range []error{syscall.EMFILE, syscall.EACCES, syscall.ENOENT} {
		err := &fs.PathError{Op: "openat", Path: "a.yaml", Err: cause}
		assert.Equal(t, err, disk(dir).explain("a.yaml", err))
	}
}
