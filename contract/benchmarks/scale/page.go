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

// results has all that was measured. For the further points, see [measurement.byOperations].
type results struct {
	byExchanges, byOperations, byFindings series
	few, scattered                        point
}

func (r *results) all() []series { return []series{r.byExchanges, r.byOperations, r.byFindings} }

// page returns the page with the figures.
func (r *results) page() []byte {
	var b bytes.Buffer
	r.introduce(&b)
	for _, s := range r.all() {
		fmt.Fprintf(&b, "- [By the number of %s](#by-the-number-of-%s)\n", s.name, s.name)
	}
	b.WriteString("- [A billion exchanges a day, on paper](#a-billion-exchanges-a-day-on-paper)\n")
	for _, s := range r.all() {
		fmt.Fprintf(&b, "\n## By the number of %s\n\nWith %s:\n\n![The cost by the number of %s](%s)\n\n", s.name, s.of, s.name, s.file())
		fmt.Fprintf(&b, "| %s | processor time | of this, for the document | to call each operation once | further exchange | memory |\n|---|---|---|---|---|---|\n", s.x)
		for _, p := range s.points {
			p.row(&b, thousands(int(p.x)))
		}
		if s.name == r.byOperations.name {
			r.few.row(&b, fmt.Sprintf("%s, of which %d are called", thousands(r.few.work.operations), r.few.work.called))
			r.scattered.row(&b, thousands(r.scattered.work.operations)+", called in scattered order")
		}
	}
	r.project(&b)
	return b.Bytes()
}

// row writes a row of a table.
func (p *point) row(b *bytes.Buffer, name string) {
	fmt.Fprintf(b, "| %s | %.2f s | %.2f s | %.2f s | %.1f µs | %.0f MB |\n", name, p.all.processor.Seconds(), p.loaded.processor.Seconds(),
		max(0, p.called.processor-p.loaded.processor).Seconds(), p.perExchange(), float64(p.all.memory)/1e6)
}

// introduce writes what the figures say.
func (r *results) introduce(b *bytes.Buffer) {
	small, large := r.byOperations.at(fewest), r.byOperations.last()
	more := float64(large.work.operations - small.work.operations)
	fmt.Fprintf(b, `# How the cost of a check grows

This page shows the cost of `+"`orgcontract check`"+` on JSON lines of about 300 bytes. Each line has one exchange. `+"`make bench-scale`"+` repeats the measurements and writes this page. The processor time is the
sum over all cores. The memory is the largest resident set. The rows of a table are measured in turns, and each row up to %d times, until its runs take %.0f seconds. Each figure is the lowest of a row's runs.

The processor time has three parts, and the tables show each in a column:

- The command reads the document once, compiles its schemas and writes its report. This takes %.0f µs for each operation of the document.
- The first exchange of an operation takes about %.0f µs. Its schemas are compiled by then.
- Each further exchange takes the same time, however many there are. With 1,000 operations, it takes %s time than with 10. With 10,000 operations, it takes %s.
`, maxRuns, enough.Seconds(), microseconds(large.loaded.processor-small.loaded.processor)/more,
		microseconds(large.called.processor-large.loaded.processor)/float64(large.work.called-1),
		comparison(small.perExchange(), r.byOperations.at(1000).perExchange()), comparison(small.perExchange(), large.perExchange()))
	fmt.Fprintf(b, `
The time of a further exchange is the difference between a run with all exchanges and a run with a tenth of them. So it leaves out what happens once, for example that the command gets memory from the system. The exchanges call
one operation after the other, in the order of the document. What the check needs of %[1]s operations doesn't fit into the caches of the processor. If the exchanges call only %[2]d operations of the same
document, a further exchange takes %[3]s time than with a document of %[2]d operations. If they call all operations in a scattered order, the processor can't load the next one ahead, and a further exchange takes
%[4]s time.
`, thousands(large.work.operations), r.few.work.called, comparison(small.perExchange(), r.few.perExchange()), comparison(small.perExchange(), r.scattered.perExchange()))
	same := []float64{r.byExchanges.at(some).perExchange(), r.byOperations.at(usual).perExchange(), r.byFindings.at(0).perExchange()}
	fmt.Fprintf(b, `
The memory depends on the document and not on the number of exchanges. Each operation of the document needs %.0f kB, with the garbage that the collector has not yet collected. Other programs may run during
the measurements. Each table has a row for %d operations and at least %s exchanges without findings. The most expensive of these rows cost %s than the cheapest.

Measured on %s, %d cores, %s, %s.

`, float64(large.all.memory-small.all.memory)/1e3/more, usual, thousands(some), comparison(slices.Min(same), slices.Max(same)),
		machine(), runtime.NumCPU(), runtime.GOOS, runtime.Version())
}

// project writes what very many exchanges need.
func (r *results) project(b *bytes.Buffer) {
	last := r.byExchanges.last()
	hours := last.perExchange() * 1e9 / float64(time.Hour/time.Microsecond)
	fmt.Fprintf(b, `
## A billion exchanges a day, on paper

At %.1f µs per exchange, a billion exchanges take %.0f core hours, so %.1f cores are busy all day. As uncompressed JSON lines of 300 bytes, the exchanges are 300 GB. [Several jobs](merge.md) can
share the work, and each job needs %.0f MB. Each job passes on a part, whose size depends on the number of causes and not on the number of exchanges.
`, last.perExchange(), hours, hours/24, float64(last.all.memory)/1e6)
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
