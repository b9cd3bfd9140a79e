//go:build tools

package benchmarks

// The imports are the generators of the compared clients.
import (
	_ "github.com/oapi-codegen/oapi-codegen/v2/cmd/oapi-codegen"
	_ "github.com/ogen-go/ogen"
	_ "github.com/ogen-go/ogen/cmd/ogen"
)
