package contract_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// The list of what openapi.yaml claims is a file, so that a change of the document, or of what counts as a claim, is seen as a change of the
// list. UPDATE=1 writes it anew.
func TestClaimsOfTheDocument(t *testing.T) {
	const file = "testdata/claims.txt"
	var b strings.Builder
	for _, claim := range loadContract(t).Claims() {
		side := string(claim.Side)
		if side == "" {
			side = "both"
		}
		fmt.Fprintf(&b, "%4d:%-3d %-10s %-8s %-8s %s\n", claim.Place.Line, claim.Place.Column, claim.Kind, claim.Aspect, side, claim.Place.Pointer)
	}
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String(), "look at the difference, then run the test with UPDATE=1")
}

// What stands in one half of an exchange alone is claimed of that half.
func TestSidesOfClaims(t *testing.T) {
	document := strings.Replace(withSchema(`{"$ref": "#/components/schemas/Both"}`), `"Tree":`,
		`"Both": {"type": "object", "properties": {"a": {"readOnly": true, "type": "string"}, "b": {"writeOnly": true, "type": "string"}, "c": {"type": "string"}}}, "Tree":`, 1)
	c, err := contract.Parse("v.json", []byte(document))
	require.NoError(t, err)
	var got []string
	for _, claim := range c.Claims() {
		if pointer, found := strings.CutPrefix(claim.Place.Pointer, "/components/schemas/Both/properties/"); found {
			got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", pointer, claim.Kind, claim.Aspect, claim.Side)))
		}
	}
	slices.Sort(got)
	assert.Equal(t, []string{
		"a property absent response", "a property present response", "a/readOnly constraint kept response", "a/readOnly constraint rejected request", "a/type constraint kept response",
		"b null rejected request", "b property absent request", "b property present request", "b/type constraint kept request", "b/type constraint rejected request", "b/writeOnly constraint kept",
		"c null rejected request", "c property absent", "c property present", "c/type constraint kept", "c/type constraint rejected request",
	}, got)
}
