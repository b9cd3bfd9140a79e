// Package gen holds the configuration that generates the client and the server below it, and no
// code. After a change of
// openapi.yaml run `make generate` (or `go generate ./...`) and commit the generated files.
package gen

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config organizations.yaml ../openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config server.yaml ../openapi.yaml
