// Package benchmarks compares the client with other clients in one binary: a client written by hand
// on net/http and encoding/json, and the clients that oapi-codegen and ogen generate from the same
// document. It is a separate module, so that the go.mod of the product doesn't require the other
// generators. Run it with `make bench`.
package benchmarks

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config stock.yaml ../../openapi.yaml
//go:generate go run github.com/ogen-go/ogen/cmd/ogen --config ogen.yaml --package ogen --target ogen --clean ../../openapi.yaml
