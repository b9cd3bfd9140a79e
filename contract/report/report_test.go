package report_test

import (
	"errors"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/report"
)

const document = `openapi: 3.0.3
info: {title: Small, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: Yes.}
        4XX: {description: No., x-decision: The page is silent.}
`

func newContract(t *testing.T) *contract.Contract {
	t.Helper()
	c, err := contract.Parse("small.yaml", []byte(document))
	require.NoError(t, err)
	return c
}

func exchange(path string, status int, word contract.Provenance) *contract.Exchange {
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: path}},
		Response: &contract.Response{Status: status},
		Source:   contract.Source{File: "a.har", Entry: 1, Provenance: word},
	}
}

func add(r *report.Report, c *contract.Contract, exchanges ...*contract.Exchange) {
	for _, x := range exchanges {
		r.Add(x, c.Check(x))
	}
}

func TestWriteTextKeepsTheWordsApart(t *testing.T) {
	c := newContract(t)
	r := report.New(c)
	add(r, c,
		exchange("/a", 200, contract.Live), exchange("/a", 200, contract.Sandbox), exchange("/a", 200, contract.Sandbox),
		exchange("/a", 404, contract.Documented), exchange("/a", 200, ""), exchange("/b", 200, contract.Live))
	var b strings.Builder
	require.NoError(t, r.WriteText(&b, report.Style{}))
	assert.Equal(t, `operation  requests     200       4XX
GET /a     D1 S2 L1 U1  S2 L1 U1  D1*

Seen by whose word: D documented, S sandbox, L live, U unstated; - documented and not seen; * not the vendor's word
(x-decision in the document); ! seen and not documented.

violation  request.path  GET /b 200  at path  small.yaml:4:3
           expected a path of the document, the nearest of which is /a, got "/b"   (a.har#1)

fails: 6 exchanges (1 documented, 2 sandbox, 2 live, 1 unstated), 1 violation, 0 rejected, 0 drift
`, b.String())
}

func TestWriteTextPaintsOnlyWhenAsked(t *testing.T) {
	c := newContract(t)
	r := report.New(c)
	add(r, c, exchange("/a", 500, contract.Live))
	var plain, painted strings.Builder
	require.NoError(t, r.WriteText(&plain, report.Style{}))
	require.NoError(t, r.WriteText(&painted, report.Style{Color: true}))
	assert.NotContains(t, plain.String(), "\x1b")
	assert.Contains(t, painted.String(), "\x1b[31;1mviolation")
}

func TestHolds(t *testing.T) {
	for _, tt := range []struct {
		severity        contract.Severity
		lenient, strict bool
	}{
		{contract.Violation, false, false},
		{contract.Rejected, true, true},
		{contract.Drift, true, false},
	} {
		r := report.New(newContract(t))
		assert.True(t, r.Holds(true), "nothing found")
		r.Add(exchange("/a", 200, contract.Live), []contract.Finding{{Severity: tt.severity}})
		assert.Equal(t, tt.lenient, r.Holds(false), tt.severity)
		assert.Equal(t, tt.strict, r.Holds(true), tt.severity)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteTextReturnsTheErrorOfTheWriter(t *testing.T) {
	require.EqualError(t, report.New(newContract(t)).WriteText(fullDisk{}, report.Style{}), "no space left")
}

func Example() {
	c, err := contract.Parse("small.yaml", []byte(document))
	if err != nil {
		log.Fatal(err)
	}
	r := report.New(c)
	x := exchange("/a", http.StatusOK, contract.Live)
	r.Add(x, c.Check(x))
	if err := r.WriteText(os.Stdout, report.Style{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Holds(true))
	// Output:
	// operation  requests  200  4XX
	// GET /a     L1        L1   -*
	//
	// Seen by whose word: D documented, S sandbox, L live, U unstated; - documented and not seen; * not the vendor's word
	// (x-decision in the document); ! seen and not documented.
	//
	// holds: 1 exchange (1 live), 0 violations, 0 rejected, 0 drift
	// true
}
