package contract

import (
	"context"
	"net/url"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestABatchStopsWithItsReader checks that a batch ends without checking its exchanges when nobody
// reads the results.
func TestABatchStopsWithItsReader(t *testing.T) {
	t.Parallel()
	c, err := Parse("openapi.yaml", []byte("openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\npaths: {}\n"))
	require.NoError(t, err)
	w := newBatch()
	for range 3 {
		w.pending = append(w.pending, pendingCheck{Checked: Checked{Exchange: &Exchange{Request: Request{Method: "GET", URL: &url.URL{Path: "/"}}}}})
	}
	w.check(&stopping{Context: t.Context(), after: 1}, c, &validation{})
	var findings []int
	for _, p := range w.pending {
		findings = append(findings, len(p.Findings))
	}
	assert.Equal(t, []int{1, 0, 0}, findings)
	<-w.done
}

// stopping is a context that is done after it was asked a number of times.
type stopping struct {
	context.Context

	after int
}

func (s *stopping) Err() error {
	if s.after--; s.after < 0 {
		return context.Canceled
	}
	return nil
}

// TestABatchThatNoWorkerTakesIsDone checks that a batch is done when everything stops before a
// worker takes the batch, because the reader may already wait for it.
func TestABatchThatNoWorkerTakesIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		l := &pipeline{queue: make(chan *batch), inOrder: make(chan *batch), next: newBatch()}
		l.next.pending = []pendingCheck{{}}
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
