package coverage_test

import (
	"fmt"
	"net/http"
	"net/url"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
)

func Example() {
	c, err := contract.Parse("openapi.yaml", []byte(`
openapi: 3.0.3
info: {title: API, version: "1"}
paths:
  /a:
    get:
      responses:
        "200": {description: Here.}
        "404": {description: Gone.}
`))
	if err != nil {
		panic(err)
	}
	m := coverage.New(c, coverage.Options{})
	m.Add(&contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
		Response: &contract.Response{Status: http.StatusOK},
		Source:   contract.Source{File: "a.har", Provenance: contract.Live},
	})
	for _, b := range m.Claims() {
		fmt.Println(b.Place, b.Kind, b.Aspect, b.State())
	}
	// Output:
	// openapi.yaml:6:5 operation used live
	// openapi.yaml:8:9 status used live
	// openapi.yaml:9:9 status used uncovered
}
