package contract_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
)

// TestClaimsOfTheDocument compares the claims of openapi.yaml with a file. If a change of the
// document or of the engine changes the claims, the change of the file shows it. If the environment
// has UPDATE=1, the test writes the file instead.
func TestClaimsOfTheDocument(t *testing.T) {
	const file = "testdata/claims.txt"
	var b strings.Builder
	for _, claim := range loadContract(t).Claims() {
		side := string(claim.Side)
		if side == "" {
			side = "both"
		}
		fmt.Fprintf(&b, "%-10s %-8s %-8s %s\n", claim.Kind, claim.Aspect, side, claim.Place.Pointer)
	}
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(file, []byte(b.String()), 0o600))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), b.String(), "look at the difference, then run the test with UPDATE=1")
}

// TestPlacesOfClaims checks the line and column of each claim: they must be those of the key or
// list item that the claim's JSON pointer leads to.
func TestPlacesOfClaims(t *testing.T) {
	places := placesOf(t, polytomic.OpenAPI())
	claims := loadContract(t).Claims()
	require.NotEmpty(t, claims)
	for _, claim := range claims {
		assert.Equal(t, places[claim.Place.Pointer], fmt.Sprintf("%d:%d", claim.Place.Line, claim.Place.Column), claim.Place.Pointer)
	}
}

// placesOf returns LINE:COLUMN of each key and item of a YAML document. The keys of the result are
// JSON pointers.
func placesOf(tb testing.TB, document []byte) map[string]string {
	tb.Helper()
	var root yaml.Node
	require.NoError(tb, yaml.Load(document, &root))
	places := map[string]string{"": fmt.Sprintf("%d:%d", root.Content[0].Line, root.Content[0].Column)}
	var walk func(node *yaml.Node, at string)
	walk = func(node *yaml.Node, at string) {
		for i, child := range node.Content {
			key, here := child, at+"/"+strconv.Itoa(i)
			if node.Kind == yaml.MappingNode {
				if i%2 == 1 {
					continue
				}
				here = at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key.Value)
				child = node.Content[i+1]
			}
			places[here] = fmt.Sprintf("%d:%d", key.Line, key.Column)
			walk(child, here)
		}
	}
	walk(root.Content[0], "")
	return places
}

// A claim that only a request or only a response can cover names it as its side.
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
