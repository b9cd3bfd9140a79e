package contract_test

import (
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// manySchemas returns the contract of a document with one operation, whose answer has the first of
// n schemas. In the text of each schema, %[1]d is its number and %[2]d is the number of the next
// one.
func manySchemas(t *testing.T, n int, schema string) *contract.Contract {
	t.Helper()
	var b strings.Builder
	b.WriteString("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A, content: " +
		"{application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}}}}, components: {schemas: {\n")
	for i := range n {
		fmt.Fprintf(&b, "S%[1]d: "+schema+",\n", i, i+1)
	}
	fmt.Fprintf(&b, "S%d: {type: string}}}}", n)
	c, err := contract.Parse("a.yaml", []byte(b.String()))
	require.NoError(t, err)
	return c
}

// The work of a digest grows with the length of a chain of references. It doesn't grow with the
// square of the length.
func TestDigestOfLongChains(t *testing.T) {
	allocated := func(n int) uint64 {
		c := manySchemas(t, n, `{type: object, properties: {next: {$ref: '#/components/schemas/S%[2]d'}}}`)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c.Operations()
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	assert.Less(t, allocated(1000), 6*allocated(250))
}

// The test would not end if the work doubled for each schema that builds on several others.
func TestDigestOfManyWaysToBuildOnASchema(t *testing.T) {
	t.Parallel()
	c := manySchemas(t, 60, `{allOf: [{$ref: '#/components/schemas/S%[2]d'}, {$ref: '#/components/schemas/S%[2]d'}], discriminator: {propertyName: a}}`)
	assert.NotEmpty(t, c.Operations()[0].Digest)
}
