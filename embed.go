// Package polytomic has the OpenAPI document of Polytomic's organization API. Everything else in
// this module is generated from this document and checked against it.
//
// Programs that call the API import
// [github.com/orgcontract/polytomic-organizations/gen/organizations]. Checks and tests import
// [github.com/orgcontract/polytomic-organizations/contract]:
//
//	c, err := contract.ParseFS(polytomic.FS(), "openapi.yaml")
//	if err != nil {
//		return err
//	}
//	findings := c.Check(exchange)
package polytomic

import (
	"embed"
	"io/fs"
)

//go:embed openapi.yaml contract/versions/*.yaml
var files embed.FS

//go:embed openapi.yaml
var openAPI string

// FS returns a file system with openapi.yaml and the overlays of older versions of the API, under
// the names that they have in this module. It is safe for concurrent use.
func FS() fs.FS { return files }

// OpenAPI returns the text of openapi.yaml, which is an OpenAPI 3.0.3 document, including its
// comments. Each call returns a new slice. It is safe for concurrent use.
func OpenAPI() []byte {
	return []byte(openAPI)
}
