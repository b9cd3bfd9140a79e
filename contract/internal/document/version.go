package document

import "strings"

// Version is a version of OpenAPI, without the patch level. A later version is greater than an
// earlier one.
type Version uint8

// The versions of OpenAPI. The zero Version is one that this package doesn't know.
const (
	V30 Version = iota + 1
	V31
	V32
)

// Version returns the version of OpenAPI in the field openapi of the document, or 0 if there is
// none that this package knows.
func (d *Document) Version() Version {
	written := d.Root().Get("openapi").Text()
	switch major, rest, _ := strings.Cut(written, "."); {
	case major != "3":
		return 0
	case rest == "0" || strings.HasPrefix(rest, "0."):
		return V30
	case rest == "1" || strings.HasPrefix(rest, "1."):
		return V31
	case rest == "2" || strings.HasPrefix(rest, "2."):
		return V32
	default:
		return 0
	}
}
