//go:build unix

package wholefile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// A pipe is written to and stays one, as /dev/stdout has to.
func TestAPipeIsNotReplaced(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	// Open for both, so that nobody waits for the other end.
	reader, err := os.OpenFile(pipe, os.O_RDWR, 0)
	require.NoError(t, err)
	t.Cleanup(func() { _ = reader.Close() })
	require.NoError(t, wholefile.Write(pipe, "text", []byte("new")))
	read := make([]byte, 3)
	info, err := os.Lstat(pipe)
	require.NoError(t, err)
	require.NotZero(t, info.Mode()&fs.ModeNamedPipe)
	_, err = reader.Read(read)
	require.NoError(t, err)
	assert.Equal(t, "new", string(read))

	_, err = wholefile.Create(pipe)
	assert.EqualError(t, err, "it is no regular file")
}
