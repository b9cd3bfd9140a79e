package grammar

import (
	"fmt"
	"strings"
)

// Version is a version of OpenAPI, without the patch level. A later version is greater than an
// earlier one.
type Version uint8

// The versions of OpenAPI. The zero Version is not a version of
// OpenAPI 3.
const (
	V30 Version = iota + 1
	V31
	V32

	// Newest is the last version that this package knows.
	Newest = V32
)

// String returns the version as people write it, such as 3.1.
func (v Version) String() string { return fmt.Sprintf("3.%d", v-V30) }

// ParseVersion returns the version in the field openapi of a document, or 0 if it is not a version
// of OpenAPI 3. It returns the newest version for a later one. Exact reports whether the text is
// written as the specifications write the versions that this package knows, such as 3.1.0.
func ParseVersion(text string) (v Version, exact bool) {
	major, rest, _ := strings.Cut(text, ".")
	minor, patch, _ := strings.Cut(rest, ".")
	if major != "3" {
		return 0, false
	}
	switch minor {
	case "0", "":
		v = V30
	case "1":
		v = V31
	case "2":
		v = V32
	default:
		return Newest, false
	}
	return v, patch != ""
}
