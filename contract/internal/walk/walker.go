package walk

import "github.com/orgcontract/polytomic-organizations/contract/internal/position"

// Walker visits the texts of a message and replaces them. It leaves every other byte unchanged.
// White space, order, duplicate names and syntax errors have to stay, because a check looks at them
// too.
type Walker struct {
	// Secrecy returns what a name says about its value. The name is a JSON property or, if
	// isParameter is set, a header or a parameter.
	Secrecy func(name string, isParameter bool) position.Secrecy
	// Text returns the replacement of a text.
	Text func(text string, kind Kind) string
	// Work is called with what it costs to look at a part of a body. It returns false if that is
	// too much. Then the walk ends, and its result must not be used.
	Work func(cost int) bool
	// Bodies are the bodies that other walks have parsed.
	Bodies *Bodies
	// Private says that the strings in JSON are private.
	Private bool
	// InRequest says that the message is a request.
	InRequest bool

	// path leads to the JSON value that is being visited.
	path []step
}

// The constants are what it costs to look at a value of JSON with what is beside it, and at a pair
// of a form. An object costs more than another value. The unit is a byte that is read.
const (
	workOfObject = 16
	workOfValue  = 3
	workOfPair   = 8
)

// isCertain reports whether every value with the name of a parameter is a secret.
func (w *Walker) isCertain(name string) bool {
	return w.Secrecy(name, true) == position.Certain
}
