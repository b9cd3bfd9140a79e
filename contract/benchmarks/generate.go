// Package benchmarks compares the client with its peers, in one binary: a client written by hand on
// net/http and encoding/json, the client that oapi-codegen generates from the same document, and
// the one that ogen does. It is a module of its own, so that the peers never enter the product's
// go.mod. Run it with `make bench`.
package benchmarks

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config stock.yaml ../../openapi.yaml
//go:generate go run github.com/ogen-go/ogen/cmd/ogen --config ogen.yaml --package ogen --target ogen --clean ../../openapi.yaml
