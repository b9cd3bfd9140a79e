package wholefile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// names returns the names of what is in a directory.
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
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "missing", "a.txt"))
	err := wholefile.Write(file, "report", []byte("new"))
	require.ErrorIs(t, err, fs.ErrNotExist)
	assert.Regexp(t, `^.*/missing/a\.txt: the report was not written: [^:]*; name a file in a directory that can be written$`, err.Error())
}

// A link stays one; what it leads to is written.
func TestWriteFollowsALink(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "a.txt"), filepath.Join(dir, "link.txt")
	require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	if err := os.Symlink("a.txt", link); err != nil {
		t.Skip("there are no links: ", err)
	}
	require.NoError(t, wholefile.Write(link, "text", []byte("new")))
	pending, err := wholefile.Create(link)
	require.NoError(t, err)
	_, err = pending.WriteString("newer")
	require.NoError(t, err)
	written, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "new", string(written))
	require.NoError(t, pending.Replace())
	written, err = os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, "newer", string(written))
	info, err := os.Lstat(link)
	require.NoError(t, err)
	assert.NotZero(t, info.Mode()&fs.ModeSymlink)
}

func TestPendingIsThereWholeOrNotAtAll(t *testing.T) {
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

// A directory can't be replaced by a file: what was written is discarded then.
func TestPendingThatCannotBePutInPlace(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "a")
	require.NoError(t, os.MkdirAll(filepath.Join(file, "full"), 0o700))
	pending, err := wholefile.Create(file)
	require.NoError(t, err)
	err = pending.Replace()
	require.Error(t, err)
	assert.NotContains(t, wholefile.Cause(err).Error(), dir)
	require.NoError(t, pending.Discard())
	assert.Equal(t, []string{"a"}, names(t, dir))
}
