package contract_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestTransportChecksWhatPasses(t *testing.T) {
	t.Parallel()
	answer := `{"data": [{"name": "Owner"}]}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := io.Copy(io.Discard, r.Body)
		assert.NoError(t, err)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("X-Polytomic-Version", "2025-09-18")
		_, _ = io.WriteString(w, answer)
	}))
	defer server.Close()
	var rules []string
	exchanges := 0
	transport := &contract.Transport{Contract: loadContract(t), Report: func(x *contract.Exchange, findings []contract.Finding) {
		exchanges++
		assert.Equal(t, answer, string(x.Response.Body))
		for _, f := range findings {
			rules = append(rules, f.Rule.String()+" "+f.At.String())
		}
	}}
	client, err := organizations.New(organizations.PartnerKey("test-key"), organizations.WithBaseURL(server.URL), organizations.WithTransport(transport))
	require.NoError(t, err)

	list, err := client.ListOrganizations(t.Context())
	require.NoError(t, err)
	assert.Len(t, list, 1, "what passes is not changed")
	assert.Empty(t, rules)

	answer = `{"data": [{"plan": "pro"}, {}]}`
	for _, err := range client.Organizations(t.Context()) {
		require.NoError(t, err)
		break // The loop ends early, but everything that was sent has been read.
	}
	assert.Equal(t, []string{"response.property-undeclared /data/0/plan"}, rules)

	answer = `{"data": {"id": 5}}`
	_, err = client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
	require.Error(t, err)
	assert.Equal(t, "response.type /data/id", rules[1])
	assert.Equal(t, 3, exchanges)
}

func TestTransportReportsNothingWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	transport := &contract.Transport{
		Contract: loadContract(t),
		Next:     roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }),
		Report:   func(*contract.Exchange, []contract.Finding) { t.Error("there was no answer") },
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://app.polytomic.com/api/organizations", strings.NewReader("{}"))
	_, err := transport.RoundTrip(request) //nolint:bodyclose // There is no response.
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// testRecorder implements [contract.TB] and keeps the errors.
type testRecorder struct {
	strings.Builder

	failures int
}

func (*testRecorder) Helper() {}

func (r *testRecorder) Logf(format string, args ...any) { _, _ = fmt.Fprintf(r, format+"\n", args...) }

func (r *testRecorder) Errorf(format string, args ...any) {
	r.failures++
	r.Logf(format, args...)
}

// plainRecorder is a testRecorder that also keeps the lines that are printed without a place.
type plainRecorder struct{ testRecorder }

func (r *plainRecorder) Fail() { r.failures++ }

func (r *plainRecorder) Output() io.Writer { return r }

// TestFailTest checks that FailTest fails a test on the same findings as orgcontract check, and
// that it prints each finding.
func TestFailTest(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("shop.yaml", []byte(shop))
	require.NoError(t, err)
	for name, tt := range map[string]struct {
		body    string
		options []contract.FailOption
		want    int
	}{
		"a violation and drift":         {body: `{"price": "1", "x": 1}`, want: 1},
		"a violation and drift, strict": {body: `{"price": "1", "x": 1}`, options: []contract.FailOption{contract.Strict()}, want: 2},
		"drift":                         {body: `{"price": 1, "x": 1}`},
		"a name with a command":         {body: `{"price": 1, "x": 1, "\u001b[2J\n::error::y\u202e\u3164\u2800": 1}`},
		"drift, strict":                 {body: `{"price": 1, "x": 1}`, options: []contract.FailOption{contract.Strict()}, want: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var r testRecorder
			var plain plainRecorder
			x := get(func(x *contract.Exchange) { x.Response.Body = []byte(tt.body) })
			findings := c.Check(x)
			for _, tb := range []contract.TB{&r, &plain} {
				contract.FailTest(tb, tt.options...)(x, findings)
			}
			assert.Equal(t, tt.want, r.failures)
			assert.Equal(t, r.failures, plain.failures)
			assert.Equal(t, r.String(), plain.String())
			assert.Equal(t, len(findings), strings.Count(r.String(), "\n"))
			assert.False(t, strings.ContainsFunc(r.String(), func(c rune) bool { return c != '\n' && !wording.IsVisible(c) }), "%q", r.String())
			assert.Contains(t, r.String(), "drift  response.property-undeclared  GET /items/{id} 200  at /x  shop.yaml:")
		})
	}
}

// TestFailTestNamesTheLineOfTheTest checks that FailTest prints the line of the test that sent the
// request. If a server reports the finding, FailTest prints the line that called it.
func TestFailTestNamesTheLineOfTheTest(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("shop.yaml", []byte(shop))
	require.NoError(t, err)
	var fromServer testRecorder
	_, _, failTestLine, _ := runtime.Caller(0) //nolint:dogsled // Only the line counts.
	onServer := &contract.Middleware{Contract: c, Report: contract.FailTest(&fromServer)}
	server := httptest.NewServer(onServer.Wrap(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, `{"price": "1"}`)
	})))
	var fromClient testRecorder
	client := &http.Client{Transport: &contract.Transport{Contract: c, Report: contract.FailTest(&fromClient)}}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"/items/1", http.NoBody)
	require.NoError(t, err)
	response, err := client.Do(request)
	require.NoError(t, err)
	_, _, readLine, _ := runtime.Caller(0) //nolint:dogsled // Only the line counts.
	_, err = io.ReadAll(response.Body)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	server.Close() // Close waits until the handler has returned.
	assert.True(t, strings.HasPrefix(fromClient.String(), fmt.Sprintf("transport_test.go:%d: ", readLine+1)), fromClient.String())
	assert.True(t, strings.HasPrefix(fromServer.String(), fmt.Sprintf("transport_test.go:%d: ", failTestLine+1)), fromServer.String())
}

// TestMissingFieldsAreRefusedEarly checks that a missing field is an error before the transport
// sends or the middleware serves anything.
func TestMissingFieldsAreRefusedEarly(t *testing.T) {
	t.Parallel()
	c := loadContract(t)
	report := func(*contract.Exchange, []contract.Finding) {}
	next := roundTripper(func(*http.Request) (*http.Response, error) {
		t.Error("a request was sent")
		return nil, io.EOF
	})
	for name, transport := range map[string]*contract.Transport{
		"contract.Transport: the field Contract is nil": {Report: report, Next: next},
		"contract.Transport: the field Report is nil":   {Contract: c, Next: next},
	} {
		request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://app.polytomic.com/api/organizations", strings.NewReader("{}"))
		_, err := transport.RoundTrip(request) //nolint:bodyclose // There is no response.
		require.ErrorContains(t, err, name)
	}
	for name, middleware := range map[string]*contract.Middleware{"the field Contract is nil": {Report: report}, "the field Report is nil": {Contract: c}} {
		func() {
			defer func() { assert.Contains(t, recover(), name) }()
			middleware.Wrap(http.NotFoundHandler())
		}()
	}
}
