package document

import (
	"cmp"
	"fmt"
)

// Place is a place in a document.
type Place struct {
	// File is the name of the file. The name of the root file is that of the document.
	File string
	// Pointer identifies the node at Line and Column in the document. In the root file, it is a
	// JSON pointer (RFC 6901). In another file, it is as a reference in the root file would write
	// it: schemas/pet.yaml#/properties/name. What an overlay adds has the pointer that it gets in
	// the root file.
	Pointer string
	// Line and Column count from 1.
	Line, Column int
}

// String returns FILE:LINE:COLUMN, the form that editors and terminals turn into a link.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Compare compares places: those in the root file, and in overlays of it, come before those in
// other files. Places are then in the order of the names of their files, of their lines and of
// their columns.
func (p Place) Compare(other Place) int {
	return cmp.Or(
		cmp.Compare(p.file(), other.file()), cmp.Compare(p.File, other.File), cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column),
	)
}

// file returns the name of the file, or an empty string for the root file.
func (p Place) file() string {
	if location, _ := CutPointer(p.Pointer); location == "" {
		return ""
	}
	return p.File
}
