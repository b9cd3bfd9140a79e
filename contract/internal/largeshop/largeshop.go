// Package largeshop has a document with any number of operations, and messages of these operations.
// Tests and benchmarks use it to find out how cost grows with a document.
//
//	c, err := contract.Parse("openapi.yaml", largeshop.Document(1000))
//	...
//	target := "https://shop.example" + largeshop.Path(7, 999)
//	answer := largeshop.Answer(1, `"Cup"`)
package largeshop

import (
	"bytes"
	"fmt"
)

// Document returns a document with this many operations. Each has its own path and schemas.
func Document(operations int) []byte {
	var b bytes.Buffer
	b.WriteString("openapi: 3.0.3\ninfo: {title: Shop, version: \"1\"}\npaths:\n")
	for i := range operations {
		fmt.Fprintf(&b, `  /shops/{shop}/products%d:
    get:
      parameters: [{name: shop, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: The product.
          content:
            application/json:
              schema:
                type: object
                required: [id, name]
                properties:
                  id: {type: integer, minimum: 1}
                  name: {type: string, maxLength: 40}
                  price: {type: number}
                  labels: {type: array, items: {type: string}}
`, i)
	}
	return b.Bytes()
}

// Path returns the path of a request, which is a GET. The operation is an index.
func Path(shop, operation int) string { return fmt.Sprintf("/shops/%d/products%d", shop, operation) }

// Answer returns the body of a response with the status 200. The name is a JSON value. If it is not
// a string, the body contradicts the document.
func Answer(id int, name string) []byte {
	return fmt.Appendf(nil, `{"id": %d, "name": %s, "price": 9.95, "labels": ["new", "blue"]}`, id, name)
}
