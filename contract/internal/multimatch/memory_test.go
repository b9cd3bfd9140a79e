package multimatch_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/orgcontract/polytomic-organizations/contract/internal/multimatch"
)

// grown returns a set of strings, and how many bytes of memory it has for each byte of them, and
// has taken on the way. It searches a text after each step strings, for which the set has to be
// built anew.
func grown(strings, step int) (set *multimatch.Set, has, taken float64) {
	set = new(multimatch.Set)
	before := memory()
	for n := range strings {
		text := fmt.Sprintf("%x-of-string-%d", uint32(n)*0x9e3779b1, n)
		set.Add(text, n)
		if (n+1)%step == 0 {
			for range set.All(text) {
				continue
			}
		}
	}
	after := memory()
	bytes := float64(set.Size())
	return set, float64(after.HeapAlloc-before.HeapAlloc) / bytes, float64(after.TotalAlloc-before.TotalAlloc) / bytes
}

func memory() (now runtime.MemStats) {
	runtime.GC()
	runtime.GC() // The first leaves what has a finalizer.
	runtime.ReadMemStats(&now)
	return now
}

// Building a set takes little more memory than it has in the end. A set that grew keeps nothing of
// what it was before.
func TestMemoryOfASetIsThatOfItsStrings(t *testing.T) { //nolint:paralleltest // It measures the memory of the process.
	const strings = 1 << 15
	atOnce, least, taken := grown(strings, strings)
	inSteps, most, _ := grown(strings, strings/16-1)
	assert.Less(t, taken, 50.0)
	assert.Less(t, most, 1.1*least)
	runtime.KeepAlive(atOnce)
	runtime.KeepAlive(inSteps)
}
