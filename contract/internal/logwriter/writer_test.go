package logwriter_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/logwriter"
)

// writes is a writer that keeps each write separately.
type writes struct {
	mu   sync.Mutex
	list []string
	err  error
}

func (w *writes) all() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.list)
}

func (w *writes) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, string(p))
	return len(p), w.err
}

// The writer passes on lines together if they come shortly after each other. It does so soon, and
// keeps their order.
func TestLinesArePassedOnTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var next writes
		w := logwriter.New(&next)
		write := func(line string) {
			_, err := io.WriteString(w, line)
			require.NoError(t, err)
		}
		time.Sleep(time.Hour) // The clock is that of synctest, so this takes no time.
		write("first\n")
		write("second\n")
		assert.Empty(t, next.all())
		time.Sleep(time.Second)
		synctest.Wait()
		assert.Equal(t, []string{"first\nsecond\n"}, next.all())
		write("third\n")
		require.NoError(t, w.Close())
		assert.Equal(t, []string{"first\nsecond\n", "third\n"}, next.all())
		_, err := io.WriteString(w, "fourth\n")
		require.ErrorIs(t, err, io.ErrClosedPipe)
	})
}

func TestTheFirstErrorIsReturned(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	w := logwriter.New(&writes{err: full})
	_, err := io.WriteString(w, "line\n")
	require.NoError(t, err)
	require.ErrorIs(t, w.Close(), full)
}

// No line is lost or split, even if there are more lines than the buffer can keep.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	var next writes
	w := logwriter.New(&next)
	var writers sync.WaitGroup
	const count, long = 8, 100_000
	for range count {
		writers.Go(func() {
			_, err := io.WriteString(w, strings.Repeat("-", long)+"\n")
			assert.NoError(t, err)
		})
	}
	writers.Wait()
	require.NoError(t, w.Close())
	assert.Equal(t, strings.Repeat(strings.Repeat("-", long)+"\n", count), strings.Join(next.all(), ""))
}
