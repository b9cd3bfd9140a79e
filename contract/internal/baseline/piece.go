package baseline

import (
	"bytes"
	"fmt"
	"iter"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

const (
	// pieceSize is where a baseline is divided. A YAML tree is thirty times as large as its text, so
	// only the tree of one piece is in memory.
	pieceSize = 1 << 20
	// maxPiece is how long a piece may be.
	maxPiece = 8 << 20
)

// piece is a part of a baseline: a list of entries. An entry can't have an alias of another piece.
type piece struct {
	text []byte
	// line is the number of lines before the piece.
	line int
}

// piecesOf divides a baseline before lines with which an entry of the list begins.
func piecesOf(data []byte) iter.Seq[piece] {
	return func(yield func(piece) bool) {
		for line := 0; ; {
			end := len(data)
			if end > pieceSize {
				if next := bytes.Index(data[pieceSize:], []byte("\n- ")); next >= 0 {
					end = pieceSize + next + 1
				}
			}
			if !yield(piece{data[:end], line}) || end == len(data) {
				return
			}
			line += bytes.Count(data[:end], []byte("\n"))
			data = data[end:]
		}
	}
}

// load reads the entries of a piece.
func (p piece) load(name string, known func(contract.Rule) bool) ([]Entry, error) {
	if len(p.text) > maxPiece {
		return nil, fmt.Errorf("%s:%d:1: an entry, or a list of entries in one line, has more than %d MiB; begin each entry with a dash in a line of its own", name, p.line+1, maxPiece>>20)
	}
	entries, err := loadList(name, p.text, known)
	if err != nil && p.line > 0 {
		before := bytes.Repeat([]byte("\n"), p.line) // So that the error has the right line.
		_, err = loadList(name, append(before, p.text...), known)
	}
	for i := range entries {
		entries[i].Place.Line += p.line
	}
	return entries, err
}

// loadList reads a list of entries.
func loadList(name string, text []byte, known func(contract.Rule) bool) ([]Entry, error) {
	d, err := document.ParseFile(name, "a list of known findings, or [] for none", text)
	if err != nil {
		return nil, err
	}
	if d.Root().Kind() != document.Array {
		return nil, fmt.Errorf("%s: this is not a list; it should be a list of known findings, or [] for none", name)
	}
	var entries []Entry
	for n := range d.Root().Items() {
		entry, err := load(n, known)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry)
	}
	return entries, nil
}
