package main

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// memoryLimit is the memory in bytes that the garbage collector tries not to exceed. With it, the
// command can check recordings with long bodies on any machine. The program still uses more memory
// if it needs more.
const memoryLimit = 200 << 20

// limitMemory sets the limit, unless the user set another limit. If the program needs more memory,
// for instance for a document with ten thousand operations, limitMemory raises the limit. Otherwise
// the collector would run all the time.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
		afterEachCollection(func() { debug.SetMemoryLimit(limitFor(inUse())) })
	}
}

// limitFor returns the limit for a heap with this many bytes in use. The limit is 1.75 times as
// large. It counts more than the heap, so the collector runs twice as often as without a limit.
func limitFor(inUse uint64) int64 {
	return max(memoryLimit, int64(inUse)*7/4) //nolint:gosec // No heap is large enough to overflow.
}

// inUse returns how many bytes of the heap were in use after the last garbage collection.
func inUse() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// afterEachCollection calls a function after each garbage collection. It notices a collection
// because the collection frees an object that nothing refers to.
func afterEachCollection(call func()) {
	type object struct{ _ *object } // Because of the pointer, the runtime allocates the object separately.
	runtime.AddCleanup(&object{}, func(call func()) {
		call()
		afterEachCollection(call)
	}, call)
}
