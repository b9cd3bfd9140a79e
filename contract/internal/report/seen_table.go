package report

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// operationColumn is the heading of the first column.
const operationColumn = "operation"

// legend explains the symbols that the table of operations and statuses uses.
func legend(m *model) string {
	decided := slices.ContainsFunc(m.Operations, func(o operation) bool {
		return slices.ContainsFunc(o.Responses, func(r response) bool { return r.Decision != "" })
	})
	text := ""
	if m.Stated {
		text = "Who answered: D documented, S sandbox, L live, T test"
		if m.Exchanges.Unstated > 0 {
			text += ", U unstated"
		}
		text += ". "
	}
	text += "- in the document but not seen; ! seen but not in the document"
	if decided {
		text += "; * in the document by decision (x-decision), because the API's own documentation doesn't list it"
	}
	return text + "."
}

// called returns the operations that were called.
func called(operations []operation) []operation {
	var called []operation
	for _, o := range operations {
		if o.Requests.Total > 0 {
			called = append(called, o)
		}
	}
	return called
}

// uncalled returns the operations that were not called.
func uncalled(operations []operation) []operation {
	var uncalled []operation
	for _, o := range operations {
		if o.Requests.Total == 0 {
			uncalled = append(uncalled, o)
		}
	}
	return uncalled
}

// tableOf returns the lines of the table, beginning with the headings. A field is empty if the
// document doesn't list the status and no exchange showed it.
func tableOf(operations []operation, stated bool) [][]string {
	statuses := statuses(operations)
	lines := [][]string{append([]string{operationColumn, "requests"}, statuses...)}
	for _, o := range operations {
		line := []string{ofVersion(o.Name, o.Version), letters(o.Requests, stated)}
		for _, status := range statuses {
			i := slices.IndexFunc(o.Responses, func(r response) bool { return r.Status == status })
			if i < 0 {
				line = append(line, "")
			} else {
				line = append(line, o.Responses[i].field(stated))
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// statuses returns the statuses that the document lists or that were seen. They become the columns.
func statuses(operations []operation) []string {
	all := map[string]bool{}
	for _, o := range operations {
		for _, r := range o.Responses {
			all[r.Status] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

// field returns the text of the response's field in the table, which the legend explains.
func (r response) field(stated bool) string {
	seen := letters(r.Seen, stated)
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

// letters returns how many exchanges were seen and who answered, such as "D1 S3". If no recording
// says who answered, it returns only the number.
func letters(t verdict.Tally, stated bool) string {
	if !stated && t.Total > 0 {
		return strconv.Itoa(t.Total)
	}
	var counts []string
	for _, s := range t.Shares() {
		counts = append(counts, fmt.Sprintf("%s%d", letter(s.Provenance), s.Count))
	}
	return strings.Join(counts, " ")
}

func letter(p contract.Provenance) string { return strings.ToUpper(string(p[:1])) }
