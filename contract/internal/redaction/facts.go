package redaction

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
	"github.com/orgcontract/polytomic-organizations/contract/internal/walk"
)

// facts are what a text shows by itself, whatever is known to be secret.
type facts struct {
	// positions are the values that are secrets by their position, and named those with the name of
	// a secret.
	positions, named []position.Span
	// suspects are what looks like a secret.
	suspects []suspect.Found
}

// kindOfText is a text, and what is known of it by where it stands.
type kindOfText struct {
	text string
	kind walk.Kind
}

// maxFacts bounds the texts of which the facts are kept, in bytes. The longest body that is
// searched is among them. Each text counts costOfText more, and costOfFacts if it has any.
const (
	maxFacts    = 16 << 20
	costOfText  = 80
	costOfFacts = 200
)

// noFacts are the facts of most texts.
var noFacts = &facts{}

// knownFacts keeps the facts of texts. An exchange is walked over several times, and the exchanges
// of a recording have many texts in common. The zero value is empty.
type knownFacts struct {
	all  map[kindOfText]*facts
	size int
}

// keep keeps the facts of a text. If there is no room, it forgets all others first.
func (k *knownFacts) keep(key kindOfText, f *facts) {
	size := len(key.text) + costOfText
	if f != noFacts {
		size += costOfFacts
	}
	if size > maxFacts {
		return
	}
	if k.all == nil || k.size+size > maxFacts {
		k.all, k.size = map[kindOfText]*facts{}, 0
	}
	key.text = strings.Clone(key.text) // Otherwise the text that it is part of would be kept.
	k.all[key] = f
	k.size += size
}

// factsOf returns the facts of a text. If the budget is too small to search the text for names or
// positions, the facts lack these values.
func (s *search) factsOf(text string, kind walk.Kind) *facts {
	key := kindOfText{text, kind}
	if f := s.facts.all[key]; f != nil {
		return f
	}
	f := &facts{suspects: suspectsIn(text)}
	if len(text) >= position.ShortestWord && !position.IsLongBase64(text) && !s.search(f, text, kind) {
		return f
	}
	if len(f.positions)+len(f.named)+len(f.suspects) == 0 {
		f = noFacts
	}
	s.facts.keep(key, f)
	return f
}

// search adds the values in a text to its facts that are secrets by their position or name. It
// returns false if the budget is too small.
func (s *search) search(f *facts, text string, kind walk.Kind) bool {
	name := func(name string) position.Secrecy { return s.secrecy(name, true) }
	if !s.budget.Take(workOfPositions * len(text)) {
		return false
	}
	f.positions = walk.Positioned(text, kind, name)
	plain := position.PlainOf(text)
	if !s.names.MayBeIn(plain.Text) {
		return true
	}
	if !s.budget.Take(workOfNames * len(text)) {
		return false
	}
	f.named = walk.Named(text, plain, kind, name, s.work)
	return !s.budget.IsSpent()
}

// suspectsIn returns what looks like a secret in a text, without what is public by its grammar.
func suspectsIn(text string) []suspect.Found {
	found := slices.Collect(suspect.In(text))
	if len(found) == 0 {
		return nil
	}
	public := position.Fingerprints(text)
	return slices.DeleteFunc(found, func(f suspect.Found) bool {
		return !f.Certain && slices.ContainsFunc(public, func(p position.Span) bool { return f.Start >= p.Start && f.End <= p.End })
	})
}

// namedValues returns the values in a text that have the name of a secret, or the position of one.
func (s *search) namedValues(text string, kind walk.Kind) []position.Span {
	f := s.factsOf(text, kind)
	return slices.Concat(f.positions, f.named)
}
