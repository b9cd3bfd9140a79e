package document

import (
	"errors"
	"fmt"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// File is one YAML or JSON file of a [Document]. It doesn't change after [Parse].
type File struct {
	document *Document
	name     string
	root     *Node
	resource *resource
	// embeds reports whether the file has schemas with an $id.
	embeds bool
}

// Name returns the name of the file, as places show it.
func (f *File) Name() string { return f.name }

// Root returns the node of the whole file.
func (f *File) Root() *Node { return f.root }

// read reads the text of the file. Content describes the file; the error about an empty file uses
// it.
func (f *File) read(content string, text []byte) error {
	var files []yaml.Node
	if root, ok := jsonNodes(text); ok {
		files = []yaml.Node{{Kind: yaml.DocumentNode, Content: []*yaml.Node{root}}}
	} else if err := yaml.Load(text, &files, yaml.WithAllDocuments()); err != nil {
		return syntaxError(f.name, err)
	}
	switch {
	case len(files) == 0 || len(files[0].Content) != 1:
		return fmt.Errorf("%s: the file is empty; it should hold %s", f.name, content)
	case len(files) > 1:
		return fmt.Errorf("%s:%d:%d: a second YAML document begins here; keep everything in one", f.name, files[1].Line, files[1].Column)
	}
	b := &builder{file: f, built: map[*yaml.Node]*Node{}}
	var err error
	if f.root, err = b.node(files[0].Content[0]); err != nil {
		return err
	}
	if f.root.repeats(len(text)) {
		return fmt.Errorf("%s: the aliases of the file stand for more than a million values; nest them less", f.name)
	}
	f.resource = newFileResource(f)
	return nil
}

// ParseFile reads any YAML or JSON file, with any value at its top level. Content describes the
// file, such as "a list of known findings"; the error about an empty file uses it. ParseFile
// returns an error if the text is empty, is not a single YAML document, or has a mapping with the
// same key twice.
func ParseFile(name, content string, text []byte) (*Document, error) {
	d := newDocument(name)
	if err := d.files[0].read(content, text); err != nil {
		return nil, err
	}
	return d, nil
}

// ParseValue returns the JSON value of a YAML text, or nil if the text is empty. It returns an
// error if the text is not YAML, has a mapping with the same key twice, or has aliases of aliases
// that make a few lines a huge value.
func ParseValue(text []byte) (any, error) {
	var file yaml.Node
	if err := yaml.Load(text, &file); err != nil {
		return nil, syntaxError("value", err)
	}
	if file.Kind != yaml.DocumentNode || len(file.Content) != 1 {
		return nil, nil //nolint:nilnil // An empty text is null.
	}
	b := &builder{file: newDocument("value").files[0], built: map[*yaml.Node]*Node{}}
	root, err := b.node(file.Content[0])
	if err != nil {
		return nil, err
	}
	if root.repeats(len(text)) {
		return nil, errors.New("value: its aliases stand for more than a million values; nest them less")
	}
	return root.Value(), nil
}

func syntaxError(name string, err error) error {
	if load, ok := errors.AsType[*yaml.LoadError](err); ok && load.Mark.Line > 0 {
		return fmt.Errorf("%s:%d:%d: %s; fix the YAML there", name, load.Mark.Line, load.Mark.Column, wording.FirstLine(load.Message))
	}
	return fmt.Errorf("%s: %s; fix the YAML", name, wording.FirstLine(err.Error()))
}
