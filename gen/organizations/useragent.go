package organizations

import (
	"runtime/debug"
	"sync"
)

// modulePath is the module that this package belongs to.
const modulePath = "github.com/orgcontract/polytomic-organizations"

// defaultUserAgent returns the User-Agent header of clients that set none: this module and its
// version.
var defaultUserAgent = sync.OnceValue(func() string {
	info, _ := debug.ReadBuildInfo()
	return "polytomic-organizations-go/" + moduleVersion(info)
})

// moduleVersion returns the version of this module in a program: as a dependency, or as the main
// module. It is "devel" where the build names no version, as for a checkout or a replaced module.
func moduleVersion(info *debug.BuildInfo) string {
	const unknown = "devel"
	if info == nil {
		return unknown
	}
	module := &info.Main
	for _, dependency := range info.Deps {
		if dependency.Path == modulePath {
			module = dependency
		}
	}
	if module.Replace != nil {
		module = module.Replace
	}
	if module.Path != modulePath || module.Version == "" || module.Version == "(devel)" {
		return unknown
	}
	return module.Version
}
