package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
)

// fix has all causes that one change of the document or of the server would remove.
type fix struct {
	// Groups are the causes. There is at least one.
	Groups []group
	// Severity, Fails and IsKnown have the same value for all causes of the fix.
	Severity       contract.Severity
	Fails, IsKnown bool
	Count          int
	// Sites lists where in the API the findings are.
	Sites []site
}

// fixKey has what all causes of a fix have in common.
type fixKey struct {
	rule     contract.Rule
	severity contract.Severity
	what     string
	fails    bool
	// known is what the baseline says about the causes.
	known string
}

// These rules have findings in many places of the document that one mistake can cause.
const (
	pathKeyword       = "path"
	headerUndeclared  = "header-undeclared"
	mediaTypeKeyword  = "media-type"
	securityKeyword   = "security"
	propertyKeyword   = "property-undeclared"
	additionalKeyword = "additionalProperties"
)

func (g *group) fixKey() fixKey {
	key := fixKey{rule: g.Cause.Rule, severity: g.Severity, what: g.Cause.Document, fails: g.Fails}
	if g.Entry != nil {
		key.known = g.known()
	}
	first := g.first()
	switch {
	case g.Cause.Rule.IsInvariant():
	case g.isUnknownPath() && isPathOrNone(g.Cause.Document):
		_, path, _ := strings.Cut(shape(g.Cause.Operation), " ")
		key.what = path
	case g.Cause.Rule.Keyword == headerUndeclared:
		key.what = strings.ToLower(g.Cause.At.Name)
	case g.Cause.Rule.Keyword == securityKeyword:
		key.what = g.Cause.At.String() + "\n" + first.Actual
	case g.Cause.Rule.Keyword == mediaTypeKeyword:
		key.what = g.Cause.At.String() + "\n" + first.Expected + "\n" + first.Actual
	}
	return key
}

// isUnknownPath reports whether the findings are about a path that the document doesn't have.
func (g *group) isUnknownPath() bool {
	return g.Cause.Rule.Keyword == pathKeyword && !g.Cause.Rule.IsInvariant()
}

// operation returns the operation. If the document doesn't have the path, operation returns the
// path's shape, such as /users/{id}.
func (g *group) operation() string {
	if g.isUnknownPath() {
		return output.Short(shape(g.Cause.Operation))
	}
	return output.Short(g.Cause.Operation)
}

// isPathOrNone reports whether the pointer leads to the paths of a document. If it leads elsewhere,
// a finding about a path is about the servers.
func isPathOrNone(pointer string) bool {
	return pointer == "/paths" || strings.HasPrefix(pointer, "/paths/") && !strings.HasSuffix(pointer, "/servers")
}

// fixesOf returns the fixes for causes. Fixes that make the verdict fail come first. Among equals,
// the most serious severity comes first, and then the fix with the most findings.
func fixesOf(groups []group) []fix {
	var fixes []fix
	at := map[fixKey]int{}
	for _, g := range groups {
		key := g.fixKey()
		i, found := at[key]
		if !found {
			i = len(fixes)
			at[key] = i
			fixes = append(fixes, fix{Severity: g.Severity, Fails: g.Fails, IsKnown: g.Entry != nil && !g.Expired})
		}
		fixes[i].Groups = append(fixes[i].Groups, g)
		fixes[i].Count += g.Count
	}
	for i := range fixes {
		fixes[i].Sites = sitesOf(fixes[i].Groups)
	}
	slices.SortStableFunc(fixes, func(a, b fix) int {
		return cmp.Or(
			cmp.Compare(b.urgency(), a.urgency()),
			cmp.Compare(slices.Index(contract.Severities(), a.Severity), slices.Index(contract.Severities(), b.Severity)),
			cmp.Compare(b.Count, a.Count),
		)
	})
	return fixes
}

// urgency returns 1 if the fix makes the verdict fail, and 0 otherwise.
func (f *fix) urgency() int {
	if f.Fails {
		return 1
	}
	return 0
}

// head returns the first cause, which reports show for all causes of the fix.
func (f *fix) head() *group { return &f.Groups[0] }

// where returns the operation and its status. If there are several operations, it returns their
// number.
func (f *fix) where() string {
	sites := f.Sites
	if len(sites) == 1 {
		return sites[0].Operation
	}
	return "in " + output.Count(operations(sites), "operation")
}

// at returns the location in the message. If the causes have different locations, it returns an
// empty string.
func (f *fix) at() string {
	if len(f.Groups) == 1 {
		return f.head().at()
	}
	sites := f.Sites
	for _, s := range sites {
		if len(s.At) != 1 || s.At[0] != sites[0].At[0] {
			return ""
		}
	}
	return output.Short(sites[0].At[0])
}

// headline returns the broken rule, the operation, the location in the message and the place in the
// document.
func (f *fix) headline() string {
	at := ""
	if f.at() != "" {
		at = "  at " + f.at()
	}
	return output.Printable(fmt.Sprintf("%s  %s%s  %s", f.head().first().Rule, f.where(), at, f.place()))
}

// place returns the first place in the document, and says how many other places there are.
func (f *fix) place() string {
	places := map[string]bool{}
	for i := range f.Groups {
		places[f.Groups[i].Cause.Document] = true
	}
	first := f.head().first().Document.String()
	if more := len(places) - 1; more > 0 {
		return fmt.Sprintf("%s and %s", first, output.Count(more, "other place"))
	}
	return first
}

// sitesShown returns a line for each site. It returns none if the headline already says everything.
// If most is not 0, it returns at most this many lines.
func (f *fix) sitesShown(most int) []string {
	sites := f.Sites
	if len(f.Groups) == 1 || len(sites) == 1 && len(sites[0].At) <= 1 {
		return nil
	}
	isSame := f.at() != ""
	var lines []string
	for i, s := range sites {
		if isSame {
			s.At = nil
		}
		if most > 0 && i == most && len(sites) > most+1 {
			return append(lines, "and "+output.Count(len(sites)-most, "more operation"))
		}
		lines = append(lines, s.line(most == 0))
	}
	return lines
}

// aside returns, in parentheses, how many findings there are and in which exchanges.
func (f *fix) aside() string {
	if len(f.Groups) == 1 {
		return f.head().aside()
	}
	text := fmt.Sprintf("   (and %d more like it", f.Count-1)
	return output.Printable(text + f.firstIn() + ")")
}

// seen returns how many findings there are, and where the first finding is.
func (f *fix) seen() string {
	if len(f.Groups) == 1 {
		return f.head().seen()
	}
	return output.Printable(output.Count(f.Count, "finding") + f.firstIn())
}

// firstIn returns the exchange in which the first cause was seen first. It returns an empty string
// if that exchange comes from no recording.
func (f *fix) firstIn() string {
	sources := f.head().sources()
	if len(sources) == 0 {
		return ""
	}
	return "; first in " + sources[0].String()
}

// suggestions returns the suggested edits for all causes, each once.
func (f *fix) suggestions() []suggest.Suggestion {
	var all []suggest.Suggestion
	for i := range f.Groups {
		for _, s := range f.Groups[i].Suggestions {
			same := func(other suggest.Suggestion) bool { return other.Title == s.Title && other.Diff == s.Diff }
			if !slices.ContainsFunc(all, same) {
				all = append(all, s)
			}
		}
	}
	return all
}

// examples returns the first findings of the causes. It returns at most as many as a group keeps.
func (f *fix) examples() []contract.Finding {
	var all []contract.Finding
	for i := range f.Groups {
		for _, example := range f.Groups[i].Examples {
			if len(all) < contract.MaxExamples {
				all = append(all, example)
			}
		}
	}
	return all
}

// details returns what a format with enough room shows beside the message, as a list; see
// [group.details].
func (f *fix) details() []string {
	if len(f.Groups) == 1 {
		return f.head().details()
	}
	details := append([]string{f.where()}, f.sitesShown(0)...)
	details = append(details, output.Printable(f.place()), f.seen())
	if f.head().Entry != nil {
		details = append(details, f.head().known())
	}
	return append(append(details, f.reproductions()...), suggested(f.suggestions())...)
}

// reproductions returns the commands that reproduce the findings of a probe. Each string has the
// commands of one cause.
func (f *fix) reproductions() []string {
	var all []string
	for i := range f.Groups {
		if commands := f.Groups[i].Reproduction; commands != "" {
			all = append(all, output.PrintableLines(commands))
		}
	}
	return all
}
