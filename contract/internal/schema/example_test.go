package schema_test

import (
	"fmt"
	"log"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

func Example() {
	doc, err := document.Parse("pets.yaml", []byte(`
Pet:
  type: object
  required: [name]
  properties:
    name: {type: string, minLength: 2}
    age: {type: integer}
`))
	if err != nil {
		log.Fatal(err)
	}
	pet := schema.NewCompiler(doc).Schema(doc.Find("/Pet"))
	value, err := jsonvalue.Decode([]byte(`{"name": "T", "age": 1.5, "tail": true}`), nil)
	if err != nil {
		log.Fatal(err)
	}
	v := schema.Validation{Side: schema.Response}
	v.Validate(pet, value)
	for _, m := range v.Found {
		e := m.Explain(func(*schema.Schema, string, string) bool { return false })
		fmt.Printf("%s at %s, %s: expected %s, got %s\n", m.Keyword, m.At, m.Node().Place(), e.Expected, e.Actual)
	}
	for u := range v.Undeclared(pet, value) {
		fmt.Println("undeclared:", u.Name)
	}
	// Output:
	// minLength at /name, pets.yaml:6:26: expected at least 2 characters, got the string "T"
	// type at /age, pets.yaml:7:11: expected an integer, got the number 1.5
	// undeclared: tail
}
