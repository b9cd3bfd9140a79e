package contract_test

import (
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
	"github.com/orgcontract/polytomic-organizations/contract/internal/derive"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// everyKeyword returns a document that uses each schema keyword, parameter style and composition of
// OpenAPI 3.0.
func everyKeyword(tb testing.TB) []byte {
	tb.Helper()
	document, err := os.ReadFile("testdata/every-keyword.yaml")
	require.NoError(tb, err)
	return document
}

// TestDerivedExchanges checks the exchanges that derive makes from a document. An exchange that
// satisfies a claim must have no finding. An exchange that breaks a claim must have exactly the
// findings that derive states. The test removes invariants from the document, because other tests
// cover them.
func TestDerivedExchanges(t *testing.T) {
	for name, tt := range map[string]struct {
		document []byte
		least    int // The number of exchanges that derive made when the test was written. The test fails if there are fewer.
	}{
		"openapi.yaml":       {polytomic.OpenAPI(), 6698},
		"every-keyword.yaml": {everyKeyword(t), 6974},
	} {
		t.Run(name, func(t *testing.T) {
			document := tt.document
			c, err := contract.Parse(name, []byte(strings.ReplaceAll(string(document), "x-invariants:", "x-hidden:")))
			require.NoError(t, err)
			doc, err := tree.Of(c)
			require.NoError(t, err)

			kept, broken := 0, 0
			shown := map[string]bool{} // The claims that an exchange breaks, or that derive says no exchange can break.
			for x := range derive.New(doc).Exchanges(t.Context()) {
				if len(x.Findings) == 0 {
					kept++
				} else {
					broken++
					shown[x.Claim] = true
				}
				for _, f := range x.Findings {
					shown[f.Document] = true
				}
				var got []derive.Finding
				for _, f := range c.Check(&x.Exchange) {
					got = append(got, derive.Finding{Severity: f.Severity, Rule: f.Rule, At: f.At, Document: f.Document.Pointer})
				}
				slices.SortFunc(got, derive.Finding.Compare)
				assert.Equal(t, x.Findings, got, "%s: %s\n%s %s\n%v\n%s\n%d %v\n%s", x.Claim, x.Name, x.Request.Method, x.Request.URL, x.Request.Header, x.Request.Body,
					x.Response.Status, x.Response.Header, x.Response.Body)
			}
			underivable := derive.New(doc).Underivable(t.Context())
			t.Logf("%d exchanges, of which %d keep and %d break a claim; %d claims are underivable", kept+broken, kept, broken, len(underivable))
			for _, u := range underivable {
				t.Logf("underivable: %s: %s", u.Claim, u.Reason)
				shown[u.Claim] = true
			}
			assert.GreaterOrEqual(t, kept+broken, tt.least, "exchanges")
			claims := claimsOf(t, document)
			assert.GreaterOrEqual(t, kept, len(claims), "exchanges that keep a claim")
			assert.GreaterOrEqual(t, broken, len(claims), "exchanges that break a claim")
			for _, claim := range claims {
				assert.True(t, shown[claim], "%s is neither broken nor listed as underivable", claim)
			}
		})
	}
}

// keywordClaims lists the keys of a document that always make a claim about messages.
const keywordClaims = " type format enum pattern minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems" +
	" minProperties maxProperties readOnly writeOnly not anyOf oneOf security "

// claimsOf reads the claims of a document from its YAML. It returns the pointer of each keyword,
// and of each name in a list under required.
func claimsOf(t *testing.T, document []byte) []string {
	t.Helper()
	var root yaml.Node
	require.NoError(t, yaml.Load(document, &root))
	var claims []string
	var walk func(node *yaml.Node, at string, named bool)
	walk = func(node *yaml.Node, at string, named bool) {
		for i := 0; node.Kind == yaml.MappingNode && i < len(node.Content); i += 2 {
			key, value := node.Content[i].Value, node.Content[i+1]
			here := at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(key)
			switch {
			case named: // The document chose this name, so it is not a keyword.
				walk(value, here, false)
			case strings.HasPrefix(key, "x-"), slices.Contains([]string{"example", "examples", "default", "securitySchemes", "info", "mapping", "variables"}, key):
			case key == "required" && value.Kind == yaml.SequenceNode:
				for n := range value.Content {
					claims = append(claims, here+"/"+strconv.Itoa(n))
				}
			case key == "security" && len(value.Content) == 0: // An empty list demands no credential, so it is not a claim.
			case key == "required" && value.Value == "true", key == "additionalProperties" && value.Value == "false":
				claims = append(claims, here)
			case strings.Contains(keywordClaims, " "+key+" ") && value.Value != "false":
				claims = append(claims, here)
				walk(value, here, false)
			default:
				walk(value, here, slices.Contains([]string{"properties", "schemas", "parameters", "headers", "responses", "requestBodies", "paths", "content"}, key))
			}
		}
		for i := 0; node.Kind == yaml.SequenceNode && i < len(node.Content); i++ {
			walk(node.Content[i], at+"/"+strconv.Itoa(i), false)
		}
	}
	walk(root.Content[0], "", false)
	return claims
}
