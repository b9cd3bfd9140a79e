package watch

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

func TestBeside(t *testing.T) {
	t.Parallel()
	all := pathsOf(map[string]operation{
		"GET a":        {path: "/a"},
		"GET a/{}/b":   {path: "/a/{id}/b"},
		"POST a/{}/b/": {path: "/a/{id}/b/"},
	})
	for key, want := range map[string]string{
		"GET a": "/a", "PUT a/": "/a", "GET a/x": "/a", "GET a/{}/b/c": "/a/{id}/b", "GET a/{}/b": "/a/{id}/b", "GET b": "", "GET b/a": "", "GET ": "", "GET ab": "",
	} {
		assert.Equal(t, want, all.beside(key), key)
	}
	assert.Equal(t, "/", pathsOf(map[string]operation{"GET ": {path: "/"}}).beside("PUT "))
}

// Few paths of servers are tried, because each is tried with each of the other document.
func TestFewBasesAreTried(t *testing.T) {
	t.Parallel()
	var servers strings.Builder
	for i := range 3 * maxBases {
		fmt.Fprintf(&servers, "{url: /v%d}, ", i)
	}
	c, err := contract.Parse("a.yaml", []byte(`{openapi: 3.0.3, info: {title: A, version: "1"}, servers: [`+servers.String()+`], paths: {}}`))
	require.NoError(t, err)
	d, err := New(c)
	require.NoError(t, err)
	bases := d.basePaths()
	assert.Len(t, bases, maxBases+1)
	assert.Contains(t, bases, "")
}
