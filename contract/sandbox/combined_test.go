package sandbox_test

import (
	"context"
	"io"
	"math"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// Faults can happen together: here the client waits, gets a 503, and the response names no version.
func TestCombinedFaults(t *testing.T) {
	t.Parallel()
	var waited atomic.Int64
	p := start(t, sandbox.WithWait(func(_ context.Context, d time.Duration) error {
		waited.Add(int64(d))
		return nil
	}))
	control := p.sendBy(unchecked, "POST", sandbox.FaultsPath,
		`{"kind": "status", "status": 504, "times": 1, "and": [{"kind": "latency", "delay": "2s"}, {"kind": "no-version"}, {"kind": "truncate"}]}`)
	require.Equal(t, 201, control.status, control.body)
	s := p.tryAcme()
	assert.Equal(t, 504, s.status)
	require.ErrorIs(t, s.err, io.ErrUnexpectedEOF)
	assert.Empty(t, s.header.Values(versionHeader))
	assert.Equal(t, 2*time.Second, time.Duration(waited.Load()))
	assert.Equal(t, "status+latency+no-version+truncate", p.Requests(sandbox.RequestQuery{})[0].Fault)
	assert.Empty(t, p.Faults())

	for wrong, want := range map[string]string{
		`{"kind": "status", "status": 503, "and": [{"kind": "html"}]}`:                                       "kind html can't happen together with one of kind status",
		`{"kind": "status", "status": 503, "and": [{"kind": "status", "status": 502}]}`:                      "can't happen together",
		`{"kind": "truncate", "and": [{"kind": "slow-body", "delay": "1s"}]}`:                                "can't happen together",
		`{"kind": "wrong-type", "and": [{"kind": "reset-after"}]}`:                                           "can't happen together",
		`{"kind": "truncate", "and": [{"kind": "latency"}]}`:                                                 "delay: ",
		`{"kind": "truncate", "and": [{"kind": "latency", "delay": "1s", "times": 2}]}`:                      "and: a fault there has no id",
		`{"kind": "truncate", "and": [{"kind": "latency", "delay": "1s", "and": [{"kind": "no-version"}]}]}`: "and: a fault there has no id",
		`{"kind": "truncate", "and": [{"kind": "latency", "delay": "1s", "probability": 0}]}`:                "and: a fault there has no id",
	} {
		got := p.sendBy(unchecked, "POST", sandbox.FaultsPath, wrong)
		assert.Equal(t, 400, got.status, wrong)
		assert.Contains(t, got.body, want, wrong)
	}
}

// A status fault with a status that the API documents gives the API's own answer, which breaks no
// rule of the contract.
func TestStatusFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		key    string
		kept   bool // Whether the answer becomes the outcome of an idempotency key.
		rules  []string
	}{
		{400, "fault", false, nil},
		{401, "unauthorized", false, nil},
		{403, "forbidden", false, nil},
		{404, "not_found", true, []string{"response.status"}},
		{409, "conflict", true, nil},
		{418, "fault", false, []string{"response.status"}},
		{422, "unprocessable_entity", false, nil},
		{500, "internal_server_error", true, nil},
		{504, "fault", false, []string{"response.status"}},
		{599, "fault", false, []string{"response.status"}},
	} {
		p := start(t, sandbox.WithFaults(sandbox.Fault{Kind: sandbox.FaultStatus, Status: test.status, Times: 1}))
		s := p.tryAcme("Idempotency-Key", someKey)
		assert.Equal(t, test.status, s.status)
		assert.Equal(t, test.rules, s.rules, test.status)
		assert.Equal(t, test.key, reply{body: s.body}.apiError(t).Key)
		again := p.tryAcme("Idempotency-Key", someKey)
		assert.Equal(t, test.kept, again.status == test.status, test.status)
	}
}

// A fault with a distribution draws a new delay for each request. Every run draws the same delays.
func TestDelayDistributions(t *testing.T) {
	t.Parallel()
	delays := func(f sandbox.Fault) []time.Duration {
		var waited []time.Duration
		s, err := sandbox.Open(sandbox.WithFaults(f), sandbox.WithWait(func(_ context.Context, d time.Duration) error {
			waited = append(waited, d)
			return nil
		}))
		require.NoError(t, err)
		for range 1001 {
			s.ServeHTTP(httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "GET", list, nil))
		}
		return waited
	}
	const ms = time.Millisecond
	uniform := sandbox.Fault{Kind: sandbox.FaultLatency, Delay: 50 * ms, MaxDelay: 150 * ms, Seed: 1}
	got := delays(uniform)
	assert.Equal(t, got, delays(uniform))
	slices.Sort(got)
	assert.GreaterOrEqual(t, got[0], 50*ms)
	assert.LessOrEqual(t, got[1000], 150*ms)
	assert.InDelta(t, 100*ms, got[500], float64(10*ms))

	got = delays(sandbox.Fault{Kind: sandbox.FaultLatency, Delay: 100 * ms, Sigma: 0.5, Seed: 1})
	slices.Sort(got)
	assert.InDelta(t, 100*ms, got[500], float64(8*ms), "the median")
	assert.InDelta(t, 165*ms, got[841], float64(20*ms), "one standard deviation more: 100ms times e to the power of 0.5")
	got = delays(sandbox.Fault{Kind: sandbox.FaultLatency, Delay: 100 * ms, Sigma: 10, MaxDelay: time.Second, Seed: 1})
	assert.Equal(t, time.Second, slices.Max(got))
	got = delays(sandbox.Fault{Kind: sandbox.FaultLatency, Delay: math.MaxInt64 / 2, Sigma: 10})
	assert.Positive(t, slices.Min(got), "no delay is too long for a number")
}

func TestAFaultOfProbabilityZeroNeverHappens(t *testing.T) {
	t.Parallel()
	p := start(t)
	require.Equal(t, 201, p.sendBy(unchecked, "POST", sandbox.FaultsPath, `{"kind": "status", "status": 503, "probability": 0}`).status)
	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 502, Probability: new(0.0)}))
	for range 20 {
		assert.Equal(t, 200, p.send("GET", list, "").status)
	}
	assert.Len(t, p.Faults(), 2)
}

func TestOneFaultIsRemoved(t *testing.T) {
	t.Parallel()
	p := start(t)
	add := func(body string) reply { return p.sendBy(unchecked, "POST", sandbox.FaultsPath, body) }
	assert.JSONEq(t, `{"faults": [{"id": "mine", "kind": "status", "status": 503}]}`, add(`{"id": "mine", "kind": "status", "status": 503}`).body)
	assert.Contains(t, add(`{"id": "mine", "kind": "status", "status": 502}`).body, "id: another fault has it")
	require.Equal(t, 201, add(`{"id": "1", "kind": "status", "status": 504}`).status)
	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500}))
	assert.Equal(t, 503, p.tryAcme().status)
	assert.Equal(t, 204, p.sendBy(unchecked, "DELETE", sandbox.FaultsPath+"/mine", "").status)
	assert.Equal(t, 504, p.tryAcme().status)
	assert.True(t, p.RemoveFault("1"))
	assert.Equal(t, 500, p.tryAcme().status)
	assert.Equal(t, []sandbox.Fault{{ID: "2", Kind: sandbox.FaultStatus, Status: 500}}, p.Faults())
	assert.Equal(t, 404, p.sendBy(unchecked, "DELETE", sandbox.FaultsPath+"/mine", "").status)
	assert.False(t, p.RemoveFault(""))
}
