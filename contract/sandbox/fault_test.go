package sandbox_test

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

// seen is the result of one request: an answer, with the rules that the answer breaks, or an error.
// If an answer ends too early, seen has both the answer and an error.
type seen struct {
	status int
	header http.Header
	body   string
	rules  []string
	err    error
}

// tryAcme sends a request to create the organization Acme, and returns the result.
func (p *peer) tryAcme(headers ...string) seen {
	p.tb.Helper()
	var s seen
	transport := p.checked(unchecked, func(_ *contract.Exchange, findings []contract.Finding) {
		for _, f := range findings {
			if f.Severity == contract.Violation {
				s.rules = append(s.rules, f.Rule.String())
			}
		}
	})
	request, err := http.NewRequestWithContext(p.tb.Context(), http.MethodPost, p.URL+list, strings.NewReader(`{"name": "Acme"}`))
	require.NoError(p.tb, err)
	request.Header.Set("Authorization", bearer(partner))
	request.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		s.err = err
		return s
	}
	data, err := io.ReadAll(response.Body)
	require.NoError(p.tb, response.Body.Close())
	s.status, s.header, s.body, s.err = response.StatusCode, response.Header, string(data), err
	return s
}

func (p *peer) has(name string) bool {
	p.tb.Helper()
	all, err := p.Client.ListOrganizations(p.tb.Context())
	require.NoError(p.tb, err)
	for _, o := range all {
		if o.Name == name {
			return true
		}
	}
	return false
}

// The table has an entry for each kind of fault. It says what the client gets, whether the sandbox
// carried out the request, and which rules of the contract the answer breaks.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		fault sandbox.Fault
		done  bool // Whether the sandbox carried out the request.
		rules []string
		check func(t *testing.T, s seen)
	}{
		{"429", sandbox.Fault{Kind: sandbox.FaultStatus, Status: 429, RetryAfter: 7}, false, []string{"response.status"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 429, s.status)
			assert.Equal(t, "7", s.header.Get("Retry-After"))
		}},
		{"500", sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500}, false, nil, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 500, s.status)
			assert.JSONEq(t, `{"key": "internal_server_error", "message": "the request could not be completed", "status": 500}`, s.body)
		}},
		{"502", sandbox.Fault{Kind: sandbox.FaultStatus, Status: 502}, false, []string{"response.status"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 502, s.status)
			assert.Empty(t, s.header.Get("Retry-After"))
		}},
		{"503", sandbox.Fault{Kind: sandbox.FaultStatus, Status: 503}, false, []string{"response.status"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 503, s.status)
			assert.Equal(t, "1", s.header.Get("Retry-After"))
		}},
		{"html", sandbox.Fault{Kind: sandbox.FaultHTML}, false, []string{"response.status"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 502, s.status)
			assert.Equal(t, "text/html; charset=utf-8", s.header.Get("Content-Type"))
			assert.Contains(t, s.body, "<h1>502 Bad Gateway</h1>")
		}},
		{"html 500", sandbox.Fault{Kind: sandbox.FaultHTML, Status: 500}, false, []string{"response.header-required", "response.media-type"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 500, s.status)
		}},
		{"reset before", sandbox.Fault{Kind: sandbox.FaultResetBefore}, false, nil, func(t *testing.T, s seen) {
			t.Helper()
			require.Error(t, s.err)
			assert.NotErrorIs(t, s.err, io.EOF, "the connection must be reset, not closed")
		}},
		{"reset after", sandbox.Fault{Kind: sandbox.FaultResetAfter}, true, nil, func(t *testing.T, s seen) {
			t.Helper()
			require.Error(t, s.err)
			assert.NotErrorIs(t, s.err, io.EOF, "the connection must be reset, not closed")
		}},
		{"truncate", sandbox.Fault{Kind: sandbox.FaultTruncate}, true, nil, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 200, s.status)
			require.ErrorIs(t, s.err, io.ErrUnexpectedEOF)
			assert.NotEmpty(t, s.body)
		}},
		{"invalid JSON", sandbox.Fault{Kind: sandbox.FaultInvalidJSON}, true, []string{"response.json"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 200, s.status)
			assert.False(t, json.Valid([]byte(s.body)))
		}},
		{"wrong type", sandbox.Fault{Kind: sandbox.FaultWrongType}, true, []string{"response.type"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.JSONEq(t, `{"data": 5}`, s.body)
		}},
		{"no version", sandbox.Fault{Kind: sandbox.FaultNoVersion}, true, []string{"response.header-required"}, func(t *testing.T, s seen) {
			t.Helper()
			assert.Empty(t, s.header.Values(versionHeader))
		}},
		{"latency", sandbox.Fault{Kind: sandbox.FaultLatency, Delay: time.Second}, true, nil, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 200, s.status)
		}},
		{"slow body", sandbox.Fault{Kind: sandbox.FaultSlowBody, Delay: time.Second}, true, nil, func(t *testing.T, s seen) {
			t.Helper()
			assert.Equal(t, 200, s.status)
			assert.True(t, json.Valid([]byte(s.body)), "the whole body comes in the end")
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var waited atomic.Int64
			p := start(t, sandbox.WithWait(func(_ context.Context, d time.Duration) error {
				waited.Add(int64(d))
				return nil
			}))
			test.fault.Times, test.fault.Operation = 1, "createOrganization"
			require.NoError(t, p.Inject(test.fault))
			assert.False(t, p.has("Acme"), "the fault is not for this operation")

			s := p.tryAcme()
			test.check(t, s)
			assert.Equal(t, test.rules, s.rules)
			assert.Equal(t, test.done, p.has("Acme"))
			assert.InDelta(t, int64(test.fault.Delay), waited.Load(), 100, "apart from rounding")

			if !test.done {
				assert.Equal(t, 200, p.tryAcme().status, "the fault happens once")
			}
		})
	}
}

// The outcome of a key is the answer of the API, even if a fault then changes the answer.
func TestAFaultOfTheAnswerIsNotTheOutcome(t *testing.T) {
	t.Parallel()
	for _, kind := range []sandbox.FaultKind{
		sandbox.FaultResetAfter, sandbox.FaultTruncate, sandbox.FaultInvalidJSON, sandbox.FaultWrongType, sandbox.FaultNoVersion,
	} {
		p := start(t, sandbox.WithFaults(sandbox.Fault{Kind: kind, Times: 1}))
		p.tryAcme("Idempotency-Key", someKey)
		got := p.create("Acme", someKey)
		assert.Equal(t, 200, got.status, kind)
		assert.Equal(t, "Acme", got.organization(t).Name, kind)
		assert.NotEmpty(t, got.header.Get(versionHeader), kind)
	}
}

// Faults that change a body don't affect an answer without a body.
func TestFaultsOfAnAnswerWithoutBody(t *testing.T) {
	t.Parallel()
	for _, kind := range []sandbox.FaultKind{sandbox.FaultTruncate, sandbox.FaultInvalidJSON, sandbox.FaultWrongType} {
		p := start(t, sandbox.WithFaults(sandbox.Fault{Kind: kind, Times: 1}))
		assert.Equal(t, 204, p.send("DELETE", item(sandbox.DefaultChildID), "").status)
	}
}

func TestTheClientRetriesThroughFaults(t *testing.T) {
	t.Parallel()
	p := start(t)
	client, err := organizations.New(organizations.PartnerKey(partner), organizations.WithBaseURL(p.URL),
		organizations.WithRetry(organizations.RetryPolicy{InitialInterval: time.Millisecond}))
	require.NoError(t, err)
	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultResetAfter, Times: 2}))
	created, err := client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
	require.NoError(t, err)
	all, err := client.ListOrganizations(t.Context())
	require.NoError(t, err)
	assert.Len(t, all, 3, "the retries made one organization")
	assert.Equal(t, created, all[2])
}

func TestFaultsByHeader(t *testing.T) {
	t.Parallel()
	p := start(t)
	assert.Equal(t, 503, p.tryAcme(sandbox.FaultHeader, `{"kind": "status", "status": 503}`).status)
	assert.Equal(t, 200, p.tryAcme().status, "the fault was for that request alone")
	assert.Equal(t, 409, p.tryAcme(sandbox.FaultHeader, `{"kind": "status", "status": 503, "operation": "listOrganizations"}`).status, "the fault is not for this operation")
	for wrong, want := range map[string]string{
		`{"kind": "status", "status": 200}`:                                     "status: it must be from 400 to 599",
		`{"kind": "status", "status": 503, "id": "mine"}`:                       "the fault happens to this request alone",
		`{"kind": "status", "status": 503, "times": 2}`:                         "the fault happens to this request alone",
		`{"kind": "status", "status": 503, "probability": 0.001}`:               "the fault happens to this request alone",
		`{"kind": "status", "status": 503, "seed": 9}`:                          "the fault happens to this request alone",
		`{"kind": "truncate", "operation": "listOrganizations", "delay": "1s"}`: "delay: ",
	} {
		got := p.tryAcme(sandbox.FaultHeader, wrong)
		assert.Equal(t, 400, got.status, wrong)
		assert.Contains(t, got.body, want)
	}
}

func TestRandomFaultsAreTheSameInEachRun(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		p := start(t, sandbox.WithFaults(sandbox.Fault{Kind: sandbox.FaultStatus, Status: 500, Probability: new(0.5), Seed: seed}))
		var outcomes strings.Builder
		for range 40 {
			if p.send("GET", list, "").status == 500 {
				outcomes.WriteByte('x')
			} else {
				outcomes.WriteByte('.')
			}
		}
		return outcomes.String()
	}
	first := run(1)
	assert.Equal(t, first, run(1))
	assert.NotEqual(t, first, run(2))
	assert.InDelta(t, 20, strings.Count(first, "x"), 10)
}

func TestTheControlEndpoint(t *testing.T) {
	t.Parallel()
	p := start(t)
	control := func(method, body string, headers ...string) reply {
		return p.sendBy(unchecked, method, sandbox.FaultsPath, body, append([]string{"Authorization", ""}, headers...)...)
	}
	added := control("POST", `{"kind": "latency", "delay": "250ms", "operation": "getOrganization", "times": 3, "probability": 0.5, "seed": 9}`)
	assert.Equal(t, 201, added.status, added.body)
	assert.Equal(t, 201, control("POST", `{"kind": "status", "status": 503}`).status)
	assert.JSONEq(t, `{"faults": [
		{"id": "1", "kind": "latency", "delay": "250ms", "operation": "getOrganization", "times": 3, "probability": 0.5, "seed": 9},
		{"id": "2", "kind": "status", "status": 503}
	]}`, control("GET", "").body)
	assert.Equal(t, 503, p.tryAcme().status)
	assert.Equal(t, 503, p.tryAcme().status, "the fault happens until it is removed")
	assert.Equal(t, 204, control("DELETE", "").status)
	assert.JSONEq(t, `{"faults": []}`, control("GET", "").body)
	assert.Equal(t, 200, p.tryAcme().status)

	assert.Equal(t, 405, control("PUT", "{}").status)
	assert.Equal(t, "DELETE, GET, POST", control("PUT", "{}").header.Get("Allow"))
	assert.Equal(t, 400, control("POST", `{"kind": "status", "status": 503}`, "Content-Type", "text/plain").status, "a form of a web page must not add a fault")
	for _, wrong := range []string{
		``, `[]`, `{"kind": "rain"}`, `{"kind": "status"}`, `{"kind": "status", "status": 399}`, `{"kind": "html", "status": 200}`, `{"kind": "latency"}`,
		`{"kind": "truncate", "status": 500}`, `{"kind": "truncate", "delay": "1s"}`, `{"kind": "latency", "delay": "-1s"}`, `{"kind": "latency", "delay": 5}`,
		`{"kind": "truncate", "times": -1}`, `{"kind": "truncate", "probability": 2}`, `{"kind": "truncate", "operation": "getUser"}`, `{"kind": "truncate", "x": 1}`,
		`{"kind": "truncate", "delay": "-1s"}`, `{"kind": "truncate", "retry_after": 1}`, `{"kind": "status", "status": 502, "retry_after": 1}`, `{"kind": "status", "status": 429, "retry_after": -1}`,
		`{"kind": "truncate", "id": "` + strings.Repeat("a", 101) + `"}`,
	} {
		got := control("POST", wrong, "Content-Type", "application/json")
		assert.Equal(t, 400, got.status, wrong)
		assert.Equal(t, "fault", got.apiError(t).Metadata["body"], wrong)
	}
	assert.JSONEq(t, `{"faults": []}`, control("GET", "").body)
	require.Error(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultTruncate, Probability: new(math.NaN())}))
	p.ClearFaults()
}

// TestFaultsAreLimited checks that faults can't fill the memory, and that a limited sandbox can be
// used again.
func TestFaultsAreLimited(t *testing.T) {
	t.Parallel()
	p := start(t)
	for range 1000 {
		require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultTruncate}))
	}
	require.EqualError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultTruncate}), "there are 1000 faults, which is the limit; remove some of them")
	assert.Len(t, p.Faults(), 1000)
	require.True(t, p.RemoveFault("1"))
	require.NoError(t, p.Inject(sandbox.Fault{Kind: sandbox.FaultTruncate}))
	p.ClearFaults()
}

// A client may give up while the sandbox delays the answer. The organization then exists and its
// key has an outcome, because the sandbox carries out the request before the delay.
func TestAClientThatGivesUpFindsTheOrganization(t *testing.T) {
	t.Parallel()
	waiting, ended := make(chan struct{}), make(chan struct{})
	p := start(t, sandbox.WithFaults(sandbox.Fault{Kind: sandbox.FaultLatency, Delay: time.Hour, Times: 1}),
		sandbox.WithWait(func(ctx context.Context, _ time.Duration) error {
			close(waiting)
			<-ctx.Done()
			defer close(ended)
			return ctx.Err()
		}))
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-waiting
		cancel()
	}()
	_, err := p.Client.CreateOrganization(ctx, organizations.CreateOrganizationRequest{Name: "Acme"}, organizations.WithIdempotencyKey(someKey))
	require.ErrorIs(t, err, context.Canceled)
	<-ended
	assert.True(t, p.has("Acme"))
	require.Eventually(t, func() bool { return p.create("Acme", someKey).status == 200 }, time.Minute, time.Millisecond, "the key is free when the wait has ended")
	assert.Equal(t, 409, p.create("Acme", "another-key").status)
}
