package suggest

import (
	"context"
	"iter"
	"math"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Application is the result of applying several suggestions.
type Application struct {
	// Files has the new texts of the files that change, by the location of the file.
	Files map[string][]byte
	// Applied has the suggestions whose edits are in the files. Rejected has the other suggestions.
	// Both keep the order in which the suggestions were given.
	Applied, Rejected []Suggestion
}

// Apply makes the edits of several suggestions of this Suggester in one document. It tries them
// together, as [Suggester.Suggest] tries each: the document must be valid, the findings that the
// edits are for must be gone, and no exchange may have a new or a worse finding. If not all edits
// hold together, Apply rejects as few as possible, and rather later ones. It writes no file. It
// reads the exchanges once, or a few more times if the edits don't hold together. It returns an
// error if the exchanges yield an error, or when the context ends.
func (s *Suggester) Apply(ctx context.Context, suggestions []Suggestion, exchanges iter.Seq2[*contract.Exchange, error]) (*Application, error) {
	var edits []*tried
	for _, suggestion := range suggestions {
		if suggestion.edit != nil && !slices.ContainsFunc(edits, suggestion.edit.isSame) {
			edits = append(edits, suggestion.edit)
		}
	}
	applied, err := s.together(ctx, nil, edits, exchanges)
	if err != nil {
		return nil, err
	}
	a := &Application{}
	if a.Files, err = s.write(each(applied)); err != nil {
		return nil, err
	}
	for _, suggestion := range suggestions {
		if suggestion.edit != nil && slices.ContainsFunc(applied, suggestion.edit.isSame) {
			a.Applied = append(a.Applied, suggestion)
		} else {
			a.Rejected = append(a.Rejected, suggestion)
		}
	}
	return a, nil
}

// isSame reports whether two edits are about the same subject, which several causes may share.
func (t *tried) isSame(other *tried) bool { return t.subject == other.subject }

func each(edits []*tried) []tried {
	all := make([]tried, len(edits))
	for i, e := range edits {
		all[i] = *e
	}
	return all
}

// together adds to edits that hold together as many of the other edits as possible.
func (s *Suggester) together(ctx context.Context, held, others []*tried, exchanges iter.Seq2[*contract.Exchange, error]) ([]*tried, error) {
	if len(others) == 0 {
		return held, ctx.Err()
	}
	all := slices.Concat(held, others)
	hold, err := s.hold(ctx, each(all), exchanges)
	switch {
	case err != nil:
		return nil, err
	case hold:
		return all, nil
	case len(others) == 1:
		return held, nil
	}
	half := len(others) / 2
	if held, err = s.together(ctx, held, others[:half], exchanges); err != nil {
		return nil, err
	}
	return s.together(ctx, held, others[half:], exchanges)
}

// hold reports whether edits hold together: with all of them, the document is valid and no exchange
// has a new finding.
func (s *Suggester) hold(ctx context.Context, edits []tried, exchanges iter.Seq2[*contract.Exchange, error]) (bool, error) {
	texts, err := s.write(edits)
	if err != nil {
		return false, nil //nolint:nilerr // The edits contradict each other.
	}
	if _, err := s.contract.WithFiles(texts); err != nil {
		return false, nil //nolint:nilerr // The document would be invalid.
	}
	search := s.newSearch()
	search.room = budget{candidates: 1, attempts: 2, work: math.MaxInt}
	c, _ := search.candidate(edits)
	if c == nil {
		return false, nil
	}
	if err := try(ctx, s.contract, []*candidate{c}, exchanges); err != nil {
		return false, err
	}
	return !c.failed.Load(), nil
}
