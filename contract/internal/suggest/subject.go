package suggest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// key identifies the subject of findings that one edit would remove. It has a keyword and a place
// in the document. If the findings are about something undeclared, the key also has its name.
type key struct{ keyword, pointer, name string }

func keyOf(f contract.Finding) key {
	k := key{keyword: f.Rule.Keyword, pointer: f.Document.Pointer}
	switch {
	case isListed(k.keyword):
		k.name = f.Expected // Editing the list moves its other names, so the pointer doesn't identify the name.
	case strings.HasSuffix(k.keyword, undeclared), k.keyword == propertyNames, k.keyword == additional, k.keyword == unevaluated:
		k.name = nameOf(f.At)
	}
	return k
}

// isListed reports whether the findings of a keyword are about a name in a list.
func isListed(keyword string) bool { return keyword == required || keyword == dependentRequired }

// undeclared is the end of the names of rules about things that the document doesn't mention.
const undeclared = "-undeclared"

// nameOf returns the name of the property, the header or the parameter at a location, or an empty
// string if it has no name.
func nameOf(at contract.Location) string {
	if at.Pointer == "" {
		return at.Name
	}
	_, name := jsonvalue.CutPointer(at.Pointer)
	return name
}

// subject has the groups of findings with one key, and what the exchanges show about the subject.
// One edit has to remove all of these findings.
type subject struct {
	key

	groups   []contract.Group
	evidence *evidence
	// count is the number of findings.
	count int
}

// parent returns the pointer of the node around the subject's place, and the name or index of the
// place in it.
func (k key) parent() (parent, token string) { return document.CutLast(k.pointer) }

// covers reports whether an edit for the subject has to remove the finding.
func (k key) covers(f contract.Finding) bool {
	if k.keyword != f.Rule.Keyword {
		return false
	}
	if !isListed(k.keyword) {
		return k.pointer == f.Document.Pointer && k == keyOf(f)
	}
	list, _ := k.parent()
	other, _ := document.CutLast(f.Document.Pointer)
	return list == other && f.Expected == k.name
}

// subjects groups the findings by the edit that would remove them. Subjects with violations come
// first, and then subjects with more findings.
func (s *Suggester) subjects(groups []contract.Group) []*subject {
	byKey := map[key]*subject{}
	var subjects []*subject
	for _, group := range groups {
		k := keyOf(group.Examples[0])
		seen := s.seen[k]
		if seen == nil || seen.rejected {
			continue
		}
		about := byKey[k]
		if about == nil {
			about = &subject{key: k, evidence: seen}
			byKey[k] = about
			subjects = append(subjects, about)
		}
		about.groups = append(about.groups, group)
		about.count += group.Count
	}
	slices.SortStableFunc(subjects, func(a, b *subject) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.count, a.count))
	})
	return subjects
}

// rank returns a number that is lower for a more urgent subject.
func (s *subject) rank() int {
	if slices.ContainsFunc(s.groups, func(g contract.Group) bool { return g.Severity == contract.Violation }) {
		return 0
	}
	return 1
}
