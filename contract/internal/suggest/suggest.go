// Package suggest finds small edits of an OpenAPI document after which it says what was seen: it
// declares another property or status, allows null, adds a value to an enum, or takes a name out of
// required. It offers an edit only after it tried the edit: the edited document is valid, the
// findings that the edit is for are gone, and no exchange has a new or a worse finding. It changes
// no file.
//
//	s, err := suggest.New(c, func(file string) string { return file })
//	if err != nil {
//		return err
//	}
//	for checked, err := range c.CheckAll(recording.Read(nil, paths...)) {
//		...
//		s.Add(checked.Exchange, checked.Findings)
//	}
//	suggestions, left, err := s.Suggest(ctx, groups, recording.Read(nil, paths...))
package suggest

import (
	"context"
	"iter"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// Suggestion is an edit of the document.
type Suggestion struct {
	// Cause is that of the findings that the edit ends.
	Cause contract.Cause
	// Title says in a few words what the edit does.
	Title string
	// Diff is a unified diff of the document.
	Diff string
}

// Suggester collects what was found and tries edits that may end it. Its memory depends on the
// number of causes. It is not safe for concurrent use.
type Suggester struct {
	contract *contract.Contract
	// nameInDiff returns the name of a file in diffs.
	nameInDiff func(file string) string
	files      *edit.Files
	tree       *document.Document
	// size is how many bytes the files have.
	size int
	seen map[key]*evidence
	// work is how much work it is to check the exchanges of an operation, by method and path.
	work map[string]int
	// proposers are those of the keywords that an edit can end.
	proposers map[string]proposer
	// secretNames are those of the document.
	secretNames []string
}

// New returns a Suggester for a contract. The name that nameInDiff returns for the name of a file of
// the document stands for it in diffs. New returns an error, of one line, if the document can't be
// edited.
func New(c *contract.Contract, nameInDiff func(file string) string) (*Suggester, error) {
	doc, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	files, err := edit.NewFiles(doc)
	if err != nil {
		return nil, err
	}
	s := &Suggester{
		contract: c, nameInDiff: nameInDiff, files: files, tree: doc,
		seen: map[key]*evidence{}, work: map[string]int{}, proposers: proposers(), secretNames: c.SecretNames(),
	}
	for _, f := range doc.Files() {
		s.size += len(f.Text())
	}
	return s, nil
}

// Suggest returns the edits that hold, by cause, and how many causes it left out to bound the work;
// it tries those with the most findings first. The groups are those of all findings that were
// added. The exchanges are all that were added, in the same order: Suggest goes over them once,
// whatever the number of edits, and not at all if it has nothing to try. It returns an error if
// the exchanges have one, or when the context ends.
//
// Nothing is suggested for a request that was rejected, or for what only a secret could show. Nor
// is an edit that takes protection away: that drops a security requirement, or declares a property
// that the document elsewhere marks writeOnly.
func (s *Suggester) Suggest(ctx context.Context, groups []contract.Group, exchanges iter.Seq2[*contract.Exchange, error]) (suggestions []Suggestion, left int, err error) {
	candidates, left, err := s.candidates(ctx, s.subjects(groups))
	if err != nil {
		return nil, 0, err
	}
	if err := try(ctx, s.contract, candidates, exchanges); err != nil {
		return nil, 0, err
	}
	ended := map[*subject]bool{}
	for _, candidate := range candidates { // The smaller edits come first.
		if candidate.failed.Load() || ended[candidate.subject] {
			continue
		}
		ended[candidate.subject] = true
		text, err := s.diff(candidate)
		if err != nil {
			return nil, 0, err
		}
		for _, group := range candidate.subject.groups {
			suggestions = append(suggestions, Suggestion{Cause: group.Cause, Title: candidate.title, Diff: text})
		}
	}
	slices.SortFunc(suggestions, func(a, b Suggestion) int { return a.Cause.Compare(b.Cause) })
	return suggestions, left, nil
}

// candidates makes the edits that are worth trying, and counts the causes for which there was no
// room.
func (s *Suggester) candidates(ctx context.Context, subjects []*subject) (candidates []*candidate, left int, err error) {
	room := newBudget()
	for _, about := range subjects {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		for _, p := range s.proposals(about) {
			if !room.allowsAttempt(s.size) {
				left += len(about.groups)
				break
			}
			text, err := p.make(s.files)
			if err != nil {
				continue // The place can't be edited: it stands behind an alias, for instance.
			}
			room.attempt(s.size)
			edited, err := s.contract.WithFile(p.location(), text)
			if err != nil || len(edited.Warnings()) > len(s.contract.Warnings()) {
				continue
			}
			c := newCandidate(s.contract, edited, about, p, text)
			if !room.admit(s.workOf(c)) {
				left += len(about.groups)
				break
			}
			candidates = append(candidates, c)
		}
	}
	return candidates, left, nil
}

// diff returns the edit of a candidate as a diff of its file.
func (s *Suggester) diff(c *candidate) (string, error) {
	before, err := s.files.File(c.location)
	if err != nil {
		return "", err
	}
	return diff(s.nameInDiff(before.Name()), string(before.Text()), string(c.text))
}

// workOf is how much work it is to try a candidate.
func (s *Suggester) workOf(c *candidate) int {
	work := 0
	for operation := range c.concerns {
		work += s.work[operation]
	}
	return work
}
