// Package check compares contract.Check with two other Go libraries in one binary: kin-openapi's
// openapi3filter, and libopenapi-validator in strict mode. Each is configured to find as much as it
// can. Run it with `make bench`.
package check
