package mutation_test

import (
	"context"
	"fmt"
	"log"
	"net/http"
	"net/url"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

// The only exchange shows that the path exists, and shows nothing about other statuses.
func Example() {
	document := []byte(`openapi: 3.0.3
info: {title: Ping, version: "1"}
paths:
  /ping:
    get:
      responses:
        "204": {description: The service is up.}
        "503": {description: It is not.}
`)
	c, err := contract.Parse("ping.yaml", document)
	if err != nil {
		log.Fatal(err)
	}
	mutants, err := mutation.Mutants(context.Background(), c)
	if err != nil {
		log.Fatal(err)
	}
	runner, err := mutation.NewRunner(context.Background(), c, []contract.Exchange{{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/ping"}},
		Response: &contract.Response{Status: http.StatusNoContent},
	}})
	if err != nil {
		log.Fatal(err)
	}
	result := runner.Run(context.Background(), mutants, nil)
	_, all := result.Count()
	fmt.Printf("%.1f %% of %d\n", all.Score(), all.Scored())
	for _, o := range result.Of(mutation.Survived) {
		fmt.Printf("%s: %s; it would take %s\n", o.Place, o.Description, o.Killer)
	}
	// Output:
	// 75.0 % of 4
	// ping.yaml:8:9: remove the status 503; it would take GET /ping answered with 503
}
