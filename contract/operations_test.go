package contract_test

import (
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// manyOperations returns a document with this many operations. Each has its own path and schemas.
func manyOperations(count int) []byte {
	var b strings.Builder
	b.WriteString("openapi: 3.0.3\ninfo: {title: Shop, version: \"1\"}\npaths:\n")
	for i := range count {
		fmt.Fprintf(&b, `  /shops/{shop}/products%d:
    get:
      parameters: [{name: shop, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: The product.
          content:
            application/json:
              schema:
                type: object
                required: [id, name]
                properties:
                  id: {type: integer, minimum: 1}
                  name: {type: string, maxLength: 40}
                  price: {type: number}
                  labels: {type: array, items: {type: string}}
`, i)
	}
	return []byte(b.String())
}

func pathOf(operation int) string { return fmt.Sprintf("/shops/7/products%d", operation) }

// callOf returns an exchange of one of these operations.
func callOf(operation int) *contract.Exchange {
	header := http.Header{"Content-Type": {"application/json"}}
	return &contract.Exchange{
		Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "shop.example", Path: pathOf(operation)}},
		Response: &contract.Response{
			Status: http.StatusOK, Header: header,
			Body: fmt.Appendf(nil, `{"id": %d, "name": "Cup", "price": 9.95, "labels": ["new", "blue"]}`, operation+1),
		},
	}
}

// BenchmarkOperations checks an exchange of each operation in turn, after each was checked once.
func BenchmarkOperations(b *testing.B) {
	for _, operations := range []int{10, 100, 1000, 10_000} {
		b.Run(strconv.Itoa(operations), func(b *testing.B) {
			c, err := contract.Parse("openapi.yaml", manyOperations(operations))
			require.NoError(b, err)
			paths := make([]string, operations)
			for i := range paths {
				paths[i] = pathOf(i)
				require.Empty(b, c.Check(callOf(i)))
			}
			x := callOf(0)
			runtime.GC()
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				x.Request.URL.Path = paths[i%operations]
				c.Check(x)
			}
		})
	}
}

// TestTheCostOfAnExchangeIsFlat checks what makes an exchange slower with more operations: garbage
// for each exchange, and memory for each operation that the collector must look through. It
// measures no time, because other programs change the time. It isn't parallel, because it counts
// the allocations of the whole program.
func TestTheCostOfAnExchangeIsFlat(t *testing.T) { //nolint:paralleltest // See above.
	const few, many = 10, 500
	kept := func(operations int) (c *contract.Contract, bytes uint64) {
		before := inUse()
		c, err := contract.Parse("openapi.yaml", manyOperations(operations))
		require.NoError(t, err)
		for i := range operations {
			require.Empty(t, c.Check(callOf(i)))
		}
		return c, inUse() - before
	}
	small, smallKept := kept(few)
	large, largeKept := kept(many)
	ofOne := (largeKept - smallKept) / (many - few)
	assert.Less(t, ofOne, uint64(14_000), "bytes that each operation keeps")
	x := callOf(few - 1)
	forSmall := testing.AllocsPerRun(100, func() { small.Check(x) })
	forLarge := testing.AllocsPerRun(100, func() { large.Check(x) })
	const more = 6.0 // The race detector makes pools forget, which adds some allocations.
	assert.InDelta(t, forSmall, forLarge, more, "allocations for an exchange, with few operations and with many")
	assert.LessOrEqual(t, forLarge, 30+more, "allocations for an exchange")
}

// inUse returns the bytes on the heap that something refers to.
func inUse() uint64 {
	var stats runtime.MemStats
	for range 2 { // The second collection frees what the first one only finalizes.
		runtime.GC()
	}
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}
