//go:build unix

package benchmarks

import (
	"net/http"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// BenchmarkRatio gives the time of each client as a ratio to the one by hand, and the time of this client as a ratio to ogen's. It is the
// time of the processor, that of the garbage collector included: what other programs do on the machine counts for little. The clients take
// turns, each long enough for the garbage collector to run, and the ratio of a run is the median of its rounds. `make bench-client` does six
// runs and prints how far they lie apart.
func BenchmarkRatio(b *testing.B) {
	for _, work := range works {
		b.Run("work="+work.name, func(b *testing.B) {
			turns := make([]func(calls int), len(peers))
			for i, peer := range peers {
				c := peer.make(b, "https://app.polytomic.com", &http.Client{Transport: memory{work.status, header(), work.body}})
				turns[i] = func(calls int) {
					for range calls {
						if err := work.run(c); err != nil {
							b.Fatal(err)
						}
					}
				}
			}
			calls := callsFor(100*time.Millisecond, turns[0])
			rounds := make([][]float64, 0, b.N)
			for b.Loop() {
				times := make([]float64, len(turns))
				for i, turn := range turns {
					times[i] = processorTime(func() { turn(calls) }).Seconds()
				}
				rounds = append(rounds, times)
			}
			b.ReportMetric(0, "ns/op")
			for i, peer := range peers[1:] {
				b.ReportMetric(medianRatio(rounds, i+1, 0), peer.name+"/byhand")
			}
			b.ReportMetric(medianRatio(rounds, len(peers)-1, len(peers)-2), "ours/ogen")
		})
	}
}

// callsFor returns a number of calls that take about a time, and at least half of it.
func callsFor(want time.Duration, turn func(calls int)) int {
	turn(1)
	for calls := 1; ; calls *= 2 {
		if took := processorTime(func() { turn(calls) }); took > want/2 {
			return calls
		}
	}
}

// processorTime returns the time that all processors spend on the program while a function runs. The garbage of what ran before is
// collected first.
func processorTime(run func()) time.Duration {
	runtime.GC()
	before := usage()
	run()
	return usage() - before
}

func usage() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		panic(err)
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// medianRatio returns the median over the rounds of the time of one client to that of another.
func medianRatio(rounds [][]float64, of, to int) float64 {
	ratios := make([]float64, len(rounds))
	for i, times := range rounds {
		ratios[i] = times[of] / times[to]
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}
