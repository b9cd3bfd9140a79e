package organizations_test

import (
	"context"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/gen/organizations"
)

func TestUserAgentNamesTheVersionOfTheModule(t *testing.T) {
	t.Parallel()
	p := always(200, `{"data": []}`)
	_, err := newClient(t, p).ListOrganizations(context.Background())
	require.NoError(t, err)
	assert.Regexp(t, `^polytomic-organizations-go/(devel|v\d+\.\S+)$`, p.requests[0].Header.Get("User-Agent"))
}

func TestModuleVersion(t *testing.T) {
	t.Parallel()
	const path = "github.com/orgcontract/polytomic-organizations"
	module := func(path, version string) *debug.Module { return &debug.Module{Path: path, Version: version} }
	for name, tt := range map[string]struct {
		info *debug.BuildInfo
		want string
	}{
		"a dependency":      {&debug.BuildInfo{Main: *module("example.com/app", "(devel)"), Deps: []*debug.Module{module("example.com/b", "v9.9.9"), module(path, "v1.2.3")}}, "v1.2.3"},
		"the module itself": {&debug.BuildInfo{Main: *module(path, "v0.4.0")}, "v0.4.0"},
		"a checkout":        {&debug.BuildInfo{Main: *module(path, "(devel)")}, "devel"},
		"no version":        {&debug.BuildInfo{Main: *module(path, "")}, "devel"},
		"a local replacement": {&debug.BuildInfo{Main: *module("example.com/app", "v1.0.0"), Deps: []*debug.Module{
			{Path: path, Version: "v1.2.3", Replace: module("../fork", "")},
		}}, "devel"},
		"another program": {&debug.BuildInfo{Main: *module("example.com/app", "v1.0.0")}, "devel"},
		"no build info":   {nil, "devel"},
	} {
		assert.Equal(t, tt.want, organizations.ModuleVersion(tt.info), name)
	}
}
