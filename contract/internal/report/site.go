package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// site is where in the API the findings of a fix are.
type site struct {
	// Operation is the operation and, if there was an answer, its status. Of paths that the
	// document doesn't have, it is the shape.
	Operation string
	// At are the locations in the message.
	At    []string
	Count int
}

// sitesOf returns the sites of causes, in the order in which they come.
func sitesOf(groups []group) []site {
	var sites []site
	index := map[string]int{}
	var locations [][]contract.Location
	for i := range groups {
		g := &groups[i]
		name := g.answered()
		if g.isUnknownPath() {
			name = g.operation()
		}
		j, found := index[name]
		if !found {
			j = len(sites)
			index[name] = j
			sites, locations = append(sites, site{Operation: name}), append(locations, nil)
		}
		sites[j].Count += g.Count
		if g.Cause.At != (contract.Location{}) {
			locations[j] = append(locations[j], g.Cause.At)
		}
	}
	named := namesMatter(groups[0].Cause.Rule)
	for j := range sites {
		for _, l := range merged(distinct(locations[j]), named) {
			sites[j].At = append(sites[j].At, l.String())
		}
	}
	return sites
}

// distinct returns the locations, each once.
func distinct(locations []contract.Location) []contract.Location {
	seen := make(map[contract.Location]bool, len(locations))
	return slices.DeleteFunc(locations, func(l contract.Location) bool {
		again := seen[l]
		seen[l] = true
		return again
	})
}

// namesMatter reports whether findings of a rule at the same place differ in what is to be fixed: a
// property that is not declared is to be declared under its own name.
func namesMatter(rule contract.Rule) bool {
	switch rule.Keyword {
	case propertyKeyword, additionalKeyword, "unevaluatedProperties", "required":
		return true
	default:
		return false
	}
}

// maxApart is how many locations of an operation are told apart.
const maxApart = 3

// merged merges locations that differ in one name, because it is the key of a map. The last name
// stays if names matter.
func merged(locations []contract.Location, named bool) []contract.Location {
	if len(locations) <= maxApart {
		return locations
	}
	type form struct {
		in     contract.In
		name   string
		length int
	}
	var forms []form
	byForm := map[form][][]string{}
	for _, l := range locations {
		tokens := jsonvalue.Tokens(l.Pointer)
		f := form{l.In, l.Name, len(tokens)}
		if byForm[f] == nil {
			forms = append(forms, f)
		}
		byForm[f] = append(byForm[f], tokens)
	}
	var result []contract.Location
	for _, f := range forms {
		for _, tokens := range withoutKeys(byForm[f], named) {
			l := contract.Location{In: f.in, Name: f.name}
			if len(tokens) > 0 {
				l.Pointer = jsonvalue.Pointer("", tokens...)
			}
			result = append(result, l)
		}
	}
	return distinct(result)
}

// withoutKeys replaces each token that is not the same in all pointers with *. It keeps the last
// one of each if names matter. The pointers have the same length.
func withoutKeys(pointers [][]string, named bool) [][]string {
	last := len(pointers[0]) - 1
	for j := range pointers[0] {
		first := pointers[0][j]
		same := !slices.ContainsFunc(pointers, func(tokens []string) bool { return tokens[j] != first })
		if same || named && j == last {
			continue
		}
		for _, tokens := range pointers {
			tokens[j] = "*"
		}
	}
	return pointers
}

// operations counts the operations of sites, whatever the statuses.
func operations(sites []site) int {
	names := map[string]bool{}
	for _, s := range sites {
		method, rest, _ := strings.Cut(s.Operation, " ")
		path, _, _ := strings.Cut(rest, " ")
		names[method+" "+path] = true
	}
	return len(names)
}

// line returns the site in one line, with the number of findings. It cuts a long list of locations,
// unless all are to be shown.
func (s site) line(all bool) string {
	at := ""
	if len(s.At) > 0 {
		at = "  at " + output.Printable(strings.Join(s.At, ", "))
	}
	if !all {
		at = output.Short(at)
	}
	return fmt.Sprintf("%s%s  (%d)", s.Operation, at, s.Count)
}
