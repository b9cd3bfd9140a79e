package contract

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
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

// The invariants of all exchanges of a run share one budget, in whichever session an exchange is.
// Their cost counts as steps of a session.
func TestInvariantsShareABudget(t *testing.T) {
	t.Parallel()
	c, err := Parse("openapi.yaml", []byte(`{openapi: 3.0.3, info: {title: Shop, version: '1'}, paths: {/a: {get: {operationId: a, responses: {"200": {description: A}}}}},
 x-invariants: [{id: costly, message: it holds, rule: 'response.body.all(x, response.body.all(y, x == y))'}, {id: earlier, message: it holds, rule: '!("a" in last)'}]}`))
	require.NoError(t, err)
	exchange := func(file, body string) *Exchange {
		return &Exchange{
			Request:  Request{Method: "GET", URL: &url.URL{Path: "/a"}},
			Response: &Response{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(body)}, Source: Source{File: file},
		}
	}
	run := sessions{contract: c, budget: new(invariant.Budget)}
	named := exchange("a.har", "[]")
	named.Session = "s"
	for _, x := range []*Exchange{exchange("a.har", "[]"), exchange("b.har", "[]"), named} {
		v, _ := run.of(x).add(x)
		assert.Same(t, run.budget, v.budget)
	}
	s := c.Session()
	assert.Nil(t, s.budget)
	s.Check(exchange("", "[]"))
	cheap := s.Steps()
	s.Check(exchange("", "["+strings.Repeat("1,", 100)+"1]"))
	assert.Greater(t, s.Steps(), cheap+50*100)
}
