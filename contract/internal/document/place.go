package document

import (
	"cmp"
	"fmt"
)

// Place is a place in a document.
type Place struct {
	// File is the name of the file. The name of the root file is the name of the document.
	File string
	// Pointer identifies the node at Line and Column in the document. In the root file, it is a
	// JSON pointer (RFC 6901). In another file, it is the reference that the root file would write,
	// such as schemas/pet.yaml#/properties/name. For a node that an overlay adds, it is the pointer
	// that the node gets in the root file.
	Pointer string
	// Line and Column count from 1.
	Line, Column int
}

// String returns FILE:LINE:COLUMN, the form that editors and terminals turn into a link.
func (p Place) String() string { return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column) }

// Compare compares places. Places in the root file and its overlays come before places in other
// files. Places are then sorted by the name of the file, the line and the column.
func (p Place) Compare(other Place) int {
	return cmp.Or(
		cmp.Compare(p.file(), other.file()), cmp.Compare(p.File, other.File), cmp.Compare(p.Line, other.Line), cmp.Compare(p.Column, other.Column),
	)
}

// file returns the name of the file. It returns an empty string for the root file.
func (p Place) file() string {
	if location, _ := CutPointer(p.Pointer); location == "" {
		return ""
	}
	return p.File
}
