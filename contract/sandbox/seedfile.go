package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// LoadSeed reads a seed from a YAML or JSON file. The names are those in the tags of [Seed]. An error
// is one line that names the file, the place in it and how to fix it. It shows no key.
func LoadSeed(file string) (Seed, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The same message on every system.
		}
		return Seed{}, fmt.Errorf("%s: %w; name a readable seed file", filepath.ToSlash(file), withoutPath(err))
	}
	return ParseSeed(filepath.ToSlash(file), data)
}

// ParseSeed reads a seed from YAML or JSON. The name stands for the file in errors, which look like
// those of [LoadSeed].
func ParseSeed(name string, data []byte) (Seed, error) {
	var documents []yaml.Node
	if err := yaml.Load(data, &documents, yaml.WithAllDocuments()); err != nil {
		return Seed{}, unreadable(name, err)
	}
	switch len(documents) {
	case 0:
		return Seed{}, fmt.Errorf("%s: the file is empty; add at least one partner", name)
	case 1:
	default:
		return Seed{}, errorAt(name, &documents[1], "a second document begins here; put all partners into one")
	}
	root := documents[0].Content[0]
	if empty := emptyItem(root); empty != nil {
		return Seed{}, errorAt(name, empty, "the item is empty; fill it or remove it")
	}
	var seed Seed
	if err := root.Load(&seed, yaml.WithKnownFields()); err != nil {
		return Seed{}, unreadable(name, err)
	}
	if wrong := seed.validate(); wrong != nil {
		return Seed{}, errorAt(name, nodeAt(root, wrong.at), wrong.Error())
	}
	return seed, nil
}

func errorAt(name string, node *yaml.Node, problem string) error {
	return fmt.Errorf("%s:%d:%d: %s", name, node.Line, node.Column, problem)
}

// unreadable returns the error of the YAML library without the values in it: one may be a key.
func unreadable(name string, err error) error {
	load, ok := errors.AsType[*yaml.LoadError](err)
	if !ok || load.Mark.Line == 0 {
		return fmt.Errorf("%s: the file is neither YAML nor JSON; fix it", name)
	}
	problem := load.Message
	switch load.Stage { // In these stages, which come after the syntax, the message shows values.
	case yaml.ComposerStage:
		problem = "the alias has no anchor; put a string that begins with * in quotes"
	case yaml.ResolverStage, yaml.ConstructorStage:
		problem = "the value has the wrong type, or the name is unknown or a duplicate"
	}
	return fmt.Errorf("%s:%d:%d: %s; fix the seed there", name, load.Mark.Line, load.Mark.Column, problem)
}

// emptyItem returns the first empty item of a list, nil if there is none. The YAML library would
// leave the item out.
func emptyItem(node *yaml.Node) *yaml.Node {
	for _, child := range node.Content {
		if node.Kind == yaml.SequenceNode && child.ShortTag() == "!!null" {
			return child
		}
		if empty := emptyItem(child); empty != nil {
			return empty
		}
	}
	return nil
}

// nodeAt returns the node of a place such as "partners[0].owner.id". If the node is missing, it returns
// the node that should hold it, or the alias that stands for that node.
func nodeAt(root *yaml.Node, at string) *yaml.Node {
	node := root
	for _, step := range strings.FieldsFunc(at, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		next := childOf(node, step)
		if next == nil {
			break
		}
		node = next
	}
	return node
}

// childOf returns the item of a list with this number, or the value of this name in a mapping. It
// returns nil if there is none.
func childOf(node *yaml.Node, step string) *yaml.Node {
	if i, err := strconv.Atoi(step); err == nil && node.Kind == yaml.SequenceNode && i < len(node.Content) {
		return node.Content[i]
	}
	for i := 0; i+1 < len(node.Content) && node.Kind == yaml.MappingNode; i += 2 {
		if node.Content[i].Value == step {
			return node.Content[i+1]
		}
	}
	return nil
}
