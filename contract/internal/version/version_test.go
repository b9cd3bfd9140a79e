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
		part  string
	}{
		"a release":               {debug.BuildInfo{Main: debug.Module{Path: module, Version: "v1.2.3"}}, "v1.2.3", "v1.2.3"},
		"a commit":                {debug.BuildInfo{Main: debug.Module{Path: module, Version: "v1.2.4-0.20260102030405-0123456789ab"}}, "v1.2.4-0.20260102030405-0123456789ab", "0123456789ab"},
		"a clone":                 {debug.BuildInfo{Main: debug.Module{Path: module, Version: "(devel)"}, Settings: revision("false")}, "(devel) (0123456789ab)", "0123456789ab"},
		"a clone at a tag":        {debug.BuildInfo{Main: debug.Module{Path: module, Version: "v1.2.3"}, Settings: revision("false")}, "v1.2.3 (0123456789ab)", "0123456789ab"},
		"a clone behind a tag":    {debug.BuildInfo{Main: debug.Module{Path: module, Version: "v1.2.4-0.20260102030405-0123456789ab"}, Settings: revision("false")}, "(devel) (0123456789ab)", "0123456789ab"},
		"a clone with changes":    {debug.BuildInfo{Main: debug.Module{Path: module, Version: "v1.2.3+dirty"}, Settings: revision("true")}, "(devel) (0123456789ab+dirty)", "0123456789ab+dirty"},
		"a test":                  {debug.BuildInfo{Main: debug.Module{Path: module}}, "(devel)", "(devel)"},
		"a program that needs it": {debug.BuildInfo{Main: debug.Module{Path: "a.example", Version: "v9.9.9"}, Deps: []*debug.Module{{Path: "b"}, {Path: module, Version: "v1.2.3"}}, Settings: revision("false")}, "v1.2.3", "v1.2.3"},
		"a module in this repository": {debug.BuildInfo{
			Main: debug.Module{Path: module + "/contract/beam", Version: "v0.5.1-0.20260102030405-0123456789ab"}, Settings: revision("false"),
			Deps: []*debug.Module{{Path: module, Version: "v0.0.0-00010101000000-000000000000", Replace: &debug.Module{Path: "../..", Version: "(devel)"}}},
		}, "(devel) (0123456789ab)", "0123456789ab"},
		"a module in this repository, with go run": {debug.BuildInfo{
			Main: debug.Module{Path: module + "/contract/beam", Version: "(devel)"},
			Deps: []*debug.Module{{Path: module, Version: "v0.0.0-00010101000000-000000000000", Replace: &debug.Module{Path: "../..", Version: "(devel)"}}},
		}, "(devel)", "(devel)"},
		"a module in this repository, with a release": {debug.BuildInfo{
			Main: debug.Module{Path: module + "/contract/beam"}, Deps: []*debug.Module{{Path: module, Version: "v1.2.3"}},
		}, "v1.2.3", "v1.2.3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, of(&tt.build).String())
			assert.Equal(t, tt.part, of(&tt.build).Build(), "what a part has")
		})
	}
	assert.NotEmpty(t, String())
}
