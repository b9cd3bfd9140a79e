package organizations

import (
	"runtime/debug"
	"sync"
)

// modulePath is the path of the module that this package belongs to.
const modulePath = "github.com/orgcontract/polytomic-organizations"

// defaultUserAgent returns the default User-Agent header, which has the name and version of this
// module.
var defaultUserAgent = sync.OnceValue(func() string {
	info, _ := debug.ReadBuildInfo()
	return "polytomic-organizations-go/" + moduleVersion(info)
})

// moduleVersion returns the version of this module in a program. The module may be a dependency of
// the program or the main module. It returns "devel" if the build information has no version, for
// instance in a checkout or with a replace directive.
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
