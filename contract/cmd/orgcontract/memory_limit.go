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

// The constants limit the garbage before the collector runs. A check makes little garbage for each
// exchange. With a large document, the collector takes long, so it should run less often than by
// default. But the garbage of a huge document would take gigabytes.
const (
	// garbagePercent is how much garbage there may be, in percent of what is in use.
	garbagePercent = 200
	// muchInUse is how many bytes must be in use before there may be less garbage.
	muchInUse = 128 << 20
	// leastGarbagePercent is how much garbage there may be however much is in use.
	leastGarbagePercent = 50
)

// limitMemory sets the limit and the amount of garbage, unless the user set them. If the program
// needs more memory, for instance for a document with ten thousand operations, limitMemory raises
// the limit. Otherwise the collector would run all the time.
func limitMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(garbagePercent)
		afterEachCollection(func() { debug.SetGCPercent(garbageFor(inUse())) })
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
		afterEachCollection(func() { debug.SetMemoryLimit(limitFor(inUse())) })
	}
}

// garbageFor returns how much garbage there may be with this many bytes in use, in percent of them.
func garbageFor(inUse uint64) int {
	return int(max(leastGarbagePercent, garbagePercent*muchInUse/max(muchInUse, inUse))) //nolint:gosec // It is a percentage.
}

// limitFor returns the limit for a heap with this many bytes in use. The limit leaves room for as
// much garbage as garbagePercent allows, and for the memory that the runtime itself needs.
func limitFor(inUse uint64) int64 {
	const runtimePercent = 50                                                     // The runtime needs this much of what is in use, measured with ten thousand operations.
	return max(memoryLimit, int64(inUse)*(100+garbagePercent+runtimePercent)/100) //nolint:gosec // No heap is large enough to overflow.
}

// inUse returns how many bytes of the heap were in use after the last garbage collection.
func inUse() uint64 { return metric("/gc/heap/live:bytes") }

// muchGarbage is the size of the heap in bytes from which collectMuch collects garbage.
const muchGarbage = 64 << 20

// collectMuch collects garbage if the heap is large. To load a large document takes several times
// the memory of the document, and without collectMuch, the check would begin on top of that.
func collectMuch() {
	if metric("/memory/classes/heap/objects:bytes") > muchGarbage {
		runtime.GC()
	}
}

// metric returns a number that the runtime counts.
func metric(name string) uint64 {
	sample := []metrics.Sample{{Name: name}}
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
