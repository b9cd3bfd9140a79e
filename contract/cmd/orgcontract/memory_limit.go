package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// memoryLimit is the size in bytes that the garbage collector tries to stay below, so that
// recordings with long bodies can be checked anywhere. The program still takes more if it needs
// more.
const memoryLimit = 200 << 20

// limitMemory sets the limit, unless the user set another one. If the program needs more, as for a
// document of ten thousand operations, the limit rises: else the collector would run all the time.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
		afterEachCollection(func() { debug.SetMemoryLimit(limitFor(inUse())) })
	}
}

// limitFor returns the limit for a heap of which so many bytes are in use: half as many more, so
// that the collector runs twice as often as without a limit.
func limitFor(inUse uint64) int64 {
	return max(memoryLimit, int64(inUse)*3/2) //nolint:gosec // No heap is so large.
}

// inUse returns how many bytes of the heap the last collection found in use.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEachCollection calls a function after each garbage collection: each collects an object that
// nothing refers to.
func afterEachCollection(call func()) {
	type object struct{ _ *object } // It has a pointer, so that it lies alone.
	runtime.AddCleanup(&object{}, func(call func()) {
		call()
		afterEachCollection(call)
	}, call)
}
