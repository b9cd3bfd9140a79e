package sandbox

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.etcd.io/bbolt"
)

// A file whose pages are damaged is refused when it is opened. The database would follow a circle
// of pages without end, or overwrite pages that are in use.
func TestFilesWhosePagesAreDamaged(t *testing.T) {
	t.Parallel()
	const freeList = 16
	wait := func(context.Context, time.Duration) error { return nil }
	whole := filepath.Join(t.TempDir(), "state.db")
	s, err := openStore(whole, wait)
	require.NoError(t, err)
	for range 2 { // The second time frees pages.
		require.NoError(t, s.update(func(tx *bbolt.Tx) error {
			bucket, err := tx.CreateBucketIfNotExists([]byte("a"))
			for i := range 300 {
				err = errors.Join(err, bucket.Put(fmt.Append(nil, "key", i), []byte(strings.Repeat("v", 100))))
			}
			return err
		}))
	}
	size := s.db.Info().PageSize
	require.NoError(t, s.close())
	text, err := os.ReadFile(whole)
	require.NoError(t, err)
	// change changes each page of a kind, also those that are no longer in use.
	change := func(kind uint16, change func(page []byte)) func([]byte) []byte {
		return func(data []byte) []byte {
			for at := 0; at < len(data); at += size {
				if binary.NativeEndian.Uint16(data[at+8:]) == kind && binary.NativeEndian.Uint16(data[at+10:]) > 1 {
					change(data[at:])
				}
			}
			return data
		}
	}
	used := uint64(0)
	change(branchPage, func(page []byte) { used = binary.NativeEndian.Uint64(page[24:]) })(text)
	require.NotZero(t, used)
	for name, damage := range map[string]func(data []byte) []byte{
		"a circle":            change(branchPage, func(page []byte) { copy(page[24:32], page[:8]) }),
		"a page twice":        change(branchPage, func(page []byte) { copy(page[24:32], page[40:48]) }),
		"no such page":        change(branchPage, func(page []byte) { binary.NativeEndian.PutUint64(page[24:], 1<<40) }),
		"no elements":         change(branchPage, func(page []byte) { binary.NativeEndian.PutUint16(page[10:], 0) }),
		"many elements":       change(leafPage, func(page []byte) { binary.NativeEndian.PutUint16(page[10:], 0xffff) }),
		"a long page":         change(leafPage, func(page []byte) { binary.NativeEndian.PutUint32(page[12:], 0xffffffff) }),
		"a long value":        change(leafPage, func(page []byte) { binary.NativeEndian.PutUint32(page[28:], 0xffffffff) }),
		"wrong order":         change(leafPage, func(page []byte) { page[16+binary.NativeEndian.Uint32(page[20:])] = 0xff }),
		"another kind":        change(leafPage, func(page []byte) { page[8] = 7 }),
		"another page":        change(leafPage, func(page []byte) { page[0]++ }),
		"a used page is free": change(freeList, func(page []byte) { binary.NativeEndian.PutUint64(page[16:], used) }),
		"the end":             func(data []byte) []byte { return data[:4*size] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "state.db")
			require.NoError(t, os.WriteFile(file, damage(slices.Clone(text)), 0o600))
			_, err := openStore(file, wait)
			require.EqualError(t, err, filepath.ToSlash(file)+": the state file can't be used: it is damaged; name another one, or a new one")
		})
	}
	s, err = openStore(whole, wait)
	require.NoError(t, err, "the file itself is right")
	require.NoError(t, s.close())
}

// The target of a link might be any file of the machine.
func TestAStateFileIsNoLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target.db"), filepath.Join(dir, "link.db")
	if err := os.Symlink(target, link); err != nil {
		t.Skip(err)
	}
	_, err := Open(WithState(link))
	require.EqualError(t, err, filepath.ToSlash(link)+": the state file can't be used: it is a link; name another one, or a new one")
	require.NoFileExists(t, target)
}
