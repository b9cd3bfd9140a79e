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

// LoadSeed reads a seed from a file of YAML or JSON, with the names that [Seed] has in its tags. An error is one line that names the
// file, the place in it and what to do, and shows no key.
func LoadSeed(file string) (Seed, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The same words on each system.
		}
		return Seed{}, fmt.Errorf("%s: %w; name a seed file that can be read", filepath.ToSlash(file), withoutPath(err))
	}
	return ParseSeed(filepath.ToSlash(file), data)
}

// ParseSeed reads a seed from YAML or JSON. The name stands for the file in errors, which are as those of [LoadSeed].
func ParseSeed(name string, data []byte) (Seed, error) {
	var documents []yaml.Node
	if err := yaml.Load(data, &documents, yaml.WithAllDocuments()); err != nil {
		return Seed{}, unreadable(name, err)
	}
	switch len(documents) {
	case 0:
		return Seed{}, fmt.Errorf("%s: the file is empty; it should hold partners", name)
	case 1:
	default:
		return Seed{}, errorAt(name, &documents[1], "a second document begins here; keep all partners in one")
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

// unreadable returns what the YAML library says, without the values that it shows: one may be a key.
func unreadable(name string, err error) error {
	load, ok := errors.AsType[*yaml.LoadError](err)
	if !ok || load.Mark.Line == 0 {
		return fmt.Errorf("%s: the file is no YAML or JSON; mend it", name)
	}
	problem := load.Message
	switch load.Stage { // Where it is of values and no longer of the syntax, the message shows them.
	case yaml.ComposerStage:
		problem = "there is no anchor for the alias; a text that begins with * needs quotes"
	case yaml.ResolverStage, yaml.ConstructorStage:
		problem = "the value doesn't fit there, or the name is unknown or stands twice"
	}
	return fmt.Errorf("%s:%d:%d: %s; mend the seed there", name, load.Mark.Line, load.Mark.Column, problem)
}

// emptyItem returns the first item of a list that holds nothing, which the YAML library would pass over; nil where there is none.
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

// nodeAt returns the node of a place such as "partners[0].owner.id"; where there is none, the one that it should be in, or the alias that stands for it.
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

// childOf returns an item of a list by its number, or the value of a name in a mapping; nil where there is none.
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
