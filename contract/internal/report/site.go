package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// site says where in the API the findings of a fix are.
type site struct {
	// Operation is the operation. If there was an answer, the status follows. If the document
	// doesn't have the path, Operation is the shape of the request.
	Operation string
	// At lists the locations in the message.
	At    []string
	Count int
}

// sitesOf returns the sites of causes, in the order of the causes.
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

// namesMatter reports whether each name needs a fix of its own. For instance, a property that is
// not declared must be declared under its own name.
func namesMatter(rule contract.Rule) bool {
	switch rule.Keyword {
	case propertyKeyword, additionalKeyword, "unevaluatedProperties", "required":
		return true
	default:
		return false
	}
}

// maxApart is how many locations of an operation are listed separately.
const maxApart = 3

// merged merges locations that differ in only one name, because that name is the key of a map. It
// keeps the last name if names matter.
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

// withoutKeys compares pointers token by token. If a token is not the same in all pointers, it
// replaces the token with *. It keeps the last token of each pointer if names matter. The pointers
// must have the same length.
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

// operations counts the operations of sites. An operation counts once for all its statuses.
func operations(sites []site) int {
	names := map[string]bool{}
	for _, s := range sites {
		method, rest, _ := strings.Cut(s.Operation, " ")
		path, _, _ := strings.Cut(rest, " ")
		names[method+" "+path] = true
	}
	return len(names)
}

// line returns the site as one line, with the number of findings. It shortens a long list of
// locations, unless all is true.
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
