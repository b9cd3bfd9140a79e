package main

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLimitRisesWithWhatIsInUse(t *testing.T) {
	t.Parallel()
	assert.Equal(t, int64(200<<20), limitFor(0))
	assert.Equal(t, int64(200<<20), limitFor(50<<20))
	assert.Equal(t, int64(1050<<20), limitFor(300<<20))
	runtime.GC() // Before the first collection, nothing is known to be in use.
	assert.Positive(t, inUse())
}

// Garbage may take twice what a usual document takes, and half of what a huge one takes.
func TestLessGarbageIsAllowedWhenMuchIsInUse(t *testing.T) {
	t.Parallel()
	for megabytes, percent := range map[uint64]int{0: 200, 100: 200, 128: 200, 256: 100, 512: 50, 10_000: 50} {
		assert.Equal(t, percent, garbageFor(megabytes<<20), "%d MB", megabytes)
	}
}

func TestEachCollectionIsNoticed(t *testing.T) {
	t.Parallel()
	noticed := make(chan struct{}, 100)
	afterEachCollection(func() {
		select {
		case noticed <- struct{}{}:
		default:
		}
	})
	for range 3 {
		require.Eventually(t, func() bool {
			runtime.GC()
			select {
			case <-noticed:
				return true
			default:
				return false
			}
		}, 30*time.Second, time.Millisecond)
	}
}

// It isn't parallel, because it measures the heap of the whole program.
func TestMuchGarbageIsCollected(t *testing.T) { //nolint:paralleltest // See above.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	const size = 2 * muchGarbage
	runtime.GC()
	before := inUse()
	func() {
		garbage := make([]byte, size)
		runtime.GC()
		assert.Greater(t, inUse(), before+size/2)
		runtime.KeepAlive(garbage)
	}()
	collectMuch()
	assert.Less(t, inUse(), before+size/2)
}
