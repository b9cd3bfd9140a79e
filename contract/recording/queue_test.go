package recording

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
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

// TestQueueLeavesManyBytes checks that close does only jobs with few bytes together if the time is
// up.
func TestQueueLeavesManyBytes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		goOn := make(chan struct{})
		assert.True(t, q.add(maxLateBytes, func() { <-goOn }))
		synctest.Wait()
		done := 0
		for range 9 {
			assert.True(t, q.add(maxLateBytes/4-costOfJob, func() { done++ }))
		}
		up, cancel := context.WithCancel(t.Context())
		cancel()
		go func() { assert.Equal(t, 5, q.close(up, func() bool { return true })) }()
		synctest.Wait()
		close(goOn)
		synctest.Wait()
		assert.Equal(t, 4, done)
	})
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

// When a proxy ends, it says how many exchanges still wait after a second. If they take longer than
// they may, it leaves out what was not begun.
func TestTheProxySaysWhatIsLeftToRedact(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		jobs    int
		each    time.Duration
		waiting []int
	}{
		"none":  {0, 0, nil},
		"quick": {5, time.Second / 10, nil},
		"slow":  {3, 2 * time.Second / 3, []int{2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				goOn := make(chan struct{})
				close(goOn)
				w, _ := beginning(t, goOn)
				defer w.Discard() //nolint:errcheck // There is nothing to discard but an empty file.
				var waiting []int
				q := newQueue()
				p := &Proxy{
					Recorder: &Recorder{Writer: w, queue: q, Report: func(_ []contract.Finding, err error) { assert.NoError(t, err) }},
					Waiting:  func(n int) { waiting = append(waiting, n) },
				}
				for range tt.jobs {
					assert.True(t, q.add(1, func() { time.Sleep(tt.each) }))
				}
				p.endQueue(t.Context())
				synctest.Wait()
				assert.Equal(t, tt.waiting, waiting)
				assert.Zero(t, q.len())
			})
		})
	}
}

// TestTheProxyReportsEachRequestThatItLeavesOut checks that whoever counts the errors counts the
// requests that are not recorded.
func TestTheProxyReportsEachRequestThatItLeavesOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		goOn := make(chan struct{})
		close(goOn)
		w, _ := beginning(t, goOn)
		defer w.Discard() //nolint:errcheck // There is nothing to discard but an empty file.
		q := newQueue()
		var errs []error
		p := &Proxy{Recorder: &Recorder{Writer: w, queue: q, Report: func(_ []contract.Finding, err error) { errs = append(errs, err) }}}
		for range 4 {
			assert.True(t, q.add(maxLateBytes, func() { time.Sleep(2 * minDrain) }))
		}
		p.endQueue(t.Context())
		assert.Equal(t, []error{errLast, errLast, errLast}, errs)
	})
}
