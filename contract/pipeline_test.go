package contract

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
)

// TestABatchStopsWithItsReader checks that a batch ends without checking its exchanges when nobody
// reads the results.
func TestABatchStopsWithItsReader(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	ran := 0
	run := func() []Finding {
		ran++
		stop()
		return nil
	}
	w := newBatch()
	w.pending = []*pendingCheck{{run: run}, {run: run}, {run: run}}
	w.check(ctx)
	assert.Equal(t, 1, ran)
	<-w.done
}

// TestABatchThatNoWorkerTakesIsDone checks that a batch is done when everything stops before a
// worker takes the batch, because the reader may already wait for it.
func TestABatchThatNoWorkerTakesIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		l := &pipeline{queue: make(chan *batch), inOrder: make(chan *batch), next: newBatch()}
		l.next.pending = []*pendingCheck{{}}
		read := make(chan struct{})
		go func() {
			w := <-l.inOrder
			stop()
			<-w.done
			close(read)
		}()
		assert.False(t, l.handOver(ctx))
		<-read
	})
}
