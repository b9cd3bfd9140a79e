package sandbox_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/sandbox"
)

// journalOf returns the journal as the control path shows it.
func (p *peer) journalOf(query string) (count int, requests []map[string]any) {
	p.tb.Helper()
	got := p.sendBy(unchecked, "GET", sandbox.RequestsPath+query, "")
	require.Equal(p.tb, 200, got.status, got.body)
	var list struct {
		Count    int              `json:"count"`
		Requests []map[string]any `json:"requests"`
	}
	require.NoError(p.tb, json.Unmarshal([]byte(got.body), &list))
	return list.Count, list.Requests
}

// The journal shows who sent each request and how it was answered, and a query selects requests.
func TestTheJournal(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := start(t, sandbox.WithClock(c.now))
	p.send("POST", list, `{"name": "Acme", "client_secret": "hush-hush"}`, "Idempotency-Key", someKey)
	p.send("POST", list, `{"name": "Acme", "unknown": 5}`, "Idempotency-Key", someKey)
	p.send("POST", list, `{"name": "Acme"}`)
	p.send("GET", item("acme"), "", "Authorization", bearer(user))
	p.sendBy(unchecked, "GET", "/api/"+partner, "", "Authorization", "")
	p.tryAcme(sandbox.FaultHeader, `{"kind": "reset-before"}`)
	p.tryAcme(sandbox.FaultHeader, `{"kind": "status", "status": 503}`)

	common := map[string]any{"time": c.now().UTC().Format("2006-01-02T15:04:05Z07:00"), "version": "2025-09-18"}
	with := func(more map[string]any) map[string]any {
		maps.Copy(more, common)
		return more
	}
	create := func(more map[string]any) map[string]any {
		more["operation"], more["method"], more["path"] = "createOrganization", "POST", list
		return with(more)
	}
	want := []map[string]any{
		create(map[string]any{"number": 1.0, "status": 200.0, "caller": "partner", "partner": sandbox.DefaultOwnerID, "idempotency_key": someKey, "body": map[string]any{"name": "Acme", "client_secret": "[redacted]"}}),
		create(map[string]any{"number": 2.0, "status": 200.0, "caller": "partner", "partner": sandbox.DefaultOwnerID, "idempotency_key": someKey, "replayed": true, "body": map[string]any{"name": "Acme"}}),
		create(map[string]any{"number": 3.0, "status": 409.0, "caller": "partner", "partner": sandbox.DefaultOwnerID, "body": map[string]any{"name": "Acme"}}),
		with(map[string]any{"number": 4.0, "method": "GET", "path": "/api/organizations/[redacted]", "operation": "getOrganization", "status": 403.0, "caller": "user", "partner": sandbox.DefaultOwnerID}),
		with(map[string]any{"number": 5.0, "method": "GET", "path": "/api/[redacted]", "status": 404.0}),
		create(map[string]any{"number": 6.0, "fault": "reset-before"}),
		create(map[string]any{"number": 7.0, "fault": "status", "status": 503.0}),
	}
	count, requests := p.journalOf("")
	assert.Equal(t, 7, count)
	for i := range requests {
		requests[i]["time"] = strings.Replace(fmt.Sprint(requests[i]["time"]), "+00:00", "Z", 1)
	}
	assert.Equal(t, want, requests)

	for query, numbers := range map[string][]float64{
		"?operation=createOrganization&status=409": {3},
		"?operation=createOrganization":            {1, 2, 3, 6, 7},
		"?idempotency_key=" + someKey:              {1, 2},
		"?method=GET&after=4":                      {5},
		"?caller=user":                             {4},
		"?fault=status":                            {7},
		"?path=/api/organizations&status=200":      {1, 2},
		"?status=418":                              nil,
	} {
		count, requests := p.journalOf(query)
		var got []float64
		for _, r := range requests {
			got = append(got, r["number"].(float64)) //nolint:forcetypeassert // The journal writes a number.
		}
		assert.Equal(t, numbers, got, query)
		assert.Equal(t, len(numbers), count)
	}
	for _, wrong := range []string{"?state=409", "?status=many", "?after=-1", "?status=409&status=200", "?fault=%zz"} {
		got := p.sendBy(unchecked, "GET", sandbox.RequestsPath+wrong, "")
		assert.Equal(t, 400, got.status, wrong)
		assert.NotContains(t, got.apiError(t).Message, "\n")
	}
	assert.Equal(t, 204, p.sendBy(unchecked, "DELETE", sandbox.RequestsPath, "").status)
	got := p.sendBy(unchecked, "GET", sandbox.RequestsPath, "")
	assert.JSONEq(t, `{"count": 0, "requests": []}`, got.body)
}

// The journal keeps the last 10,000 requests and leaves out long bodies. It says how many requests
// it has dropped.
func TestTheJournalIsBounded(t *testing.T) {
	t.Parallel()
	s, err := sandbox.Open()
	require.NoError(t, err)
	send := func(method, path, body string) {
		r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(body))
		r.Header.Set("Authorization", bearer(partner))
		r.Header.Set("Content-Type", "application/json")
		s.ServeHTTP(&discard{header: map[string][]string{}}, r)
	}
	send("POST", list, `{"name": "`+strings.Repeat("a", 5000)+`"}`)
	assert.Empty(t, s.Requests(sandbox.RequestQuery{})[0].Body)
	for range 10_002 {
		send("GET", "/", "")
	}
	all := s.Requests(sandbox.RequestQuery{})
	assert.Len(t, all, 10_000)
	assert.Equal(t, uint64(4), all[0].Number)
	assert.Equal(t, uint64(10_003), all[9_999].Number)
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), "GET", sandbox.RequestsPath+"?after=10002", nil))
	assert.Contains(t, w.Body.String(), `"lost":3`)
	fake := &fakeTB{}
	s.ExpectRequests(fake, 10_000, sandbox.RequestQuery{})
	assert.Contains(t, fake.failure, "and 3 before them, which the journal no longer has")
}

// fakeTB records a failure instead of failing the test.
type fakeTB struct{ failure string }

func (*fakeTB) Helper()                             {}
func (*fakeTB) Cleanup(func())                      {}
func (f *fakeTB) Fatalf(format string, args ...any) { f.failure = fmt.Sprintf(format, args...) }

func TestExpectRequests(t *testing.T) {
	t.Parallel()
	p := start(t)
	p.create("Acme", someKey)
	p.create("Acme", "another-key")
	p.tryAcme(sandbox.FaultHeader, `{"kind": "status", "status": 503}`)
	found := p.ExpectRequests(t, 1, sandbox.RequestQuery{Operation: "createOrganization", Status: 409})
	assert.Equal(t, "another-key", found[0].IdempotencyKey)

	fake := &fakeTB{}
	p.ExpectRequests(fake, 2, sandbox.RequestQuery{Operation: "createOrganization", Status: 409})
	assert.Equal(t, `sandbox: 1 requests match operation=createOrganization&status=409, want 2; the requests were:
  1  POST /api/organizations  createOrganization  200  key `+someKey+`
  2  POST /api/organizations  createOrganization  409  key another-key
  3  POST /api/organizations  createOrganization  503  fault status`, fake.failure)

	p.ClearRequests()
	p.ExpectRequests(t, 0, sandbox.RequestQuery{})
}
