package mutation

import "fmt"

// The constants limit the mutants of a document, which may be hostile. A document of 12 MB with a
// thousand operations has about a hundred thousand mutants.
const (
	maxMutants     = 200_000
	maxMutantBytes = 128 << 20
	// maxTerms limits the mutants of one expression of an invariant.
	maxTerms = 200
	// maxOtherBytes limits the mutants of one pattern. Each is parsed as often as it has parts.
	maxOtherBytes = 64 << 10
	// maxPatternBytes limits the mutants of all patterns. It counts the bytes of the patterns with
	// their repetitions written out: a{1,900} takes 900 times as long as a.
	maxPatternBytes = 32 << 20
)

// further returns a mutant for each kind of which not all mutants were made.
func (g *generator) further() []Mutant {
	var all []Mutant
	for _, kind := range Kinds() {
		if n := g.left[kind]; n > 0 {
			description := fmt.Sprintf("%d further mutants", n)
			if g.uncounted[kind] {
				description = "at least " + description
			}
			all = append(all, Mutant{
				ID: string(kind) + " further", Kind: kind, Place: g.place(""), Description: description, further: n, isLeast: g.uncounted[kind],
				edit: func() ([]byte, error) {
					return nil, fmt.Errorf("the document has too many mutants of the kind %s", kind)
				},
			})
		}
	}
	return all
}

// count returns how many mutants the mutant stands for.
func (m *Mutant) count() int { return max(1, m.further) }
