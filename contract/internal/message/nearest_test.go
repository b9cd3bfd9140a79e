package message_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// apiOf returns an API with a number of paths. Each ends with its number in three digits.
func apiOf(t *testing.T, paths int, beginning string) *message.API {
	t.Helper()
	var b strings.Builder
	_, _ = b.WriteString("openapi: 3.0.3\ninfo: {title: A, version: '1'}\npaths:\n")
	for i := range paths {
		fmt.Fprintf(&b, "  %s%03d: {get: {responses: {'200': {description: A}}}}\n", beginning, i)
	}
	doc, err := document.Load("a.yaml", []byte(b.String()), nil)
	require.NoError(t, err)
	api, err := message.Compile(doc, schema.AssertFormats)
	require.NoError(t, err)
	return api
}

// Among paths that are equally similar, the first is named. If the paths are so many or so long that
// comparing them takes long, none is named.
func TestNearestPath(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		paths             int
		beginning, wanted string
		want              string
	}{
		"usual paths":             {1_000, "/organizations/users/", "/organisations/users/", "/organizations/users/000"},
		"one is most similar":     {1_000, "/organizations/users/", "/organisations/users/421", "/organizations/users/421"},
		"few long paths":          {100, "/" + strings.Repeat("a", 190), "/" + strings.Repeat("a", 180), "/" + strings.Repeat("a", 190) + "000"},
		"many long paths":         {1_000, "/" + strings.Repeat("a", 190), "/" + strings.Repeat("a", 180), ""},
		"many long paths, and /a": {1_000, "/" + strings.Repeat("a", 190), "/a", ""},
		"no similar path":         {10, "/organizations/", "/b", ""},
	} {
		got, item := apiOf(t, tt.paths, tt.beginning).NearestPath(tt.wanted)
		assert.Equal(t, tt.want, got, name)
		assert.Equal(t, tt.want != "", item != nil, name)
	}
}
