//go:build unix

package wholefile_test

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// TestAPipeIsNotReplaced checks that Write writes to a pipe that is already open, such as
// /dev/stdout, and doesn't replace it.
func TestAPipeIsNotReplaced(t *testing.T) {
	t.Parallel()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, reader.Close()) })
	pipe := fmt.Sprintf("/dev/fd/%d", writer.Fd())
	link := filepath.Join(t.TempDir(), "link")
	require.NoError(t, os.Symlink(pipe, link))
	for _, name := range []string{pipe, link} {
		require.NoError(t, wholefile.Check(name, "text"))
		require.NoError(t, wholefile.Write(name, "text", []byte("new")))
	}
	require.NoError(t, writer.Close())
	read, err := io.ReadAll(reader)
	require.NoError(t, err)
	assert.Equal(t, "newnew", string(read))
}

// TestNamedPipesAreRefused checks that nothing waits for another program to open a pipe.
func TestNamedPipesAreRefused(t *testing.T) {
	t.Parallel()
	const refused = "it is a named pipe, which may wait without end"
	dir := t.TempDir()
	pipe, link := filepath.Join(dir, "pipe"), filepath.Join(dir, "link")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	require.NoError(t, os.Symlink("pipe", link))
	for _, name := range []string{pipe, link} {
		_, err := wholefile.Read(name, 10)
		require.EqualError(t, wholefile.Cause(err), refused)
		require.ErrorContains(t, wholefile.Check(name, "text"), refused)
		require.ErrorContains(t, wholefile.Write(name, "text", nil), refused)
	}
	_, err := wholefile.Create(pipe)
	require.EqualError(t, err, "it is not a regular file")
}

// TestPermissions checks that only its owner may read a recording. Other existing files keep their
// permissions, and the umask narrows the permissions of new files.
func TestPermissions(t *testing.T) {
	before := syscall.Umask(0o027)
	t.Cleanup(func() { syscall.Umask(before) })
	permissions := func(file string) fs.FileMode {
		info, err := os.Stat(file)
		require.NoError(t, err)
		return info.Mode().Perm()
	}
	dir := t.TempDir()
	fresh, narrow, wide := filepath.Join(dir, "fresh"), filepath.Join(dir, "narrow"), filepath.Join(dir, "wide")
	require.NoError(t, os.WriteFile(narrow, nil, 0o600))
	require.NoError(t, os.WriteFile(wide, nil, 0o600))
	require.NoError(t, os.Chmod(wide, 0o644))
	shared := filepath.Join(dir, "shared")
	require.NoError(t, os.WriteFile(shared, nil, 0o600))
	require.NoError(t, os.Chmod(shared, 0o664))
	for _, file := range []string{fresh, narrow, shared} {
		require.NoError(t, wholefile.Write(file, "text", nil))
	}
	assert.Equal(t, fs.FileMode(0o640), permissions(fresh))
	assert.Equal(t, fs.FileMode(0o600), permissions(narrow))
	assert.Equal(t, fs.FileMode(0o664), permissions(shared))
	for _, file := range []string{fresh, narrow, wide} {
		pending, err := wholefile.Create(file)
		require.NoError(t, err)
		info, err := pending.Stat()
		require.NoError(t, err)
		assert.Equal(t, fs.FileMode(0o600), info.Mode().Perm(), "from the beginning")
		require.NoError(t, pending.Replace())
		assert.Equal(t, fs.FileMode(0o600), permissions(file))
	}
}

// TestAReplacedFileIsAnError checks that Replace puts only the file in place that was written.
func TestAReplacedFileIsAnError(t *testing.T) {
	t.Parallel()
	for name, replace := range map[string]func(name string) error{
		"a link":       func(name string) error { return os.Symlink("other", name) },
		"another file": func(name string) error { return os.WriteFile(name, nil, 0o600) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "a")
			pending, err := wholefile.Create(file)
			require.NoError(t, err)
			_ = os.Remove(pending.Name()) // On Linux, the file has no name yet.
			require.NoError(t, replace(pending.Name()))
			require.EqualError(t, pending.Replace(), "another program replaced the temporary file")
			require.NoError(t, pending.Discard())
			assert.NoFileExists(t, file)
		})
	}
}
