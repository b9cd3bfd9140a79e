//go:build unix

// Package turns compares the cost of programs on a machine on which other programs run too. The
// programs take turns. The package measures their processor time, including garbage collection.
//
//	rounds := turns.Run(b, calls, ours, theirs)
//	b.ReportMetric(rounds.Ratio(0, 1), "ours/theirs")
package turns

import (
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// turn is about how long one turn takes. A turn takes at least half of it, which is long enough for
// the garbage collector to run.
const turn = 100 * time.Millisecond

// Rounds has the times of each round, in the order of the programs.
type Rounds [][]float64

// Run runs b.N rounds. In each round, it lets each program call its function a number of times. The
// number is the same for all programs. With it, the first program takes about a tenth of a second.
func Run(b *testing.B, programs ...func(calls int)) Rounds {
	b.Helper()
	calls := callsFor(programs[0])
	rounds := make(Rounds, 0, b.N)
	for b.Loop() {
		times := make([]float64, len(programs))
		for i, program := range programs {
			times[i] = processorTime(func() { program(calls) }).Seconds()
		}
		rounds = append(rounds, times)
	}
	b.ReportMetric(0, "ns/op")
	return rounds
}

// Ratio returns the ratio of the time of one program to the time of another: the median of all
// rounds.
func (r Rounds) Ratio(of, to int) float64 {
	ratios := make([]float64, len(r))
	for i, times := range r {
		ratios[i] = times[of] / times[to]
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}

// callsFor returns how many calls fill a turn.
func callsFor(program func(calls int)) int {
	program(1)
	for calls := 1; ; calls *= 2 {
		if took := processorTime(func() { program(calls) }); took > turn/2 {
			return calls
		}
	}
}

// processorTime returns the time that all processors spend on this process while the function runs.
// It first collects the garbage of earlier functions.
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
