package wholefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Nothing is left of a file if the process is killed before the file is complete.
func TestAPendingFileHasNoName(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, file := range []string{filepath.Join(dir, "a"), dir + "/./b"} {
		pending, err := wholefile.Create(file)
		require.NoError(t, err)
		_, err = pending.WriteString("whole")
		require.NoError(t, err)
		assert.Empty(t, names(t, dir))
		require.NoError(t, pending.Replace())
		assert.Equal(t, []string{filepath.Base(file)}, names(t, dir))
		require.NoError(t, os.Remove(file))
	}
}
