package suggest

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// search collects the edits that are worth trying, within a budget.
type search struct {
	*Suggester

	room budget
	// paths has the paths of the operations that have exchanges.
	paths []string
	users map[*document.Node][]*document.Node
	// excerpts has the excerpts that were made, by their paths and their other parts.
	excerpts   map[string]*excerpt
	candidates []*candidate
	// tried is how many of the candidates were tried. held is the size of the excerpts of the
	// others.
	tried, held int
	// left is the number of causes that the budget left out.
	left int
}

func (s *Suggester) newSearch() *search {
	paths, checked := slices.Sorted(maps.Keys(s.work)), 0
	for _, work := range s.work {
		checked += work
	}
	return &search{Suggester: s, room: newBudget(checked), paths: paths, users: s.parts.users(paths), excerpts: map[string]*excerpt{}}
}

// maxSteps is how many steps an edit may have. Each step copies the mapping that it changes, and
// reads the text of the file again. Nobody reviews a longer edit.
const maxSteps = 32

// add adds the candidates for a subject. If the budget is spent, or an edit has too many steps, it
// counts the subject's causes instead.
func (s *search) add(about *subject) {
	for _, p := range s.proposals(about) {
		if len(p.steps) > maxSteps {
			s.left += len(about.groups)
			return
		}
		c, isRoom := s.candidate([]tried{{p, about}})
		if !isRoom {
			s.left += len(about.groups)
			return
		}
		if c != nil {
			s.room.candidates--
			s.held += c.excerpt.size
			s.candidates = append(s.candidates, c)
		}
	}
}

// maxHeld is the size in bytes of excerpts from which their candidates are tried before further
// ones are made. A compiled excerpt takes about 30 times as much memory as its text.
const maxHeld = 4 << 20

// try tries the candidates that were not tried yet, and releases the memory of their excerpts.
func (s *search) try(ctx context.Context, exchanges iter.Seq2[*contract.Exchange, error]) error {
	candidates := s.candidates[s.tried:]
	err := try(ctx, s.contract, candidates, exchanges)
	for _, c := range candidates {
		c.release()
	}
	s.tried, s.held = len(s.candidates), 0
	clear(s.excerpts)
	return err
}

// candidate returns a candidate with some edits. It returns nil if the edits would make the
// document invalid or add a flaw to it. It returns false if the budget doesn't allow the candidate.
func (s *search) candidate(edits []tried) (c *candidate, isRoom bool) {
	if s.room.isSpent() {
		return nil, false
	}
	c = &candidate{edits: edits, concerns: map[string]bool{}}
	var others []*document.Node
	proposals := make([]proposal, len(edits))
	for i, e := range edits {
		proposals[i] = e.proposal
		for _, path := range s.parts.affected(s.paths, s.users, e.place()) {
			c.concerns[path] = true
		}
		for _, step := range e.steps {
			others = append(others, s.parts.references(plain(step.adds), s.parts.nearest(step.at))...)
		}
	}
	for path := range c.concerns {
		if s.unchecked[path] {
			return nil, false
		}
	}
	made, isRoom, err := s.excerptOf(slices.Sorted(maps.Keys(c.concerns)), others)
	if err != nil || !isRoom {
		return nil, isRoom
	}
	work := readingWork(made.size)
	for path := range c.concerns {
		work += s.work[path]
	}
	if !s.room.admit(work) {
		return nil, false
	}
	c.excerpt = made
	c.contract, err = made.with(proposals)
	if err != nil || len(c.contract.Warnings()) > len(made.contract.Warnings()) {
		return nil, true
	}
	return c, true
}

// excerptOf returns an excerpt. It makes each excerpt only once. It returns false if the budget
// doesn't allow reading it.
func (s *search) excerptOf(paths []string, others []*document.Node) (*excerpt, bool, error) {
	names := slices.Clone(paths)
	for _, part := range others {
		names = append(names, part.Pointer())
	}
	key := strings.Join(names, "\n")
	if made := s.excerpts[key]; made != nil {
		return made, true, nil
	}
	made, err := s.excerpt(paths, others)
	if err != nil {
		return nil, true, err
	}
	work := readingWork(made.size)
	for _, path := range paths { // The exchanges are also checked without the edits.
		work += s.work[path]
	}
	if !s.room.admit(work) {
		s.room.work -= made.size // It was made in vain, and may be so for each subject.
		return nil, false, nil
	}
	if made.contract, err = s.contract.WithFiles(made.texts); err != nil {
		return nil, true, err
	}
	s.excerpts[key] = made
	return made, true, nil
}
