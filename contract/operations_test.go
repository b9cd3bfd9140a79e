package contract_test

import (
	"net/http"
	"net/url"
	"runtime"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/largeshop"
)

// callOf returns an exchange of one of these operations.
func callOf(operation int) *contract.Exchange {
	header := http.Header{"Content-Type": {"application/json"}}
	return &contract.Exchange{
		Request: contract.Request{Method: http.MethodGet, URL: &url.URL{Scheme: "https", Host: "shop.example", Path: largeshop.Path(7, operation)}},
		Response: &contract.Response{
			Status: http.StatusOK, Header: header,
			Body: largeshop.Answer(operation+1, `"Cup"`),
		},
	}
}

// BenchmarkOperations checks an exchange of each operation in turn, after each was checked once.
func BenchmarkOperations(b *testing.B) {
	for _, operations := range []int{10, 100, 1000, 10_000} {
		b.Run(strconv.Itoa(operations), func(b *testing.B) {
			c, err := contract.Parse("openapi.yaml", largeshop.Document(operations))
			require.NoError(b, err)
			paths := make([]string, operations)
			for i := range paths {
				paths[i] = largeshop.Path(7, i)
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
		c, err := contract.Parse("openapi.yaml", largeshop.Document(operations))
		require.NoError(t, err)
		for i := range operations {
			require.Empty(t, c.Check(callOf(i)))
		}
		return c, inUse() - before
	}
	small, smallKept := kept(few)
	large, largeKept := kept(many)
	ofOne := (largeKept - smallKept) / (many - few)
	assert.Less(t, ofOne, uint64(7_200), "bytes that each operation keeps")
	x := callOf(few - 1)
	forSmall := testing.AllocsPerRun(100, func() { small.Check(x) })
	forLarge := testing.AllocsPerRun(100, func() { large.Check(x) })
	const more = 5.0 // The race detector makes pools forget, which adds some allocations.
	assert.InDelta(t, forSmall, forLarge, more, "allocations for an exchange, with few operations and with many")
	assert.LessOrEqual(t, forLarge, 16+more, "allocations for an exchange")
	all := make([]*contract.Exchange, 2000)
	for i := range all {
		all[i] = callOf(i % many)
	}
	forAll := testing.AllocsPerRun(2, func() {
		for checked, err := range large.CheckAll(yieldAll(all)) {
			require.NoError(t, err)
			assert.Empty(t, checked.Findings)
		}
	})
	assert.LessOrEqual(t, forAll/float64(len(all)), 14+more, "allocations for an exchange among many")
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
