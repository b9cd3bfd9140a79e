package edit

import (
	"fmt"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Files has the files of a document, which can be edited. It is safe for concurrent use.
type Files struct {
	tree   *document.Document
	parsed map[string]func() (*Document, error)
}

// NewFiles returns the files of a document. It returns an error if the root file can't be edited.
func NewFiles(tree *document.Document) (*Files, error) {
	f := &Files{tree: tree, parsed: map[string]func() (*Document, error){}}
	for _, file := range tree.Files() {
		f.parsed[file.Location()] = sync.OnceValues(func() (*Document, error) { return ofFile(file) })
	}
	if _, err := f.File(""); err != nil {
		return nil, err
	}
	return f, nil
}

// File returns the file at a location. The location of the root file is empty. It returns an error
// if there is no such file, or if it can't be edited.
func (f *Files) File(location string) (*Document, error) {
	parse := f.parsed[location]
	if parse == nil {
		return nil, fmt.Errorf("%s: the document has no file %s", f.tree.Name(), quote(location))
	}
	return parse()
}

// ofFile returns a file of a document.
func ofFile(file *document.File) (*Document, error) {
	if err := checkEncoding(file.Name(), file.Text()); err != nil {
		return nil, err
	}
	written := file.Root().YAML()
	return newDocument(file.Name(), file.Text(), written)
}
