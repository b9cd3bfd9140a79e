package contract_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestTransportChecksWhatPasses(t *testing.T) {
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
		break // The loop ends early, and the rest is checked all the same.
	}
	assert.Equal(t, []string{"response.property-undeclared /data/0/plan"}, rules)

	answer = `{"data": {"id": 5}}`
	_, err = client.CreateOrganization(t.Context(), organizations.CreateOrganizationRequest{Name: "Acme"})
	require.Error(t, err)
	assert.Equal(t, "response.type /data/id", rules[1])
	assert.Equal(t, 3, exchanges)
}

func TestTransportReportsNothingWithoutAnAnswer(t *testing.T) {
	transport := &contract.Transport{
		Contract: loadContract(t),
		Next:     roundTripper(func(*http.Request) (*http.Response, error) { return nil, io.ErrUnexpectedEOF }),
		Report:   func(*contract.Exchange, []contract.Finding) { t.Error("there was no answer") },
	}
	request := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "https://app.polytomic.com/api/organizations", strings.NewReader("{}"))
	_, err := transport.RoundTrip(request) //nolint:bodyclose // There is none.
	require.ErrorIs(t, err, io.ErrUnexpectedEOF)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// recorder stands for a test.
type recorder struct{ lines []string }

func (*recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.lines = append(r.lines, fmt.Sprintf(format, args...))
}

func TestFailTestFailsWithEachFinding(t *testing.T) {
	var r recorder
	x := get(func(x *contract.Exchange) { x.Response.Body = []byte(`{"price": "1", "x": 1}`) })
	c, err := contract.Parse("shop.yaml", []byte(shop))
	require.NoError(t, err)
	contract.FailTest(&r)(x, c.Check(x))
	require.Len(t, r.lines, 2)
	assert.Contains(t, r.lines[0], `violation  response.type  GET /items/{id} 200  at /price  shop.yaml:`)
	assert.Contains(t, r.lines[0], `expected a number, got the string "1"`)
}
