package contract

import (
	"context"
	"net/http"
	"net/url"
	"slices"
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
	w.check(&stopping{Context: t.Context(), after: 1}, c, &validation{}, new(invariant.Budget))
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

// The cost of invariants counts as steps of a session.
func TestInvariantsTakeSteps(t *testing.T) {
	t.Parallel()
	s := loopingContract(t).Session()
	s.Check(listing(1))
	cheap := s.Steps()
	s.Check(listing(100))
	assert.Greater(t, s.Steps(), cheap+50*100)
}

// All checks of a session share one budget, also those of its clones and after another recording
// began. When it is spent, no invariant that loops is evaluated, and none counts as held.
func TestInvariantsOfASessionShareABudget(t *testing.T) {
	t.Parallel()
	s := loopingContract(t).Session()
	held := func(s *Session) bool {
		findings, covered := s.Cover(listing(10))
		isHeld := slices.ContainsFunc(covered, func(c Covered) bool { return strings.HasPrefix(c.Claim, "invariant ") })
		assert.Equal(t, isHeld, len(findings) == 0)
		return isHeld
	}
	assert.True(t, held(s))
	s.budget.Spend(2 * spending)
	s.Forget()
	assert.False(t, held(s))
	assert.False(t, held(s.Clone()))
	assert.Equal(t, unchecked, rules(s.Check(listing(10))))
	assert.Equal(t, unchecked, rules(s.Next(listing(10))()))
	assert.True(t, held(loopingContract(t).Session()))
}

// The results of CheckAll are those of a check of one exchange after the other, whatever the workers
// have checked before the turn of an exchange comes.
func TestAnExchangeIsSettledInItsTurn(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		before, after uint64
		isChecked     bool
		want          []string
	}{
		"nothing is spent":                     {0, 0, true, nil},
		"workers leave it, as it may be spent": {spending - 2_000_000, 0, false, nil},
		"it is spent when the turn comes":      {0, spending, true, unchecked},
		"it is spent before a worker takes it": {2 * spending, 0, false, unchecked},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := loopingContract(t)
			w, budget := newBatch(), new(invariant.Budget)
			w.pending = []pendingCheck{{Checked: Checked{Exchange: listing(10)}}}
			budget.Spend(tt.before)
			w.check(t.Context(), c, new(validation), budget)
			budget.Spend(tt.after)
			p := &w.pending[0]
			assert.Equal(t, tt.isChecked, p.isChecked)
			p.settle(c, new(validation), budget)
			assert.Equal(t, tt.want, rules(p.Findings))
			assert.NotNil(t, p.Operation)
			assert.Equal(t, tt.want == nil, p.Steps > 100, "the invariant takes steps")
		})
	}
}

// spending is a cost that just spends a budget.
const spending = 200_500_001

var unchecked = []string{"drift invariant.costly"}

func rules(findings []Finding) (all []string) {
	for _, f := range findings {
		all = append(all, string(f.Severity)+" "+f.Rule.String())
	}
	return all
}

// loopingContract returns a contract with an invariant that compares each item of a list with each
// other one.
func loopingContract(t *testing.T) *Contract {
	t.Helper()
	c, err := Parse("openapi.yaml", []byte(`{openapi: 3.0.3, info: {title: Shop, version: '1'},
 paths: {/a: {get: {operationId: a, responses: {"200": {description: A, content: {application/json: {schema: {}}}}}}}},
 x-invariants: [{id: costly, message: it holds, rule: 'response.body.all(x, response.body.all(y, x == y))'}]}`))
	require.NoError(t, err)
	return c
}

// listing returns an exchange with a list of this length.
func listing(length int) *Exchange {
	return &Exchange{
		Request:  Request{Method: "GET", URL: &url.URL{Path: "/a"}},
		Response: &Response{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte("[" + strings.Repeat("1,", length-1) + "1]")},
	}
}
