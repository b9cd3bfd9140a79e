//go:build tools

package polytomic

// The code generator is needed to build this module, but not to import it. The build tag keeps it
// out of every build, and the import keeps its version in go.mod.
import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
)
