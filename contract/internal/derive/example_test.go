package derive_test

import (
	"context"
	"fmt"

	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

const pets = `
openapi: 3.0.3
info: {title: Pets, version: "1"}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
      responses:
        "200": {description: The pets.}
        "400": {description: The request is wrong.}
`

// The example prints the requests that break the minimum. A server should refuse them.
func ExampleOperation_Requests() {
	doc, err := document.Parse("pets.yaml", []byte(pets))
	if err != nil {
		fmt.Println(err)
		return
	}
	for operation := range derive.New(doc).Operations(context.Background()) {
		for c := range operation.Requests(context.Background()) {
			if c.Claim != "/paths/~1pets/get/parameters/0/schema/minimum" {
				continue
			}
			fmt.Println(operation.ID, c.Request.Method, c.Request.URL.RequestURI(), c.Name)
			for _, f := range c.Findings {
				fmt.Println(f.Severity, f.Rule, f.At)
			}
		}
	}
	// Output:
	// listPets GET /pets?limit=0 just beyond minimum
	// violation request.minimum query limit
	// listPets GET /pets?limit=-1 beyond minimum
	// violation request.minimum query limit
}
