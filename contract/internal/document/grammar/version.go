package grammar

import (
	"fmt"
	"strings"
)

// Version is a version of OpenAPI, without the patch level. A later version is greater than an
// earlier one.
type Version uint8

// The constants are the versions of OpenAPI. The zero Version is not a version of OpenAPI 3.
const (
	V30 Version = iota + 1
	V31
	V32

	// Newest is the last version that this package knows.
	Newest = V32
)

// String returns the version, such as "3.1".
func (v Version) String() string { return fmt.Sprintf("3.%d", v-V30) }

// ParseVersion reads the field openapi of a document. It returns 0 if the text is not a version of
// OpenAPI 3. For a version that is newer than all known versions, it returns the newest known
// version. The result exact reports whether the text is a known version in the form that the
// specifications use, such as 3.1.0.
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
