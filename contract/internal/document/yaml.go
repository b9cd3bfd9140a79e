package document

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// YAML returns the YAML node of the value, as the file writes it. It follows aliases. The first
// call for a file parses the text of the file again and keeps the YAML nodes, because only those
// who edit a document need them. The caller must not change the YAML node.
func (n *Node) YAML() *yaml.Node {
	if n == nil {
		return nil
	}
	f := n.file
	f.parseAgain.Do(func() {
		// The builder visits the same text in the same order, and it had no error before.
		if documents, err := yamlDocuments(f.text); err == nil {
			b := newBuilder(f)
			b.keepsYAML = true
			if _, _, err := b.node(documents[0].Content[0]); err == nil {
				f.yaml = b.yaml
			}
		}
	})
	return f.yaml[n.number]
}

// ParseYAML is like [ParseFile], but it returns the YAML node of the whole file.
func ParseYAML(name, content string, text []byte) (*yaml.Node, error) {
	f := newDocument(name).files[0]
	f.text = text
	if err := f.checkSize(text); err != nil {
		return nil, err
	}
	root, err := f.parse(content, text)
	if err != nil {
		return nil, err
	}
	return root, f.build(root)
}

// scalarForm is how a file writes a scalar.
type scalarForm struct{ tag, text string }

// Scalar returns the short tag of a scalar, such as !!int, and its text as the file writes it. For
// a string, it is the text without the quotes. Scalar returns empty strings if the node is not a
// scalar.
func (n *Node) Scalar() (tag, text string) {
	if n == nil || !isScalar(n) {
		return "", ""
	}
	if form, ok := n.file.forms[n.number]; ok {
		return form.tag, form.text
	}
	form := n.usualForm()
	return form.tag, form.text
}

// usualForm returns how most files write a scalar with this kind and text.
func (n *Node) usualForm() scalarForm {
	switch {
	case n.kind == Null:
		return scalarForm{nullTag, "null"}
	case n.kind == Bool:
		return scalarForm{boolTag, n.text}
	case n.kind == String:
		return scalarForm{stringTag, n.text}
	case strings.ContainsAny(n.text, ".eE"):
		return scalarForm{floatTag, n.text}
	default:
		return scalarForm{intTag, n.text}
	}
}

// scalar sets the kind and the text of a scalar. If the file writes it in an unusual form, the file
// remembers the form.
func (b *builder) scalar(n *Node, source *yaml.Node) {
	n.kind, n.text = scalar(source)
	if len(n.text) <= longestShared {
		n.text = b.shared(n.text)
	}
	written := scalarForm{source.ShortTag(), source.Value}
	if written == n.usualForm() || b.keepsYAML { // With keepsYAML, the file knows the forms already.
		return
	}
	if b.file.forms == nil {
		b.file.forms = map[int32]scalarForm{}
	}
	b.file.forms[n.number] = written
}
