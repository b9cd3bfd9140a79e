package organizations_test

import (
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Whoever imports this package gets these modules and no others: above all no validator and no test library.
func TestImportersGetFewModules(t *testing.T) {
	allowed := []string{
		"github.com/orgcontract/polytomic-organizations",
		"github.com/cenkalti/backoff/v5",
		"github.com/go-json-experiment/json",
		"github.com/oapi-codegen/runtime",
		// Both come with the runtime.
		"github.com/apapsch/go-jsonmerge/v2",
		"github.com/google/uuid",
	}
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", "-f", "{{with .Module}}{{.Path}}{{end}}", ".").Output()
	require.NoError(t, err)
	assert.Subset(t, allowed, strings.Fields(string(out)))
}

// The generated server interface is for the sandbox; it brings nothing of the checks either.
func TestThePackageStandsBelowTheContract(t *testing.T) {
	out, err := exec.CommandContext(t.Context(), "go", "list", "-deps", ".", "../server").Output()
	require.NoError(t, err)
	for pkg := range strings.FieldsSeq(string(out)) {
		assert.NotContains(t, pkg, "polytomic-organizations/contract")
		assert.NotContains(t, pkg, "kin-openapi")
		assert.NotContains(t, pkg, "testify")
	}
}
