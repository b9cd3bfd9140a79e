// Package suggest finds small edits of an OpenAPI document after which it would say what was seen: a property more, a status, nullable, an enum
// value, a name less under required. It offers an edit only after it was tried: the edited document is valid, the findings that asked for the
// edit are gone, and in no exchange is anything new or worse found. It changes no file.
//
//	s, err := suggest.New(c, "openapi.yaml", document)
//	if err != nil {
//		return err
//	}
//	for checked, err := range c.CheckAll(recording.Read(nil, paths...)) {
//		...
//		s.Add(checked.Exchange, checked.Findings)
//	}
//	suggestions, left, err := s.Suggest(groups, recording.Read(nil, paths...))
package suggest

import (
	"cmp"
	"iter"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
)

// Suggestion is an edit of the document.
type Suggestion struct {
	// Cause is that of the findings which the edit ends.
	Cause contract.Cause
	// Title says in a few words what the edit does.
	Title string
	// Diff is a unified diff of the document.
	Diff string
}

// Suggester collects what was found and tries edits that would end it. Its memory depends on the number of causes. It is not safe for
// concurrent use.
type Suggester struct {
	contract *contract.Contract
	name     string
	text     []byte
	document *edit.Document
	seen     map[subject]*evidence
	// secretNames are those of the document.
	secretNames []string
}

// New returns a Suggester for a document and the contract that was parsed from it. The name is that of the file in diffs. It returns an
// error, of one line, where the document can't be edited.
func New(c *contract.Contract, name string, document []byte) (*Suggester, error) {
	d, err := edit.Parse(name, document)
	if err != nil {
		return nil, err
	}
	return &Suggester{contract: c, name: name, text: document, document: d, seen: map[subject]*evidence{}, secretNames: c.SecretNames()}, nil
}

// What bounds the work: an edit has its own contract, and each exchange that it concerns is checked against it.
const (
	maxCandidates = 32
	maxTried      = 16 << 20 // The length of all edited documents together, in bytes.
)

// Suggest returns the edits that hold, by cause, and how many causes it left out to bound the work; it tries those first that have the most
// findings. The groups are those of all findings that were added, and the exchanges are all that were, in the same order: they are gone
// over once, whatever the number of edits, and not at all where there is nothing to try. An error is that of the exchanges, as a rule.
//
// Nothing is suggested for a request that was rejected, for what only a secret could show, nor an edit that takes protection away: of a
// security requirement, say, or by declaring a property that the document elsewhere marks writeOnly.
func (s *Suggester) Suggest(groups []contract.Group, exchanges iter.Seq2[*contract.Exchange, error]) (suggestions []Suggestion, left int, err error) {
	candidates, left := s.candidates(s.wishes(groups))
	if err := try(s.contract, candidates, exchanges); err != nil {
		return nil, 0, err
	}
	granted := map[*wish]bool{}
	for _, candidate := range candidates { // The smaller edits come first.
		if candidate.failed.Load() || granted[candidate.wish] {
			continue
		}
		granted[candidate.wish] = true
		text, err := diff(s.name, string(s.text), string(candidate.text))
		if err != nil {
			return nil, 0, err
		}
		for _, group := range candidate.wish.groups {
			suggestions = append(suggestions, Suggestion{Cause: group.Cause, Title: candidate.title, Diff: text})
		}
	}
	slices.SortFunc(suggestions, func(a, b Suggestion) int { return a.Cause.Compare(b.Cause) })
	return suggestions, left, nil
}

// wish is what one edit would have to end: the groups of findings about one place of the document.
type wish struct {
	subject  subject
	groups   []contract.Group
	evidence *evidence
	count    int
}

// wishes puts the groups together that one edit would end, those with the most findings first.
func (s *Suggester) wishes(groups []contract.Group) []*wish {
	bySubject := map[subject]*wish{}
	var wishes []*wish
	for _, group := range groups {
		about := subjectOf(group.Examples[0])
		seen := s.seen[about]
		if seen == nil || seen.rejected {
			continue
		}
		w := bySubject[about]
		if w == nil {
			w = &wish{subject: about, evidence: seen}
			bySubject[about] = w
			wishes = append(wishes, w)
		}
		w.groups = append(w.groups, group)
		w.count += group.Count
	}
	slices.SortStableFunc(wishes, func(a, b *wish) int { return cmp.Compare(b.count, a.count) })
	return wishes
}

// candidates makes the edits that are worth trying, and counts the causes for which there was no room.
func (s *Suggester) candidates(wishes []*wish) (candidates []*candidate, left int) {
	tried := 0
	for _, w := range wishes {
		proposals := s.proposals(w)
		if len(proposals) > 0 && (len(candidates) >= maxCandidates || tried+len(s.text) > maxTried) && tried > 0 {
			left += len(w.groups)
			continue
		}
		for _, p := range proposals {
			text, err := p.make(s.document)
			if err != nil {
				continue // The place can't be edited: it stands behind an alias, for instance.
			}
			tried += len(text)
			edited, err := contract.Parse(s.name, text)
			if err != nil {
				continue
			}
			candidates = append(candidates, newCandidate(s.contract, edited, w, p.title, text))
		}
	}
	return candidates, left
}
