package probe_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/probe"
)

// things is a document with items that can be listed, read and deleted but not created.
const things = `
openapi: 3.0.3
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      operationId: listThings
      responses:
        "200": {description: Things., content: {application/json: {schema: {type: array, items: {type: object, properties: {id: {type: integer}}}}}}}
        "302": {description: Elsewhere.}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, minimum: 1}}]
    get:
      operationId: readThing
      responses:
        "200": {description: A thing.}
        "400": {description: Wrong.}
        "404": {description: None.}
    delete:
      operationId: deleteThing
      responses:
        "204": {description: Gone.}
        "400": {description: Wrong.}
        "404": {description: None.}
`

// parsed has the documents that were parsed, by their text.
var parsed sync.Map

// parse parses a document. It parses the same document only once.
func parse(t *testing.T, document string) *contract.Contract {
	t.Helper()
	if c, ok := parsed.Load(document); ok {
		return c.(*contract.Contract) //nolint:forcetypeassert // Nothing else is stored.
	}
	c, err := contract.Parse("d.yaml", []byte(document))
	require.NoError(t, err)
	parsed.Store(document, c)
	return c
}

// run probes a handler or an address and returns the result.
func run(t *testing.T, c *contract.Contract, handlerOrURL any, options ...probe.Option) *probe.Result {
	t.Helper()
	p, err := probe.New(c, handlerOrURL, options...)
	require.NoError(t, err)
	defer func() { assert.NoError(t, p.Close()) }()
	r, err := p.Run(t.Context())
	require.NoError(t, err)
	return r
}

// The probe deletes resources that it didn't create only if that is allowed.
func TestOnlyWhatTheProbeMadeIsDeleted(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		options []probe.Option
		deletes bool
	}{
		"by default": {nil, false},
		"allowed":    {[]probe.Option{probe.AllowDeletes()}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var deleted atomic.Bool
			run(t, parse(t, things), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				switch {
				case r.URL.Path == "/things":
					w.Header().Set("Content-Type", "application/json")
					_, _ = w.Write([]byte(`[{"id": 7}]`))
				case r.URL.Path != "/things/7":
					w.WriteHeader(http.StatusBadRequest)
				case r.Method == http.MethodDelete:
					deleted.Store(true)
					w.WriteHeader(http.StatusNoContent)
				}
			}), tt.options...)
			assert.Equal(t, tt.deletes, deleted.Load())
		})
	}
}

// The probe sends no request to another host. It follows neither a redirect nor a Location there.
func TestNoOtherHostGetsARequest(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer other.Close()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", other.URL+"/things")
		w.WriteHeader(http.StatusFound)
	}))
	defer server.Close()
	r := run(t, parse(t, things), server.URL)
	assert.Positive(t, r.Requests)
	assert.Zero(t, asked.Load())
}

// The probe sends methods that change something to a loopback address. It sends them elsewhere only
// if that is allowed.
func TestWritesElsewhereMustBeAllowed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		server  string
		options []probe.Option
		writes  bool
	}{
		"loopback":        {"http://127.0.0.1:8080", nil, true},
		"localhost":       {"http://localhost:8080", nil, true},
		"IPv6":            {"http://[::1]:8080", nil, true},
		"elsewhere":       {"https://localhost.example.com", nil, false},
		"a private one":   {"http://10.0.0.1", nil, false},
		"if it's allowed": {"https://api.example.com", []probe.Option{probe.AllowWrites()}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p, err := probe.New(parse(t, things), tt.server, tt.options...)
			require.NoError(t, err)
			var plan strings.Builder
			require.NoError(t, p.WritePlan(t.Context(), &plan))
			assert.Equal(t, !tt.writes, strings.Contains(plan.String(), "--allow-writes sends it"), plan.String())
		})
	}
}

// A stopped probe deletes what it created.
func TestAStoppedProbeCleansUp(t *testing.T) {
	t.Parallel()
	c := parse(t, string(bookshop.Document()))
	shop := bookshop.New()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	sent, made := 0, 0
	p, err := probe.New(c, shop, probe.Header("Authorization", "Bearer "+bookshop.Token), probe.Each(func(*contract.Exchange) {
		if sent++; sent == 200 {
			made = shop.Len()
			cancel()
		}
	}))
	require.NoError(t, err)
	defer func() { assert.NoError(t, p.Close()) }()
	r, err := p.Run(ctx)
	require.NoError(t, err)
	assert.Equal(t, "interrupted", r.Stopped)
	assert.Positive(t, made)
	assert.Zero(t, shop.Len())
	assert.Less(t, r.Requests, 300)
}

// The limits end a probe, and the result says so.
func TestLimits(t *testing.T) {
	t.Parallel()
	c := parse(t, string(bookshop.Document()))
	authorized := probe.Header("Authorization", "Bearer "+bookshop.Token)
	shop := bookshop.New()
	r := run(t, c, shop, authorized, probe.MaxRequests(50))
	assert.Equal(t, "all 50 requests were sent", r.Stopped)
	assert.LessOrEqual(t, r.Requests, 60, "only what cleans up is sent beyond the limit")
	assert.Zero(t, shop.Len())
	assert.NotEmpty(t, r.Unreached)
	assert.Equal(t, "the time is up", run(t, c, shop, authorized, probe.Time(1)).Stopped)
}

// If the time is up during a request, the probe returns its result so far.
func TestTimeEndsARequest(t *testing.T) {
	t.Parallel()
	hanging := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	r := run(t, parse(t, things), hanging, probe.Time(20*time.Millisecond), probe.Timeout(time.Minute))
	assert.Equal(t, "the time is up", r.Stopped)
	assert.Empty(t, r.Failures, shown(r))
}

// A redirect doesn't count as accepting the request.
func TestARedirectIsNoSuccess(t *testing.T) {
	t.Parallel()
	r := run(t, parse(t, things), http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/login", http.StatusFound)
	}))
	for _, f := range r.Failures {
		assert.NotEqual(t, "probe.accepted", f.Finding.Rule.String(), shown(r))
	}
}

// The number of workers doesn't change the findings.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	causes := func(r *probe.Result) map[contract.Cause]bool {
		all := map[contract.Cause]bool{}
		for _, f := range r.Failures {
			all[f.Finding.Cause()] = true
		}
		return all
	}
	one, err := brokenShop()
	require.NoError(t, err)
	four, err := probeShop(brokenDefects, probe.Concurrency(4))
	require.NoError(t, err)
	assert.Greater(t, len(one.result.Failures), 5)
	assert.Equal(t, causes(one.result), causes(four.result))
}

// The error for an invalid option or address shows no secret.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	c := parse(t, things)
	for name, tt := range map[string]struct {
		server  any
		options []probe.Option
		want    string
	}{
		"no address":      {"localhost:8080", nil, "http://127.0.0.1:8080"},
		"a user":          {"http://me:secret@127.0.0.1", nil, "an address with a user or a query"},
		"another type":    {7, nil, "can't probe a int"},
		"a rate":          {"http://127.0.0.1", []probe.Option{probe.Rate(-1)}, "negative"},
		"a concurrency":   {"http://127.0.0.1", []probe.Option{probe.Concurrency(0)}, "at least 1"},
		"a timeout":       {"http://127.0.0.1", []probe.Option{probe.Timeout(0)}, "positive"},
		"a negative time": {"http://127.0.0.1", []probe.Option{probe.Time(-1)}, "negative"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := probe.New(c, tt.server, tt.options...)
			require.ErrorContains(t, err, tt.want)
			assert.NotContains(t, err.Error(), "secret")
		})
	}
}
