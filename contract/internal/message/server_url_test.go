package message

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// ofServers returns the API of a document with some paths and a list of servers.
func ofServers(t *testing.T, paths int, servers string) *API {
	t.Helper()
	var b strings.Builder
	for i := range paths {
		fmt.Fprintf(&b, `/a%d: {get: {responses: {"200": {description: A}}}}, `, i)
	}
	doc, err := document.Load("a.yaml", []byte(`{openapi: 3.0.3, info: {title: A, version: "1"}, servers: [`+servers+`], paths: {`+b.String()+`}}`), nil)
	require.NoError(t, err)
	api, err := Compile(doc, schema.AssertFormats)
	require.NoError(t, err)
	return api
}

func list(n int, template string) string {
	all := make([]string, n)
	for i := range all {
		all[i] = fmt.Sprintf(template, i)
	}
	return strings.Join(all, ", ")
}

// The number of URLs and of paths is bounded, however the values of variables are combined.
func TestFewServersAreMade(t *testing.T) {
	t.Parallel()
	const two = "{url: 'http://h/{v}/{w}', variables: {v: {default: v0, enum: [%s]}, w: {default: w0, enum: [%s]}}}"
	many := list(2*maxURLs, "v%d")
	for name, tt := range map[string]struct {
		servers     string
		bases, urls int
	}{
		"usual":                 {list(3, "{url: 'http://h/v%d'}"), 3, 3},
		"as many as are known":  {list(maxURLs, "{url: 'http://h/v%d'}"), maxURLs, maxURLs},
		"many servers":          {list(2*maxURLs, "{url: 'http://h/v%d'}"), maxURLs, maxURLs + 1},
		"many hosts":            {list(2*maxURLs, "{url: 'http://h%d/v'}"), 1, maxURLs + 1},
		"many values":           {fmt.Sprintf(two, many, many), maxURLs, maxURLs + 1},
		"many servers and both": {list(30, "{url: 'http://h/s%d/{v}', variables: {v: {default: v0, enum: ["+list(100, "v%%d")+"]}}}"), maxURLs, maxURLs + 1},
	} {
		api := ofServers(t, 1, tt.servers)
		assert.Len(t, api.Operations[0].Bases, tt.bases, name)
		assert.Len(t, api.Servers(), tt.urls, name)
		unchecked := api.Whole().Unchecked
		if tt.urls <= maxURLs || tt.bases == 1 {
			assert.Empty(t, unchecked, name)
			continue
		}
		require.Len(t, unchecked, 1, name)
		assert.Contains(t, unchecked[0].What, "only the first 1000 paths of the servers are known")
		assert.Equal(t, "/servers", unchecked[0].Node.Pointer())
	}
}

// A document with many paths may have fewer paths of servers.
func TestRoutesAreBounded(t *testing.T) {
	t.Parallel()
	const paths = 2000
	api := ofServers(t, paths, list(2*maxRoutes/paths, "{url: 'http://h/v%d'}"))
	assert.Len(t, api.Operations[0].Bases, maxRoutes/paths)
}

// Long URLs are made from fewer values.
func TestLongServersAreBounded(t *testing.T) {
	t.Parallel()
	const n = 200
	var url strings.Builder
	url.WriteString(strings.Repeat("a", maxURLBytes/100))
	for i := range n {
		fmt.Fprintf(&url, "{v%d}", i)
	}
	variables := list(n, "v%d: {default: a, enum: [a, b]}")
	doc, err := document.Load("a.yaml", []byte(`{variables: {`+variables+`}}`), nil)
	require.NoError(t, err)
	urls := substituted(url.String(), doc.Root().Get("variables"))
	assert.LessOrEqual(t, len(urls), 100)
	assert.Greater(t, len(urls), 1)
	assert.Len(t, substituted(strings.Repeat("a", 2*maxURLBytes)+"{v0}", doc.Root().Get("variables")), 1)
}

// A URL may have ten thousand variables. To replace them takes a pass over the URL for each URL
// that is made, and not for each variable. It isn't parallel, because it counts the memory of the
// program.
func TestManyVariablesOfAServer(t *testing.T) { //nolint:paralleltest // See above.
	allocated := func(n int) uint64 {
		doc, err := document.Load("a.yaml", []byte(`{variables: {`+list(n, "v%d: {default: a, enum: [a, b]}")+`}}`), nil)
		require.NoError(t, err)
		url, variables := strings.ReplaceAll(list(n, "{v%d}"), ",", "/"), doc.Root().Get("variables")
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		urls := substituted(url, variables)
		runtime.ReadMemStats(&after)
		require.Greater(t, len(urls), 1)
		assert.NotContains(t, urls[0], "{")
		return after.TotalAlloc - before.TotalAlloc
	}
	assert.Less(t, allocated(2000), 3*allocated(500))
}

// Each operation may have servers of its own, so the URLs of all of them are bounded too.
func TestTheURLsOfAllOperationsAreBounded(t *testing.T) {
	t.Parallel()
	const paths = 2 * maxAllURLs / maxURLs
	var b strings.Builder
	for i := range paths {
		fmt.Fprintf(&b, `/a%d: {get: {servers: [{url: 'http://h%d/{v}', variables: {v: {default: v0, enum: [%s]}}}], responses: {"200": {description: A}}}}, `, i, i, list(maxURLs, "v%d"))
	}
	doc, err := document.Load("a.yaml", []byte(`{openapi: 3.0.3, info: {title: A, version: "1"}, paths: {`+b.String()+`}}`), nil)
	require.NoError(t, err)
	api, err := Compile(doc, schema.AssertFormats)
	require.NoError(t, err)
	assert.Len(t, api.Servers(), maxAllURLs)
}
