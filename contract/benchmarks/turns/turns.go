//go:build unix

// Package turns compares what programs cost when the machine is never quiet for long. They take
// turns, and what counts is the time of the processor, that of the garbage collector included.
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

// turn is how long one turn takes about, and at least half of it: long enough for the garbage
// collector to run.
const turn = 100 * time.Millisecond

// Rounds holds the times of each round, in the order of the programs.
type Rounds [][]float64

// Run lets each of the programs call its function a number of times, b.N rounds long. The number is
// the same for all; it is chosen so that the first takes about a tenth of a second.
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

// Ratio returns the median over the rounds of the time of one program to that of another.
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

// processorTime returns the time that all processors spend on this process while a function runs.
// The garbage of what ran before is collected first.
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
