//go:build unix

package benchmarks

import (
	"net/http"
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract/benchmarks/turns"
)

// BenchmarkRatio reports the time of each client as a ratio to the time of the client by hand. It
// also reports the time of this client as a ratio to ogen's. `make bench-client` runs it six times
// and prints the spread.
func BenchmarkRatio(b *testing.B) {
	for _, work := range works {
		b.Run("work="+work.name, func(b *testing.B) {
			programs := make([]func(calls int), len(peers))
			for i, peer := range peers {
				c := peer.make(b, "https://app.polytomic.com", &http.Client{Transport: memory{work.status, header(), work.body}})
				programs[i] = func(calls int) {
					for range calls {
						if err := work.run(c); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
			rounds := turns.Run(b, programs...)
			for i, peer := range peers[1:] {
				b.ReportMetric(rounds.Ratio(i+1, 0), peer.name+"/byhand")
			}
			b.ReportMetric(rounds.Ratio(len(peers)-1, len(peers)-2), "ours/ogen")
		})
	}
}
