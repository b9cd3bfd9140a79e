package position

// Span is a part of a text, from Start up to but excluding End.
type Span struct{ Start, End int }

// The constants are lengths of secrets in bytes. A secret below the first length is replaced only
// if it is a whole value. A secret between the two lengths is also replaced inside other strings,
// if no letter or digit is next to it. A longer secret is replaced everywhere.
const (
	ShortestWord   = 4
	ShortestSecret = 8
)
