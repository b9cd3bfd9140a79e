// Package suggest finds small edits of an OpenAPI document, after which the document agrees with
// the exchanges. An edit declares another property or status, allows null, adds a value to an enum,
// or removes a name from required. The package offers an edit only after it has tried the edit. The
// edited document must be valid, the findings that the edit is for must be gone, and no exchange
// may have a new or a worse finding. No edit makes the document accept a value that is wrong for
// another reason. For example, an added schema at least says the type. The package changes no file.
//
// It tries an edit in an excerpt of the document. The excerpt has only the operations that the edit
// changes and that have exchanges. The time therefore depends on these operations, and not on the
// size of the document.
//
//	s := suggest.New(c, func(file string) string { return file })
//	for checked, err := range c.CheckAll(recording.Read(nil, paths...)) {
//		...
//		s.AddChecked(checked)
//	}
//	suggestions, left, err := s.Suggest(ctx, groups, recording.Read(nil, paths...))
package suggest

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/edit"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// Suggestion is an edit of the document.
type Suggestion struct {
	// Cause is the cause of the findings that the edit removes.
	Cause contract.Cause
	// Title says in a few words what the edit does.
	Title string
	// Diff is a unified diff of the document.
	Diff string

	// edit is the edit that was tried.
	edit *tried
}

// Suggester collects findings and tries edits that may remove them. Its memory depends on the
// number of causes. It is not safe for concurrent use.
type Suggester struct {
	contract *contract.Contract
	// nameInDiff returns the name that a file has in diffs.
	nameInDiff func(file string) string
	files      *edit.Files
	tree       *document.Document
	parts      *parts
	// isLater reports whether the document has a version after OpenAPI 3.0.
	isLater bool
	// remembered has the paths whose operations invariants refer to.
	remembered []string
	seen       map[key]*evidence
	// work has the amount of work to check the exchanges of each path.
	work map[string]int
	// unchecked has the paths whose invariants take so long that not all of them were checked. Edits
	// that concern these paths are not tried, because nobody would know whether the invariants hold
	// with the edits.
	unchecked map[string]bool
	// proposers has a proposer for each keyword whose findings an edit can remove.
	proposers map[string]proposer
	// secretNames has the names of secrets in the document.
	secretNames []string
}

// ErrUneditable says that the document can't be edited. For example, its text is not UTF-8, or it
// is too large.
var ErrUneditable = errors.New("the document can't be edited")

// New returns a Suggester for a contract. The function nameInDiff gets the name of a file of the
// document. It returns the name that the file has in diffs.
func New(c *contract.Contract, nameInDiff func(file string) string) *Suggester {
	return &Suggester{contract: c, nameInDiff: nameInDiff, seen: map[key]*evidence{}, work: map[string]int{}, unchecked: map[string]bool{}, proposers: proposers(), secretNames: c.SecretNames()}
}

// maxDocumentValues is about how many values a document may have. To edit it takes about a kilobyte
// for each.
const maxDocumentValues = 1_000_000

// open reads the document to be edited. This takes much memory for a large document, and most
// documents need no edits, so it happens when the first edits are looked for.
func (s *Suggester) open() error {
	if s.files != nil {
		return nil
	}
	values := 0
	for _, f := range s.contract.Files() {
		values += document.ValuesIn(f.Text)
	}
	if values > maxDocumentValues {
		return fmt.Errorf("%w: %s: it has more than a million values, and to try edits would take gigabytes of memory", ErrUneditable, s.contract.Name())
	}
	doc, err := tree.Of(s.contract)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUneditable, err)
	}
	files, err := edit.NewFiles(doc)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrUneditable, err)
	}
	s.files, s.tree, s.parts = files, doc, newParts(doc)
	s.isLater, s.remembered = doc.Version() >= document.V31, rememberedPaths(s.contract, doc)
	return nil
}

// Suggest returns the edits that hold, by cause. It also returns how many causes it left out to
// limit the work. The parameter groups must have the groups of all findings that were added. The
// exchanges must be all exchanges that were added, in the same order. Suggest reads the exchanges
// once, or a few times if the edits are in large parts of the document. It doesn't read them if it
// has no edit to try. It returns an error if the exchanges yield an error, or when the context
// ends.
//
// Suggest suggests nothing for a request that was rejected, and nothing for a finding that only a
// secret could explain. It suggests no edit that weakens protection. For instance, it never drops a
// security requirement, and never declares a property that the document marks writeOnly elsewhere.
// It returns [ErrUneditable] if the document can't be edited.
func (s *Suggester) Suggest(ctx context.Context, groups []contract.Group, exchanges iter.Seq2[*contract.Exchange, error]) (suggestions []Suggestion, left int, err error) {
	if err := s.open(); err != nil {
		return nil, 0, err
	}
	search := s.newSearch()
	for _, about := range s.subjects(groups) {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		search.add(about)
		if search.held < maxHeld {
			continue
		}
		if err := search.try(ctx, exchanges); err != nil {
			return nil, 0, err
		}
	}
	if err := search.try(ctx, exchanges); err != nil {
		return nil, 0, err
	}
	ended := map[*subject]bool{}
	for _, candidate := range search.candidates { // The smaller edits come first.
		e := candidate.edits[0]
		if candidate.failed.Load() || ended[e.subject] {
			continue
		}
		text, err := s.diff(e)
		if err != nil {
			continue // The place can't be edited. For example, an alias repeats it.
		}
		ended[e.subject] = true
		for _, group := range e.subject.groups {
			suggestions = append(suggestions, Suggestion{Cause: group.Cause, Title: e.title, Diff: text, edit: &e})
		}
	}
	slices.SortFunc(suggestions, func(a, b Suggestion) int { return a.Cause.Compare(b.Cause) })
	return suggestions, search.left, nil
}

// diff returns an edit as a diff of its file.
func (s *Suggester) diff(e tried) (string, error) {
	location := e.steps[0].location
	before, err := s.files.File(location)
	if err != nil {
		return "", err
	}
	texts, err := s.write([]tried{e})
	if err != nil {
		return "", err
	}
	return diff(s.nameInDiff(before.Name()), string(before.Text()), string(texts[location]))
}

// write makes edits one after the other. It returns the new texts of the files that change, by
// location.
func (s *Suggester) write(edits []tried) (map[string][]byte, error) {
	texts := map[string][]byte{}
	for _, e := range edits {
		for _, step := range e.steps {
			d, err := s.files.File(step.location)
			if text, isEdited := texts[step.location]; isEdited && err == nil {
				d, err = edit.Parse(d.Name(), text)
			}
			if err != nil {
				return nil, err
			}
			if texts[step.location], err = step.inText(d, step.within); err != nil {
				return nil, err
			}
		}
	}
	return texts, nil
}
