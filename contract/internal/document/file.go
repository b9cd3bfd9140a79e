package document

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// File is one YAML or JSON file of a [Document]. It doesn't change after [Parse].
type File struct {
	document *Document
	// name is the name in places. location is what references lead to, as a [PublicLocation].
	// prefix is the beginning of the pointers of the file's nodes.
	name, location, prefix string
	text                   []byte
	root                   *Node
	resource               *resource
	// embeds reports whether the file has schemas with an $id.
	embeds bool
	// isOverlay reports whether the file is an overlay of the root file.
	isOverlay bool
	// forms has the scalars that are written in an unusual form, by their numbers.
	forms map[int32]scalarForm
	// yaml has the YAML nodes by their numbers, after somebody asked for one.
	yaml       []*yaml.Node
	parseAgain sync.Once
}

// base returns the file that the nodes of the file count as part of. For an overlay, it returns the
// root file. For other files, it returns the file itself.
func (f *File) base() *File { return f.resource.root.file }

// IsOverlay reports whether the file is an overlay of the root file.
func (f *File) IsOverlay() bool { return f.isOverlay }

// Name returns the name of the file, as places show it.
func (f *File) Name() string { return f.name }

// Location returns the [PublicLocation] of the file: its URL, or its path relative to the directory
// of the root file, with slashes. It is empty for the root file.
func (f *File) Location() string {
	if f == f.document.files[0] {
		return ""
	}
	return f.location
}

// Text returns the text of the file. The caller must not change it.
func (f *File) Text() []byte { return f.text }

// Root returns the node of the whole file.
func (f *File) Root() *Node { return f.root }

// read parses the text of the file, and makes its nodes. The error about an empty file shows
// content, which describes the file.
func (f *File) read(content string, text []byte) error {
	f.text = text
	if err := f.checkSize(text); err != nil || f.buildJSON(text) {
		return err
	}
	root, err := f.parse(content, text)
	if err != nil {
		return err
	}
	return f.build(root)
}

func (f *File) checkSize(text []byte) error {
	if len(text) > MaxSize {
		return fmt.Errorf("%s: the file is larger than %d MiB; split off what is not needed", f.name, MaxSize>>20)
	}
	return f.countValues(text)
}

// parse returns the YAML node of the whole file.
func (f *File) parse(content string, text []byte) (*yaml.Node, error) {
	documents, err := yamlDocuments(text)
	switch {
	case err != nil:
		return nil, syntaxError(f.name, text, err)
	case len(documents) == 0 || len(documents[0].Content) != 1:
		return nil, fmt.Errorf("%s: the file is empty; it should hold %s", f.name, content)
	case len(documents) > 1:
		return nil, fmt.Errorf("%s:%d:%d: a second YAML document begins here; keep everything in one", f.name, documents[1].Line, documents[1].Column)
	}
	return documents[0].Content[0], nil
}

// yamlDocuments returns the first two YAML documents of a text. It doesn't read further, because
// there may be thousands.
func yamlDocuments(text []byte) ([]*yaml.Node, error) {
	if root, ok := jsonNodes(text); ok {
		return []*yaml.Node{{Kind: yaml.DocumentNode, Content: []*yaml.Node{root}}}, nil
	}
	loader, err := yaml.NewLoader(bytes.NewReader(AsYAML11(text)))
	if err != nil {
		return nil, err
	}
	var documents []*yaml.Node
	for len(documents) < 2 {
		n := &yaml.Node{}
		if err := loader.Load(n); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		documents = append(documents, n)
	}
	return documents, nil
}

// build makes the nodes of the file.
func (f *File) build(root *yaml.Node) error {
	n, w, err := newBuilder(f).node(root)
	if err != nil {
		return err
	}
	f.root = n
	f.resource = newFileResource(f)
	return w.check(f.name, len(f.text))
}

// ParseFile reads any YAML or JSON file, with any value at its top level. The error about an empty
// file shows content, which describes the file. For example, content is "a list of known findings".
// ParseFile returns an error if the text is empty, is not a single YAML document, or has a mapping
// with the same key twice.
func ParseFile(name, content string, text []byte) (*Document, error) {
	d := newDocument(name)
	if err := d.files[0].read(content, text); err != nil {
		return nil, err
	}
	return d, nil
}

// ParseValue returns the JSON value of a YAML text, or nil if the text is empty. It returns an
// error if the text is not YAML, has a mapping with the same key twice, or has nested aliases that
// make a huge value of a few lines. If it has very many values, the error is
// [jsonvalue.ErrManyValues].
func ParseValue(text []byte) (any, error) {
	if ValuesIn(text) > jsonvalue.MaxValues {
		return nil, jsonvalue.ErrManyValues
	}
	var file yaml.Node
	if err := yaml.Load(AsYAML11(text), &file, withoutKeyCheck); err != nil {
		return nil, syntaxError("value", text, err)
	}
	if file.Kind != yaml.DocumentNode || len(file.Content) != 1 {
		return nil, nil //nolint:nilnil // The value of an empty text is null.
	}
	f := newDocument("value").files[0]
	f.text = text
	if err := f.build(file.Content[0]); err != nil {
		return nil, err
	}
	return f.root.Value(), nil
}

// syntaxError returns an error of one line with the place where the YAML library stopped. About a
// character that YAML forbids, the library gives only the number of bytes before it.
func syntaxError(name string, text []byte, err error) error {
	load, ok := errors.AsType[*yaml.LoadError](err)
	if !ok {
		return fmt.Errorf("%s: %s; fix the YAML", name, wording.FirstLine(err.Error()))
	}
	line, column := load.Mark.Line, load.Mark.Column
	if line == 0 {
		before := text[:min(len(text), max(0, load.Mark.Index))]
		line, column = bytes.Count(before, []byte("\n"))+1, utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])+1
	}
	return fmt.Errorf("%s:%d:%d: %s; fix the YAML there", name, line, column, wording.FirstLine(load.Message))
}
