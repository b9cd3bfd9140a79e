package document

import "fmt"

// Place is a place in a document.
type Place struct {
	// File is the name that the document was parsed under.
	File string
	// Pointer is the JSON pointer (RFC 6901) of the node at Line and Column.
	Pointer string
	// Line and Column count from 1.
	Line, Column int
}

// String returns FILE:LINE:COLUMN, the form that editors and terminals turn into a link.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }
