package document

import "github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"

// Version is a version of OpenAPI, without the patch level. A later version is greater than an
// earlier one.
type Version = grammar.Version

// The versions of OpenAPI. The zero Version is not a version of
// OpenAPI 3.
const (
	V30 = grammar.V30
	V31 = grammar.V31
	V32 = grammar.V32
)

// Version returns the version of OpenAPI in the field openapi of the document, or 0 if it has none
// of OpenAPI 3. It returns the newest version that this package knows for a later one.
func (d *Document) Version() Version {
	v, _ := grammar.ParseVersion(d.Root().Get("openapi").Text())
	return v
}
