//go:build unix

package main

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// work describes the exchanges and the document of a check.
type work struct {
	exchanges, operations int
	// wrong is how many of a hundred exchanges contradict the document.
	wrong int
}

// document returns a document with this many operations. Each has its own path and schema.
func document(operations int) string {
	var b strings.Builder
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
	return b.String()
}

// write writes the exchanges as JSON lines.
func (w work) write(out io.Writer) error {
	b := bufio.NewWriterSize(out, 1<<20)
	for i := range w.exchanges {
		name := `\"Cup\"`
		if i%100 < w.wrong {
			name = "5"
		}
		_, err := fmt.Fprintf(b, `{"request": {"method": "GET", "url": "https://shop.example/shops/%d/products%d"}, "response": {"status": 200,`+
			` "headers": {"Content-Type": "application/json"}, "body": "{\"id\": %d, \"name\": %s, \"price\": 9.95, \"labels\": [\"new\", \"blue\"]}"}}`+"\n",
			i%1000, i%w.operations, i+1, name)
		if err != nil {
			return err
		}
	}
	return b.Flush()
}
