package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// legend explains the table of operations against statuses.
const legend = `Who answered: D documented, S sandbox, L live, T test, U unstated. - in the document but
not seen; ! seen but not in the document; * in the document by decision (x-decision),
because the API's own documentation doesn't list it.`

// tableOf returns the lines of the table, the head first. A field is empty if the document doesn't
// list the status and no exchange showed it.
func tableOf(operations []operation) [][]string {
	statuses := statuses(operations)
	lines := [][]string{append([]string{"operation", "requests"}, statuses...)}
	for _, o := range operations {
		line := []string{o.Name, letters(o.Requests)}
		for _, status := range statuses {
			i := slices.IndexFunc(o.Responses, func(r response) bool { return r.Status == status })
			if i < 0 {
				line = append(line, "")
			} else {
				line = append(line, o.Responses[i].field())
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// statuses returns the columns: all statuses that the document lists or that were seen.
func statuses(operations []operation) []string {
	all := map[string]bool{}
	for _, o := range operations {
		for _, r := range o.Responses {
			all[r.Status] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// field returns the response as the legend explains it.
func (r response) field() string {
	seen := letters(r.Seen)
	switch {
	case !r.Documented:
		return seen + "!"
	case seen == "":
		seen = "-"
	}
	if r.Decision != "" {
		seen += "*"
	}
	return seen
}

// letters returns what was seen, as "D1 S3".
func letters(t tally) string {
	var counts []string
	for _, s := range t.shares() {
		counts = append(counts, fmt.Sprintf("%s%d", letter(s.Provenance), s.Count))
	}
	return strings.Join(counts, " ")
}

func letter(p contract.Provenance) string { return strings.ToUpper(string(p[:1])) }
