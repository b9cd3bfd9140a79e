package selection

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// Tally counts what was checked, and what was not and why. The zero value is empty. One goroutine may
// read exchanges while another one picks findings. Read the tally when the loop over them has ended.
type Tally struct {
	// Checked is the number of exchanges that were checked.
	Checked int

	// entries is written while exchanges are read, and findings while findings are picked.
	entries, findings map[string]*count
}

// count is how often something was not checked.
type count struct {
	n     int
	first contract.Source
	hosts map[string]int
}

// maxHosts bounds the hosts that are told apart.
const maxHosts = 1000

// Skip counts an entry of a recording that holds no exchange.
func (t *Tally) Skip(s recording.Skipped) {
	t.add(string(s.Reason), contract.Source{File: s.File, Entry: s.Entry})
}

func (t *Tally) add(reason string, at contract.Source) *count {
	if t.entries == nil {
		t.entries = map[string]*count{}
	}
	return increase(t.entries, reason, at)
}

func (t *Tally) addHost(reason string, at contract.Source, host string) {
	c := t.add(reason, at)
	if c.hosts == nil {
		c.hosts = map[string]int{}
	}
	if _, known := c.hosts[host]; known || len(c.hosts) < maxHosts {
		c.hosts[host]++
	}
}

func (t *Tally) addFinding(reason string, at contract.Source) {
	if t.findings == nil {
		t.findings = map[string]*count{}
	}
	increase(t.findings, reason, at)
}

func increase(counts map[string]*count, reason string, at contract.Source) *count {
	c := counts[reason]
	if c == nil {
		c = &count{first: at}
		counts[reason] = c
	}
	c.n++
	return c
}

// Skipped returns how many entries were not checked.
func (t *Tally) Skipped() int {
	n := 0
	for _, c := range t.entries {
		n += c.n
	}
	return n
}

// Summary returns the entries that were not checked by reason, in one line. It is empty if there are
// none.
func (t *Tally) Summary() string {
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(t.entries)) {
		parts = append(parts, fmt.Sprintf("%s: %d", reason, t.entries[reason].n))
	}
	return strings.Join(parts, "; ")
}

// Lines returns a line for each reason for which entries were not checked, or findings left out.
func (t *Tally) Lines() []string {
	var lines []string
	for _, counts := range []map[string]*count{t.entries, t.findings} {
		for _, reason := range slices.Sorted(maps.Keys(counts)) {
			c := counts[reason]
			lines = append(lines, fmt.Sprintf("%s (%d%s, first in %s)", reason, c.n, c.mostHosts(), c.first))
		}
	}
	return lines
}

// mostHosts returns the three hosts with the most requests.
func (c *count) mostHosts() string {
	if len(c.hosts) == 0 {
		return ""
	}
	names := slices.SortedFunc(maps.Keys(c.hosts), func(a, b string) int {
		return cmp.Or(cmp.Compare(c.hosts[b], c.hosts[a]), cmp.Compare(a, b))
	})
	var parts []string
	for _, name := range names[:min(len(names), 3)] {
		parts = append(parts, fmt.Sprintf("%s %d", name, c.hosts[name]))
	}
	if len(names) > len(parts) {
		parts = append(parts, "...")
	}
	return ": " + strings.Join(parts, ", ")
}
