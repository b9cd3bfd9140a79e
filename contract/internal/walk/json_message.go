package walk

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// errorWords are the last words of the names of objects that say what is wrong with the values of
// other names.
var errorWords = suspect.WordSet(`error errors violations messages validation validations invalid problems issues failures details`)

// receivedWords are the last words of names whose value is what an error is about.
var receivedWords = suspect.WordSet(`actual current given input old previous received rejected`)

// enter opens an object with a name.
func (j *jsonWalk) enter(i int, name string) {
	inErrors := errorWords[position.LastWord(name)] || len(j.open) > 0 && j.open[len(j.open)-1].inErrors
	j.open = append(j.open, openObject{i, name, inErrors})
}

// isMessage reports whether a string with the name of a secret is a message about it, in any
// language. Messages are items of a list, or in an object for errors. They consist of words.
func (j *jsonWalk) isMessage(text string, c jsonContext) bool {
	const fewestWords = 3
	words := len(strings.Fields(text))
	last := position.LastWord(c.name)
	switch {
	case receivedWords[last] || last == "value" && len(c.name) > len(last):
		return false // It is what the message is about, as in rejectedValue.
	case j.InRequest || words < 2 || strings.HasSuffix(c.name, "s") || !suspect.LooksWorded(text) || words == 2 && isSchemed(text):
		return false
	case len(j.open) > 0 && j.open[len(j.open)-1].inErrors:
		return c.listed || words >= fewestWords
	default:
		return c.listed && !position.IsPassphrase(text)
	}
}

// isSchemed reports whether a text is a scheme with a credential, and not what is wrong with one,
// as in "Token expired".
func isSchemed(text string) bool {
	scheme, _ := position.CutScheme(text, false)
	return scheme != "" && !suspect.NamesFault(text)
}
