//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"time"
)

// page returns the page with the figures. The series are by the number of exchanges, of operations
// and of findings.
func page(all []series) []byte {
	byExchanges, byOperations, byFindings := all[0], all[1], all[2]
	few := byOperations.at(10).perExchange()
	same := []float64{byExchanges.at(some).perExchange(), byOperations.at(100).perExchange(), byFindings.at(0).perExchange()}
	var b bytes.Buffer
	fmt.Fprintf(&b, `# How the cost of a check grows

This page shows the cost of `+"`orgcontract check`"+` on JSON lines of about 300 bytes. Each line has one exchange. `+"`make bench-scale`"+` repeats the measurements and writes this page. The processor time is the
sum over all cores. The memory is the largest resident set. The rows of a table are measured in turns, and each row up to %d times, until its runs take %.0f seconds. Each figure is the lowest of a row's runs.

The cost of an exchange doesn't depend on the number of exchanges. The first call of an operation compiles its schemas, so the tables show the time for the first exchange of each operation
in a separate column. After that, an exchange costs %s with 1,000 operations than with 10, and %s with 10,000. Each exchange of the measurement calls another operation. A large
document doesn't fit into the caches of the processor, and the garbage collector needs longer to scan it. The memory depends on the document and not on the number of exchanges. Other programs may
run during the measurements. The three tables have a row for the same work, with 100 operations and 100,000 exchanges without findings. Its most expensive measurement cost %s than its cheapest.

Measured on %s, %d cores, %s, %s.

`, maxRuns, enough.Seconds(), comparison(few, byOperations.at(1000).perExchange()), comparison(few, byOperations.at(10_000).perExchange()),
		comparison(slices.Min(same), slices.Max(same)), machine(), runtime.NumCPU(), runtime.GOOS, runtime.Version())
	for _, s := range all {
		fmt.Fprintf(&b, "- [By the number of %s](#by-the-number-of-%s)\n", s.name, s.name)
	}
	b.WriteString("- [A billion exchanges a day, on paper](#a-billion-exchanges-a-day-on-paper)\n")
	for _, s := range all {
		fmt.Fprintf(&b, "\n## By the number of %s\n\nWith %s:\n\n![The cost by the number of %s](%s)\n\n", s.name, s.of, s.name, s.file())
		fmt.Fprintf(&b, "| %s | processor time | of this, until each operation was called once | per exchange | memory |\n|---|---|---|---|---|\n", s.x)
		for _, p := range s.points {
			fmt.Fprintf(&b, "| %s | %.2f s | %.2f s | %.1f µs | %.0f MB |\n", thousands(int(p.x)), p.cost.processor.Seconds(), p.first.processor.Seconds(),
				p.perExchange(), float64(p.cost.memory)/1e6)
		}
	}
	last := byExchanges.points[len(byExchanges.points)-1]
	hours := last.perExchange() * 1e9 / float64(time.Hour/time.Microsecond)
	fmt.Fprintf(&b, `
## A billion exchanges a day, on paper

At %.1f µs per exchange, a billion exchanges take %.0f core hours, so %.1f cores are busy all day. As uncompressed JSON lines of 300 bytes, the exchanges are 300 GB. [Several jobs](merge.md) can
share the work, and each job needs %.0f MB. Each job passes on a part, whose size depends on the number of causes and not on the number of exchanges.
`, last.perExchange(), hours, hours/24, float64(last.cost.memory)/1e6)
	return b.Bytes()
}

// comparison says by how much a cost differs from another, such as 5 % more.
func comparison(from, to float64) string {
	percent := 100 * (to/from - 1)
	if percent < 0 {
		return fmt.Sprintf("%.0f %% less", -percent)
	}
	return fmt.Sprintf("%.0f %% more", percent)
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
