//go:build tools

package polytomic

// The code generator is a dependency of building this module, not of importing it: the build tag
// keeps it out of every build, and the import keeps its version in go.mod.
import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
