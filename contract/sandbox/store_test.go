package sandbox

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
)

// The database panics if it notices only when it writes that its file is damaged. Each write then
// returns an error of one line, and the store can be closed.
func TestDamageThatIsNoticedByAWrite(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "state.db")
	s, err := openStore(file, func(context.Context, time.Duration) error { return nil })
	require.NoError(t, err)
	require.NoError(t, s.update(func(*bbolt.Tx) error { return nil }))
	want := filepath.ToSlash(file) + ": the state file can't be used: it is damaged; name another one, or a new one"
	require.EqualError(t, s.update(func(*bbolt.Tx) error { panic("pgid 7 above high water mark") }), want)
	require.EqualError(t, s.update(func(*bbolt.Tx) error { return nil }), want)
	require.NoError(t, s.close())
	require.NoError(t, s.db.Close(), "so that the file can be removed")
}
