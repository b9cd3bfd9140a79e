package message_test

import (
	"fmt"
	"log"
	"net/http"
	"net/url"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

func Example() {
	doc, err := document.Parse("pets.yaml", []byte(`
openapi: 3.0.3
info: {title: Pets, version: "1"}
servers: [{url: https://pets.example/v1}]
paths:
  /pets/{id}:
    get:
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
      responses: {"200": {description: A pet.}}
`))
	if err != nil {
		log.Fatal(err)
	}
	api, err := message.Compile(doc, schema.AssertFormats)
	if err != nil {
		log.Fatal(err)
	}
	target := &url.URL{Path: "/v1/pets/7", RawQuery: "tags=small%2C+old,loud"}
	var x message.Exchange
	api.Read(&x, http.MethodGet, target, message.Message{}, http.StatusOK, message.Message{})
	fields, _ := x.RequestFields()
	fmt.Println(x.Operation.Method, x.Operation.Template)
	for _, p := range x.Operation.Parameters() {
		value, found := p.Value(&fields)
		fmt.Printf("%s %s: %#v %t\n", p.In, p.Name, value, found)
	}
	// Output:
	// GET /pets/{id}
	// path id: "7" true
	// query tags: jsonvalue.Array{"small, old", "loud"} true
}
