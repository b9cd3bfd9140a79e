package contract_test

import (
	"fmt"
	"log"
	"net/http"
	"net/url"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
)

func Example() {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	if err != nil {
		log.Fatal(err)
	}
	exchange := &contract.Exchange{
		Request: contract.Request{
			Method: http.MethodGet,
			URL:    &url.URL{Path: "/api/organization"},
			Header: http.Header{"Authorization": {"Bearer key"}},
		},
		Response: &contract.Response{
			Status: http.StatusOK,
			Header: http.Header{"Content-Type": {"application/json"}, "X-Polytomic-Version": {"2025-09-18"}},
			Body:   []byte(`{"data": {"name": 5, "plan": "pro"}}`),
		},
	}
	for _, f := range c.Check(exchange) {
		fmt.Println(f.Severity, f.Rule.String(), f.At.String(), f.Document.Pointer)
		fmt.Println("   ", f.Message())
	}
	// Output:
	// violation response.type /data/name /components/schemas/Organization/properties/name/type
	//     expected a string, got the number 5
	// drift response.property-undeclared /data/plan /components/schemas/Organization/properties
	//     expected no property of this name, got one
}

func ExampleContract_Operations() {
	c, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	if err != nil {
		log.Fatal(err)
	}
	for _, operation := range c.Operations() {
		fmt.Println(operation, operation.ID)
	}
	// Output:
	// GET /api/organization getCurrentOrganization
	// GET /api/organization/record-logging getRecordLogging
	// PUT /api/organization/record-logging updateRecordLogging
	// GET /api/organizations listOrganizations
	// POST /api/organizations createOrganization
	// DELETE /api/organizations/{id} deleteOrganization
	// GET /api/organizations/{id} getOrganization
	// PUT /api/organizations/{id} updateOrganization
}
