package wholefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

func TestCheckFindsWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old := filepath.Join(dir, "old.txt")
	require.NoError(t, os.WriteFile(old, []byte("old"), 0o600))
	require.NoError(t, wholefile.Check(filepath.Join(dir, "new.txt"), "report"))
	require.NoError(t, wholefile.Check(old, "report"))
	require.NoError(t, wholefile.Check(os.DevNull, "report"))
	assert.Equal(t, []string{"old.txt"}, names(t, dir))

	for name, file := range map[string]string{"no directory": filepath.Join(dir, "none", "a.txt"), "a directory": dir, "a file for a directory": filepath.Join(old, "a.txt")} {
		err := wholefile.Check(file, "report")
		require.ErrorContains(t, err, filepath.ToSlash(file)+": the report was not written: ", name)
		require.ErrorContains(t, err, "; name a file in a directory that can be written", name)
	}
}
