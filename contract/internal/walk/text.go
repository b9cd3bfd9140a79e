package walk

import "github.com/orgcontract/polytomic-organizations/contract/internal/position"

// Positioned returns the values in a text that are secrets by their position, whatever names there
// are.
func Positioned(text string, kind Kind, name position.Naming) []position.Span {
	found := position.Unnamed(text, name, kind == Unparsed)
	switch kind {
	case About:
		found = append(found, position.Codes(text)...)
	case Link:
		found = append(found, position.CodesInLinks(text)...)
	default:
	}
	return found
}

// Named returns the values in a text that have the name of a secret there. Plain is the plain form
// of the text. Work limits the search; see [position.Work].
func Named(text string, plain position.PlainText, kind Kind, name position.Naming, work position.Work) []position.Span {
	found := position.Named(text, name, kind == Unparsed, work)
	if plain.Text != text {
		found = append(found, plain.Original(position.Named(plain.Text, name, kind == Unparsed, work))...)
	}
	return found
}
