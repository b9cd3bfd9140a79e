package report_test

import (
	"fmt"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

func Example() {
	c, err := contract.Parse("small.yaml", []byte(document))
	if err != nil {
		log.Fatal(err)
	}
	r := report.New(c)
	x := exchange("/a", http.StatusOK, contract.Live)
	r.Add(x, c.Check(x))
	if err := r.Write(output.Text, os.Stdout, report.Style{}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Holds(true))
	// Output:
	// holds: 1 exchange (1 live), 0 violations, 0 rejected, 0 drift
	// checked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)
	//
	// operation  requests  200  4XX
	// GET /a     L1        L1   -*
	//
	// Who answered: D documented, S sandbox, L live, T test. - in the document but not
	// seen; ! seen but not in the document; * in the document by decision
	// (x-decision), because the API's own documentation doesn't list it.
	// true
}

func ExampleReport_Write() {
	c, err := contract.Parse("small.yaml", []byte(document))
	if err != nil {
		log.Fatal(err)
	}
	r := report.New(c)
	x := exchange("/a", http.StatusInternalServerError, contract.Live)
	r.Add(x, c.Check(x))
	if err := r.Write(output.GitHub, os.Stdout, report.Style{}); err != nil {
		log.Fatal(err)
	}
	// Output:
	// ::error file=small.yaml,line=6,col=7,title=violation%3A response.status%2C GET /a 500::expected 200 or 4XX, got 500%0AGET /a 500%0Aat status%0Asmall.yaml:6:7%0A1 finding in 1 exchange: 1 live; first in a.har#1
	// ::error title=contract fails::1 exchange (1 live), 1 violation, 0 rejected, 0 drift, 1 cause%0Achecked against small.yaml (Small 1, OpenAPI 3.0.3) by orgcontract (devel)
}

func ExampleReport_SetBaseline() {
	c, err := contract.Parse("small.yaml", []byte(document))
	if err != nil {
		log.Fatal(err)
	}
	known, err := baseline.Load("known.yaml", []byte(`
- rule: response.status
  operation: GET /a
  document: /paths/~1a/get/responses
  at: status
  reason: The vendor knows.
  expires: 2026-12-24
`), c.KnownRule)
	if err != nil {
		log.Fatal(err)
	}
	r := report.New(c)
	x := exchange("/a", http.StatusInternalServerError, contract.Live)
	r.Add(x, c.Check(x))
	fmt.Println(r.Holds(false))
	r.SetBaseline(known, time.Date(2026, 12, 24, 12, 0, 0, 0, time.UTC))
	fmt.Println(r.Holds(false))
	// Output:
	// false
	// true
}
