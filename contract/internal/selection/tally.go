package selection

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// Tally counts what was checked, and what was not checked and why. It depends only on the set of
// exchanges and findings, so tallies can be merged in any order. It is written as JSON, and reading
// the JSON loses nothing. The zero value is empty. One goroutine may read exchanges while another
// goroutine selects findings. Read the tally only after the loop over the findings has ended.
type Tally struct {
	// Checked is the number of exchanges that were checked.
	Checked int

	// sum identifies the checked exchanges.
	sum sum
	// entries is written while exchanges are read. findings is written while findings are selected.
	entries, findings map[string]*count
	// unread has the errors of recordings that can't be read, sorted. moreUnread is the number of
	// further errors.
	unread     []string
	moreUnread int
}

// count says how often something was not checked.
type count struct {
	n     int
	first contract.Source
	hosts map[string]int
	// last is the last host by name. It is set only if there are maxHosts hosts.
	last string
}

const (
	// maxHosts is how many hosts are counted separately.
	maxHosts = 1000
	// maxUnread is how many errors of recordings are kept.
	maxUnread = 1000
)

// check counts a checked exchange.
func (t *Tally) check(x *contract.Exchange) {
	t.Checked++
	t.sum.add(x)
}

// Skip counts an entry of a recording that is not an exchange.
func (t *Tally) Skip(s recording.Skipped) {
	t.add(string(s.Reason), contract.Source{File: s.File, Entry: s.Entry})
}

// Fail counts a recording that can't be read.
func (t *Tally) Fail(err error) { t.fail(err.Error()) }

func (t *Tally) fail(text string) {
	text = strings.ToValidUTF8(text, "\uFFFD")
	i, _ := slices.BinarySearch(t.unread, text)
	t.unread = slices.Insert(t.unread, i, text)
	if len(t.unread) > maxUnread {
		t.unread = t.unread[:maxUnread]
		t.moreUnread++
	}
}

// Unread returns a line for each recording that can't be read, sorted. After a thousand of them,
// the last line says how many more there are.
func (t *Tally) Unread() []string {
	if t.moreUnread == 0 {
		return t.unread
	}
	return append(slices.Clip(t.unread), fmt.Sprintf("%d more recordings can't be read", t.moreUnread))
}

// IsUnread reports whether the error may be from a recording that can't be read.
func (t *Tally) IsUnread(err error) bool {
	return t.moreUnread > 0 || slices.Contains(t.unread, err.Error())
}

// IsComplete reports whether all recordings could be read.
func (t *Tally) IsComplete() bool { return len(t.unread) == 0 }

// IsEmpty reports whether nothing was read.
func (t *Tally) IsEmpty() bool {
	return t.Checked == 0 && len(t.entries) == 0 && len(t.findings) == 0 && len(t.unread) == 0
}

// IsSame reports whether the other tally is about the same exchanges.
func (t *Tally) IsSame(other *Tally) bool { return t.Checked == other.Checked && t.sum == other.sum }

// NothingChecked returns an error that says in one line why no exchange was checked.
func (t *Tally) NothingChecked() error {
	if t.Skipped() == 0 {
		return errors.New("no exchange was checked: the recordings hold none; record some, or add --allow-empty")
	}
	return fmt.Errorf("no exchange was checked: %s; record others, or add --allow-empty", t.Summary())
}

// Merge adds the counts of another tally.
func (t *Tally) Merge(other *Tally) {
	t.Checked += other.Checked
	t.sum.addAll(other.sum)
	merge(&t.entries, other.entries)
	merge(&t.findings, other.findings)
	for _, text := range other.unread {
		t.fail(text)
	}
	t.moreUnread += other.moreUnread
}

func merge(counts *map[string]*count, others map[string]*count) {
	for reason, other := range others {
		countOf(counts, reason).include(other)
	}
}

func (t *Tally) add(reason string, at contract.Source) {
	countOf(&t.entries, reason).include(&count{n: 1, first: at})
}

func (t *Tally) addHost(reason string, at contract.Source, host string) {
	countOf(&t.entries, reason).include(&count{n: 1, first: at, hosts: map[string]int{strings.ToValidUTF8(host, "\uFFFD"): 1}})
}

func (t *Tally) addFinding(reason string, at contract.Source) {
	countOf(&t.findings, reason).include(&count{n: 1, first: at})
}

func countOf(counts *map[string]*count, reason string) *count {
	if *counts == nil {
		*counts = map[string]*count{}
	}
	c := (*counts)[reason]
	if c == nil {
		c = &count{}
		(*counts)[reason] = c
	}
	return c
}

// include adds other counts. It counts the first hosts, by their names, separately.
func (c *count) include(other *count) {
	first := contract.Source{File: strings.ToValidUTF8(other.first.File, "\uFFFD"), Entry: other.first.Entry}
	if c.n == 0 || cmp.Or(cmp.Compare(first.File, c.first.File), cmp.Compare(first.Entry, c.first.Entry)) < 0 {
		c.first = first
	}
	c.n += other.n
	if len(other.hosts) > 0 && c.hosts == nil {
		c.hosts = map[string]int{}
	}
	for host, n := range other.hosts {
		c.host(host, n)
	}
}

func (c *count) host(name string, n int) {
	if _, known := c.hosts[name]; known {
		c.hosts[name] += n
		return
	}
	if len(c.hosts) == maxHosts {
		if name > c.last {
			return
		}
		delete(c.hosts, c.last)
	}
	c.hosts[name] = n
	if len(c.hosts) == maxHosts {
		c.last = slices.Max(slices.Collect(maps.Keys(c.hosts)))
	}
}

// Skipped returns how many entries were not checked.
func (t *Tally) Skipped() int {
	n := 0
	for _, c := range t.entries {
		n += c.n
	}
	return n
}

// Summary returns one line with the number of unchecked entries for each reason. It is empty if
// there are none.
func (t *Tally) Summary() string {
	var parts []string
	for _, reason := range slices.Sorted(maps.Keys(t.entries)) {
		parts = append(parts, fmt.Sprintf("%s: %d", reason, t.entries[reason].n))
	}
	return strings.Join(parts, "; ")
}

// Lines returns a line for each reason for which entries were not checked or findings were left
// out.
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
