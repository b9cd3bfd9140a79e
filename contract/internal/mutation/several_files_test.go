package mutation_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
)

// Each file has mutants of the parts that references lead to. It has each mutant once, even if
// several references lead to the part. A mutant changes only the file that it is in.
func TestMutantsOfSeveralFiles(t *testing.T) {
	t.Parallel()
	c, err := contract.ParseFS(os.DirFS("../../testdata/library"), "openapi.yaml")
	require.NoError(t, err)
	mutants, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	texts := map[string]string{}
	for _, f := range c.Files() {
		texts[f.Name] = string(f.Text)
	}
	byID := map[string]mutation.Mutant{}
	files := map[string]int{}
	for _, m := range mutants {
		assert.NotContains(t, byID, m.ID)
		byID[m.ID] = m
		files[m.Place.File]++
	}
	for name := range texts {
		assert.Positive(t, files[name], name)
	}
	for id, want := range map[string]string{
		"widen schemas/people.json#/Person/properties/name/maxLength": "schemas/people.json",
		"path /paths/~1books":                                                "openapi.yaml",
		"drop-status paths/books.yaml#/get/responses/400":                    "paths/books.yaml",
		"credential shared/common.yaml#/components/securitySchemes/key/name": "shared/common.yaml",
		"drop-required /components/schemas/Loan/required/1 until":            "openapi.yaml",
	} {
		m, found := byID[id]
		require.True(t, found, id)
		assert.Equal(t, want, m.Place.File, id)
		text, err := m.Document()
		require.NoError(t, err)
		assert.NotEqual(t, texts[want], string(text), id)
	}
	runner, err := mutation.NewRunner(t.Context(), c, nil)
	require.NoError(t, err)
	for id := range byID {
		if m := byID[id]; m.Kind == mutation.Path || m.Kind == mutation.DropStatus {
			assert.Equal(t, mutation.Survived, runner.Try(m).State, "the mutant %s is a valid document", id)
		}
	}
}
