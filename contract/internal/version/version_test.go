package version

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	const commit = "0123456789abcdef0123456789abcdef01234567"
	revision := func(modified string) []debug.BuildSetting {
		return []debug.BuildSetting{{Key: "vcs.revision", Value: commit}, {Key: "vcs.modified", Value: modified}}
	}
	for name, tt := range map[string]struct {
		build debug.BuildInfo
		want  string
	}{
		"a release":               {debug.BuildInfo{Main: debug.Module{Path: module, Version: "v1.2.3"}}, "v1.2.3"},
		"a clone":                 {debug.BuildInfo{Main: debug.Module{Path: module, Version: "(devel)"}, Settings: revision("false")}, "(devel) (0123456789ab)"},
		"a clone with changes":    {debug.BuildInfo{Main: debug.Module{Path: module, Version: "v1.2.3"}, Settings: revision("true")}, "v1.2.3 (0123456789ab+dirty)"},
		"a test":                  {debug.BuildInfo{Main: debug.Module{Path: module}}, "(devel)"},
		"a program that needs it": {debug.BuildInfo{Main: debug.Module{Path: "a.example", Version: "v9.9.9"}, Deps: []*debug.Module{{Path: "b"}, {Path: module, Version: "v1.2.3"}}, Settings: revision("false")}, "v1.2.3"},
		"a module in this repository": {debug.BuildInfo{
			Main: debug.Module{Path: module + "/contract/beam", Version: "(devel)"}, Settings: revision("false"),
			Deps: []*debug.Module{{Path: module, Version: "v0.0.0-00010101000000-000000000000", Replace: &debug.Module{Path: "../..", Version: "(devel)"}}},
		}, "(devel) (0123456789ab)"},
		"a module in this repository, with a release": {debug.BuildInfo{
			Main: debug.Module{Path: module + "/contract/beam"}, Deps: []*debug.Module{{Path: module, Version: "v1.2.3"}},
		}, "v1.2.3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, of(&tt.build).String())
		})
	}
	assert.NotEmpty(t, String())
}
