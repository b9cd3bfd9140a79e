// Package gen has the configuration that generates the packages below it. It has no code of its
// own. After you change openapi.yaml, run `make generate` (or `go generate ./...`) and commit the
// generated files.
package gen

//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config organizations.yaml ../openapi.yaml
//go:generate go run github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen --config server.yaml ../openapi.yaml
