package document

import (
	"errors"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// SyntaxError is an error of a file that is not the YAML or JSON that it should be.
type SyntaxError struct {
	// Place has no line where it is not known.
	Place Place
	// Problem says what is wrong and how to fix it. It may quote the file.
	Problem string
}

// Error returns the place and the problem.
func (e *SyntaxError) Error() string {
	if e.Place.Line == 0 {
		return e.Place.File + ": " + e.Problem
	}
	return e.Place.String() + ": " + e.Problem
}

// ParseFile reads any file of YAML or JSON, with any value at its top level. An error of it is a [*SyntaxError]. What the
// file should hold, such as "a list of known findings", stands in the error for an empty one.
func ParseFile(name, content string, text []byte) (*Document, error) {
	var files []yaml.Node
	if err := yaml.Load(text, &files, yaml.WithAllDocuments()); err != nil {
		return nil, syntaxError(name, err)
	}
	switch {
	case len(files) == 0 || len(files[0].Content) != 1:
		return nil, &SyntaxError{Place{File: name}, "the file is empty; it should hold " + content}
	case len(files) > 1:
		second := files[1]
		return nil, &SyntaxError{Place{File: name, Line: second.Line, Column: second.Column}, "a second YAML document begins here; keep everything in one"}
	}
	d := &Document{name: name}
	b := &builder{document: d, built: map[*yaml.Node]*Node{}}
	var err error
	if d.root, err = b.node(files[0].Content[0]); err != nil {
		return nil, err
	}
	return d, nil
}

// ParseValue returns the JSON value that YAML stands for. It returns an error where that is not one document, or repeats a key.
func ParseValue(text []byte) (any, error) {
	var file yaml.Node
	if err := yaml.Load(text, &file); err != nil {
		return nil, syntaxError("value", err)
	}
	if file.Kind != yaml.DocumentNode || len(file.Content) != 1 {
		return nil, nil //nolint:nilnil // Nothing is a null.
	}
	b := &builder{document: &Document{name: "value"}, built: map[*yaml.Node]*Node{}}
	root, err := b.node(file.Content[0])
	return root.Value(), err
}

func syntaxError(name string, err error) error {
	if load, ok := errors.AsType[*yaml.LoadError](err); ok && load.Mark.Line > 0 {
		return &SyntaxError{Place{File: name, Line: load.Mark.Line, Column: load.Mark.Column}, wording.FirstLine(load.Message) + "; fix the YAML there"}
	}
	return &SyntaxError{Place{File: name}, wording.FirstLine(err.Error()) + "; fix the YAML"}
}
