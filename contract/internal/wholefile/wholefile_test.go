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

// names returns the names of the files in a directory.
func names(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	require.NoError(t, err)
	var all []string
	for _, entry := range entries {
		all = append(all, entry.Name())
	}
	return all
}

func TestWriteReplacesWhatWasThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txt")
	require.NoError(t, os.WriteFile(file, []byte("a longer text from before"), 0o600))
	require.NoError(t, wholefile.Write(file, "text", []byte("new")))
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "new", string(written))
	assert.Equal(t, []string{"a.txt"}, names(t, dir))
}

func TestWriteNamesTheFileAndNotTheTemporaryOne(t *testing.T) {
	t.Parallel()
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "missing", "a.txt"))
	err := wholefile.Write(file, "report", []byte("new"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.Regexp(t, `^.*/missing/a\.txt: the report was not written: [^:]*; name a file in a directory that can be written$`, err.Error())
}

// TestLinksAreNotFollowed checks that a person who can create a link can't choose which file is
// overwritten.
func TestLinksAreNotFollowed(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txt")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	for _, target := range []string{"a.txt", "none.txt"} {
		link := filepath.Join(dir, "link to "+target)
		if err := os.Symlink(target, link); err != nil {
			t.Skip("there are no links: ", err)
		}
		require.ErrorContains(t, wholefile.Write(link, "text", []byte("new")), "it is a link; name the file itself")
		_, err := wholefile.Create(link)
		require.EqualError(t, err, "it is a link; name the file itself")
	}
	left, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "old", string(left))
	assert.Equal(t, []string{"a.txt", "link to a.txt", "link to none.txt"}, names(t, dir))
}

// The name of a file may lead through a link to a directory and out of that directory again.
func TestADirectoryAboveALink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(dir, "far", "inner"), 0o700))
	if err := os.Symlink(filepath.Join("far", "inner"), filepath.Join(dir, "link")); err != nil {
		t.Skip("there are no links: ", err)
	}
	file := dir + "/link/../a.txt"
	pending, err := wholefile.Create(file)
	require.NoError(t, err)
	assert.Equal(t, []string{"far", "link"}, names(t, dir), "the temporary file is beside its place, and so in its file system")
	require.NoError(t, pending.Replace())
	assert.Equal(t, []string{"a.txt", "inner"}, names(t, filepath.Join(dir, "far")))
}

func TestPendingIsThereWholeOrNotAtAll(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "a.txt")
	discarded, err := wholefile.Create(file)
	require.NoError(t, err)
	_, err = discarded.WriteString("half")
	require.NoError(t, err)
	assert.NoFileExists(t, file)
	require.NoError(t, discarded.Discard())
	assert.Empty(t, names(t, dir))

	kept, err := wholefile.Create(file)
	require.NoError(t, err)
	_, err = kept.WriteString("whole")
	require.NoError(t, err)
	require.NoError(t, kept.Replace())
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "whole", string(written))
	assert.Equal(t, []string{"a.txt"}, names(t, dir))
}

// TestPendingThatCannotBePutInPlace checks that a file can't replace a directory. If the directory
// already exists at the beginning, Create returns an error, before anything is recorded.
func TestPendingThatCannotBePutInPlace(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "a")
	pending, err := wholefile.Create(file)
	require.NoError(t, err)
	require.NoError(t, os.MkdirAll(filepath.Join(file, "full"), 0o700))
	_, err = wholefile.Create(file)
	require.ErrorIs(t, err, syscall.EISDIR)
	err = pending.Replace()
	require.Error(t, err)
	assert.NotContains(t, wholefile.Cause(err).Error(), dir)
	require.NoError(t, pending.Discard())
	assert.Equal(t, []string{"a"}, names(t, dir))
}
