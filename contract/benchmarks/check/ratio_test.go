//go:build unix

package check_test

import (
	"fmt"
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/benchmarks/turns"
)

// BenchmarkRatio reports the time of a check as a ratio to the time of openapi3filter, which checks
// no invariants. `make bench-check` runs it six times and prints the spread.
func BenchmarkRatio(b *testing.B) {
	for _, test := range []struct {
		name     string
		document []byte
		exchange *contract.Exchange
	}{
		{"list1", openAPI, listOf(b, organizationsOf(b, 1))},
		{"list10000", openAPI, listOf(b, organizationsOf(b, 10_000))},
		{"operations1000", largeDocument(1000), getOf(500, `{"property1":"a"}`)},
	} {
		b.Run("exchange="+test.name, func(b *testing.B) {
			programs := make([]func(calls int), 2)
			for i, peer := range peers[:2] {
				check, err := peer.make(test.document)
				if err != nil {
					b.Fatal(err)
				}
				programs[i] = func(calls int) {
					for range calls {
						if err := check(test.exchange); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
			b.ReportMetric(turns.Run(b, programs...).Ratio(0, 1), fmt.Sprintf("%s/%s", peers[0].name, peers[1].name))
		})
	}
}
