package contract_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
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
