package mutation_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

const overlaidBooks = `openapi: 3.0.3
info: {title: Books, version: "2"}
x-versions:
  header: API-Version
  versions: [{name: "2"}, {name: "1", overlay: old.yaml}]
paths:
  /books:
    get:
      responses:
        "200":
          description: The books.
          content:
            application/json:
              schema: {$ref: "#/components/schemas/Book"}
components:
  schemas:
    Book: {type: object, properties: {title: {type: string}}}
`

const oldBooks = `overlay: 1.1.0
info: {title: Old books, version: "1"}
actions:
  - target: $.info
    update: {description: What nobody checks.}
  - target: $.components.schemas.Book.properties.title
    update:
      maxLength: 3
`

// If the time is over, the mutants of the root file are not counted again for each version.
func TestMutantsOfVersionsAreCountedOnce(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(fstest.MapFS{"openapi.yaml": {Data: []byte(overlaidBooks)}, "old.yaml": {Data: []byte(oldBooks)}}, "openapi.yaml")
	require.NoError(t, err)
	all, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	over, cancel := context.WithCancel(t.Context())
	cancel()
	further, err := mutation.Mutants(over, c)
	require.NoError(t, err)
	runner, err := mutation.NewRunner(t.Context(), c, nil)
	require.NoError(t, err)
	_, counts := runner.Run(t.Context(), further, nil).Count()
	counted := 0
	for _, n := range counts {
		counted += n
	}
	assert.Equal(t, len(all), counted)
}

// An exchange of a version kills the mutants of the version's overlay.
func TestMutantsOfOverlays(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(fstest.MapFS{"openapi.yaml": {Data: []byte(overlaidBooks)}, "old.yaml": {Data: []byte(oldBooks)}}, "openapi.yaml")
	require.NoError(t, err)
	mutants, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	states := map[string]map[string]mutation.State{"1": {}, "2": {}}
	for version := range states {
		x := exchange("GET", "/books", "", 200, `{"title": "Dune"}`)
		x.Response.Header.Set("Api-Version", version)
		runner, err := mutation.NewRunner(t.Context(), c, []contract.Exchange{x})
		require.NoError(t, err)
		for _, m := range mutants {
			if m.Place.File == "old.yaml" {
				assert.Contains(t, m.ID, " old.yaml#/actions/")
				states[version][m.ID] = runner.Try(m).State
			} else {
				assert.NotContains(t, m.ID, "old.yaml")
			}
		}
	}
	const widen, drop = "widen old.yaml#/actions/1/update/maxLength", "drop-action old.yaml#/actions/"
	assert.Equal(t, mutation.Equivalent, states["1"][drop+"0"], "nothing that is checked depends on the action")
	assert.Equal(t, mutation.Killed, states["1"][drop+"1"])
	assert.Equal(t, mutation.Survived, states["2"][drop+"1"], "an exchange of another version doesn't notice")
	killed := 0
	for id, state := range states["1"] {
		if strings.HasPrefix(id, widen) && state == mutation.Killed {
			killed++
		}
	}
	assert.Positive(t, killed)
}
