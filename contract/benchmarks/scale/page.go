//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"time"
)

// page returns the page with the figures.
func page(all []series) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, `# How the cost of a check grows

These figures are of `+"`orgcontract check`"+` on JSON lines of about 300 bytes, an exchange each. `+"`make bench-scale`"+` measures them anew and writes this page. Processor time is that of all
cores together, and memory the largest resident set. Each figure is the least of three runs, or of one if it took more than ten seconds.

An exchange costs the same however many there are. The first call of an operation compiles its schemas, so the table has the cost of the first exchange of each operation apart. After that, an
exchange costs half as much again with 10,000 operations as with 10: the garbage collector goes over the larger document. Memory depends on the document, not on the number of exchanges.
Where other programs ran at the same time, the same work cost up to half as much again: compare 100 operations in the three tables.

Measured on %s, %d cores, %s, %s.

`, machine(), runtime.NumCPU(), runtime.GOOS, runtime.Version())
	for _, s := range all {
		fmt.Fprintf(&b, "- [By the number of %s](#by-the-number-of-%s)\n", s.name, s.name)
	}
	b.WriteString("- [A billion exchanges a day, on paper](#a-billion-exchanges-a-day-on-paper)\n")
	for _, s := range all {
		fmt.Fprintf(&b, "\n## By the number of %s\n\nWith %s:\n\n![The cost by the number of %s](%s)\n\n", s.name, s.of, s.name, s.file())
		fmt.Fprintf(&b, "| %s | processor time | of which until each operation was called | an exchange | memory |\n|---|---|---|---|---|\n", s.x)
		for _, p := range s.points {
			fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %.1f µs | %.0f MB |\n", thousands(int(p.x)), p.cost.processor.Seconds(), p.first.processor.Seconds(),
				p.perExchange(), float64(p.cost.memory)/1e6)
		}
	}
	last := all[0].points[len(all[0].points)-1]
	hours := last.perExchange() * 1e9 / float64(time.Hour/time.Microsecond)
	fmt.Fprintf(&b, `
## A billion exchanges a day, on paper

At %.1f µs an exchange, a billion exchanges take %.0f core hours, so %.1f cores are busy all day. As JSON lines of 300 bytes they are 300 GB, before packing. [Several jobs](merge.md) share the
work, and each needs %.0f MB. What they hand over has a size that depends on the number of causes, not of exchanges.
`, last.perExchange(), hours, hours/24, float64(last.cost.memory)/1e6)
	return b.Bytes()
}

// machine returns the name of the processor.
func machine() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if found := regexp.MustCompile(`(?m)^model name\s*: (.+)$`).FindSubmatch(text); err == nil && found != nil {
		return string(found[1])
	}
	return runtime.GOARCH
}

// thousands writes a number as 1,000,000.
func thousands(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}
