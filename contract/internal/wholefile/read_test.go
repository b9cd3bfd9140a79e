package wholefile_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

func TestRead(t *testing.T) {
	t.Parallel()
	const limit = 2 << 10
	file := filepath.Join(t.TempDir(), "a")
	_, err := wholefile.Read(file, limit)
	require.ErrorIs(t, err, fs.ErrNotExist)
	whole := strings.Repeat("a", limit)
	require.NoError(t, os.WriteFile(file, []byte(whole), 0o600))
	data, err := wholefile.Read(file, limit)
	require.NoError(t, err)
	assert.Equal(t, whole, string(data))
	require.NoError(t, os.WriteFile(file, []byte(whole+"a"), 0o600))
	_, err = wholefile.Read(file, limit)
	require.EqualError(t, wholefile.Cause(err), "it is larger than 2 KiB")
}
