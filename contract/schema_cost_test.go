package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// costlySchemas returns a document with an operation whose response takes too long to check, unless
// it is a string. The parameter example is the example of the response.
func costlySchemas(t *testing.T, example string) *contract.Contract {
	t.Helper()
	const n = 1000
	var b strings.Builder
	b.WriteString(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths:
  /a:
    get:
      responses:
        "200":
          description: A
          headers: {X-Last: {schema: {type: integer}}}
          content: {application/json: {schema: {$ref: "#/components/schemas/S0"}, example: ` + example + `}}
components:
  schemas:
`)
	for i := range n {
		next := fmt.Sprintf(`{$ref: "#/components/schemas/S%d"}`, i+1)
		fmt.Fprintf(&b, "    S%d: {allOf: [{not: {not: %s}}, %s]}\n", i, next, next)
	}
	fmt.Fprintf(&b, "    S%d: {type: string}\n", n)
	c, err := contract.Parse("cost.yaml", []byte(b.String()))
	require.NoError(t, err)
	return c
}

func answered(body string) *contract.Exchange {
	return &contract.Exchange{
		Request:  contract.Request{Method: http.MethodGet, URL: &url.URL{Path: "/a"}},
		Response: &contract.Response{Status: http.StatusOK, Header: http.Header{"Content-Type": {"application/json"}, "X-Last": {"1"}}, Body: []byte(body)},
	}
}

// TestCostlySchemasAreUnchecked checks that one finding says that the check ended early, and that
// such a value covers nothing.
func TestCostlySchemasAreUnchecked(t *testing.T) {
	t.Parallel()
	c := costlySchemas(t, "text")
	assert.Empty(t, c.Warnings())
	found, covered := c.Session().Cover(answered(`[1]`))
	require.Len(t, found, 1)
	assert.Equal(t, contract.Drift, found[0].Severity)
	assert.Equal(t, "response.schema-unchecked", found[0].Rule.String())
	assert.True(t, c.KnownRule(found[0].Rule))
	assert.Contains(t, found[0].Document.Pointer, "/components/schemas/S")
	assert.Contains(t, found[0].Message(), "take too long")
	for _, one := range covered {
		assert.NotContains(t, one.Claim, "/components/schemas/")
	}
	assert.Empty(t, c.Check(answered(`"text"`)))
}

// TestCostlyExamplesAreUnchecked checks that a warning says which examples were not checked.
func TestCostlyExamplesAreUnchecked(t *testing.T) {
	t.Parallel()
	warnings := costlySchemas(t, "5").Warnings()
	require.Len(t, warnings, 1)
	assert.Equal(t, "example-unchecked", warnings[0].Kind)
	assert.Equal(t, "/paths/~1a/get/responses/200/content/application~1json/example", warnings[0].Document.Pointer)
}

// TestNamedExamplesAreChecked checks the warning about one of several examples.
func TestNamedExamplesAreChecked(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse("a.yaml", []byte(`
openapi: 3.0.3
info: {title: A, version: "1"}
paths: {/a: {get: {responses: {"200": {description: A, content: {application/json: {schema: {type: string}, examples: {right: {value: text}, wrong: {value: 5}}}}}}}}}
`))
	require.NoError(t, err)
	warnings := c.Warnings()
	require.Len(t, warnings, 1)
	assert.Equal(t, "the example contradicts its schema: at its top level expected a string, got the number 5; correct one of them", warnings[0].What)
}

// TestASessionCountsItsSteps checks that costlier exchanges take more steps, and the same exchanges
// as many as before.
func TestASessionCountsItsSteps(t *testing.T) {
	t.Parallel()
	c := costlySchemas(t, "text")
	steps := func(bodies ...string) int {
		session := c.Session()
		for _, body := range bodies {
			session.Check(answered(body))
		}
		return session.Steps()
	}
	assert.Positive(t, steps(`"text"`))
	assert.Equal(t, 2*steps(`"text"`), steps(`"text"`, `"text"`))
	assert.Greater(t, steps(`1`), 10*steps(`"text"`))
}
