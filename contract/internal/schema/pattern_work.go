package schema

import "github.com/orgcontract/polytomic-organizations/contract/internal/document"

// The constants limit the work to match strings with patterns. An object may have very many
// properties, an object schema very many patterns, and a string very many bytes. The limit counts
// bytes and doesn't measure time, because the same exchange must always have the same findings.
const (
	// maxPatternWork is how much work the values of one exchange may take, about a few seconds.
	maxPatternWork = 16 << 20
	// workOfMatch is the work of a match in addition to the bytes of the string.
	workOfMatch = 16
	// stepsOfPrice is the number of steps in a pattern that make each byte dearer by one.
	stepsOfPrice = 64
	// workOfStep is the work to compile one step of a program.
	workOfStep = 5
)

// patternWork is the work that has been done to match strings with patterns.
type patternWork struct {
	done int
	// unchecked is the first pattern for which there was no work left.
	unchecked *document.Node
}

// match matches a string. It returns false for isChecked if the work is over the limit.
func (w *patternWork) match(m *matcher, text string) (matched, isChecked bool) {
	if w.unchecked != nil {
		return false, false
	}
	w.done += (workOfMatch + len(text)) * m.price
	// Whether a program must really be compiled again depends on other exchanges. What the exchange
	// is charged must not.
	if m.again > 0 && m.programs.areTooMany() {
		w.done += m.again
	}
	if w.done > maxPatternWork {
		w.unchecked = m.node
		return false, false
	}
	return m.matches(text), true
}

// Unmatched returns the first pattern that was not checked because the values are too large
// altogether, or nil if all patterns were checked. After it, no pattern was checked: every string
// counted as a match, and no schema under patternProperties was applied. [Validation.Reset] doesn't
// change it.
func (v *Validation) Unmatched() *document.Node { return v.work.patterns.unchecked }

// Matches reports whether a name matches the pattern. It returns false for isChecked if the pattern
// can't be read, or if the values are too large; see [Validation.Unmatched].
func (v *Validation) Matches(p *PatternProperty, name string) (matched, isChecked bool) {
	if p.match == nil {
		return false, false
	}
	return v.work.patterns.match(p.match, name)
}
