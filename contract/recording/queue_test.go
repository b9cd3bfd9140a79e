package recording

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/capture"
)

// TestQueueTakesNothingBeyondItsBounds checks that a full queue refuses a job at once, and does the
// other jobs in order.
func TestQueueTakesNothingBeyondItsBounds(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		bytes int64
		taken int
	}{"many": {0, maxWaitingBytes/costOfJob - 1}, "long": {maxWaitingBytes/4 - costOfJob, 3}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			q := newQueue()
			began, goOn := make(chan struct{}), make(chan struct{})
			assert.True(t, q.add(tt.bytes, func() { close(began); <-goOn }))
			<-began // The job has begun. It holds its bytes but is not waiting.
			var done []int
			for i := range tt.taken {
				assert.True(t, q.add(tt.bytes, func() { done = append(done, i) }))
			}
			assert.False(t, q.add(tt.bytes, func() { t.Error("the queue did a refused job") }))
			close(goOn)
			assert.Zero(t, q.close(context.Background(), noMore))
			assert.Len(t, done, tt.taken)
			assert.True(t, slices.IsSorted(done))
			assert.False(t, q.add(1, func() { t.Error("the queue did a refused job") }), "the queue is closed")
		})
	}
}

// TestQueueLeavesWhatTakesTooLong checks that close does only as many jobs as it may if the time is
// up.
func TestQueueLeavesWhatTakesTooLong(t *testing.T) {
	t.Parallel()
	for _, more := range []int{0, 2, 5} {
		q := newQueue()
		began, goOn := make(chan struct{}), make(chan struct{})
		done := 0
		assert.True(t, q.add(1, func() { close(began); <-goOn }))
		<-began
		for range 3 {
			assert.True(t, q.add(1, func() { done++ }))
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		undone := make(chan int)
		go func() { undone <- q.close(ctx, func() bool { return done < more }) }()
		for isUp := false; !isUp; { // The running job goes on until the time is up.
			q.mu.Lock()
			isUp = q.more != nil
			q.mu.Unlock()
		}
		close(goOn)
		assert.Equal(t, max(0, 3-more), <-undone)
		assert.Equal(t, min(3, more), done)
	}
}

// TestQueueCountsHeaders checks that the queue counts the memory of headers as well as of bodies.
func TestQueueCountsHeaders(t *testing.T) {
	t.Parallel()
	began, goOn := make(chan struct{}), make(chan struct{})
	var errs []error
	r := &Recorder{queue: newQueue(), Report: func(_ []contract.Finding, err error) { errs = append(errs, err) }}
	assert.True(t, r.queue.add(1, func() { close(began); <-goOn }))
	<-began
	long := strings.Repeat("a", maxWaitingBytes/4)
	r.take(&capture.Exchange{Method: http.MethodGet, URL: &url.URL{Path: long}, ResponseHeader: http.Header{"A": {long, long, long}}}, time.Time{})
	close(goOn)
	assert.Zero(t, r.queue.close(context.Background(), noMore))
	require.Len(t, errs, 1)
	assert.EqualError(t, errs[0], "a GET request is not recorded: more requests came than can be redacted in time")
}
