// Package check compares contract.Check with its peers in Go, each tuned to find as much as it can,
// in one binary: kin-openapi's openapi3filter and libopenapi-validator in strict mode. Run it with
// `make bench`.
package check
