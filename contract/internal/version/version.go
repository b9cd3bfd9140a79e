// Package version says which version of this module a program was built from.
//
//	fmt.Println("orgcontract", version.String())
package version

import (
	"runtime/debug"
	"strings"

	gomodule "golang.org/x/mod/module"
)

// module is the path of this module.
const module = "github.com/orgcontract/polytomic-organizations"

// Info is the version of the module and the revision of its repository.
type Info struct {
	// Module is the version as Go gives it: v1.2.3, or a pseudo-version. It is (devel) for a
	// program that was built in a clone, unless the clone is at the tag of a version.
	Module string
	// Revision is the commit, with +dirty behind it if files had changed. It is empty if Go
	// recorded none, as for a program that was built from the module cache.
	Revision string
}

// String returns the version as v1.2.3, and with a revision as v1.2.3 (0123456789ab).
func (i Info) String() string {
	if i.Revision == "" {
		return i.Module
	}
	return i.Module + " (" + i.Revision + ")"
}

// Build identifies the code. It is the commit, with +dirty behind it if files had changed, or the
// version of a program that was built from the module cache. Programs of several modules in one
// repository have different versions, because each module has its own tags. They have the same
// Build if they were built from the same commit.
func (i Info) Build() string {
	if i.Revision != "" {
		return i.Revision
	}
	if commit, err := gomodule.PseudoVersionRev(i.Module); err == nil {
		return commit
	}
	return i.Module
}

// Read returns the version that this program was built from.
func Read() Info {
	build, ok := debug.ReadBuildInfo()
	if !ok {
		return Info{Module: unknown}
	}
	return of(build)
}

// String returns the version that this program was built from, as [Info.String] writes it.
func String() string { return Read().String() }

// unknown is the version of a program that doesn't say how it was built.
const unknown = "(devel)"

// of finds the module in what Go recorded: it is the main module, or a module that the program
// depends on. A module below it that replaces it by its directory is built from the same
// repository.
func of(build *debug.BuildInfo) Info {
	if build.Main.Path != module {
		for _, dependency := range build.Deps {
			if dependency.Path == module && !isDirectory(build, dependency) {
				return Info{Module: orUnknown(dependency.Version)}
			}
		}
	}
	info := Info{Module: unknown}
	if !isBelow(build.Main) { // A module below has its own tags.
		info.Module = orUnknown(build.Main.Version)
	}
	settings := map[string]string{}
	for _, setting := range build.Settings {
		settings[setting.Key] = setting.Value
	}
	info.Revision = settings["vcs.revision"]
	if len(info.Revision) > 12 {
		info.Revision = info.Revision[:12]
	}
	if info.Revision != "" && settings["vcs.modified"] == "true" {
		info.Revision += "+dirty"
	}
	if info.Revision != "" && (gomodule.IsPseudoVersion(info.Module) || strings.HasSuffix(info.Module, "+dirty")) {
		info.Module = unknown // Go made the version from the nearest tag and the commit.
	}
	return info
}

// isDirectory reports whether the dependency is the directory above the main module.
func isDirectory(build *debug.BuildInfo, dependency *debug.Module) bool {
	with := dependency.Replace
	return isBelow(build.Main) && with != nil && orUnknown(with.Version) == unknown
}

// isBelow reports whether a module is in this repository and is not the module at its root.
func isBelow(main debug.Module) bool { return strings.HasPrefix(main.Path, module+"/") }

func orUnknown(version string) string {
	if version == "" {
		return unknown
	}
	return version
}
