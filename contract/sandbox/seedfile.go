package sandbox

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// maxSeed is the largest seed file, in bytes. Its values take some hundred times as much memory.
// Import a larger state into the running sandbox instead.
const maxSeed = 2 << 20

// LoadSeed reads a seed from a YAML or JSON file. The names in the file are the names in the tags
// of [Seed]. LoadSeed returns an error of one line that names the file, the place in it and how to
// fix it. The error shows no key.
func LoadSeed(file string) (Seed, error) {
	data, err := wholefile.Read(file, maxSeed)
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			err = fs.ErrNotExist // The error has the same words on every system.
		}
		return Seed{}, fmt.Errorf("%s: %w; name a readable seed file", filepath.ToSlash(file), wholefile.Cause(err))
	}
	return ParseSeed(filepath.ToSlash(file), data)
}

// ParseSeed reads a seed from YAML or JSON. Errors show the name in the place of a file name, as
// the errors of [LoadSeed] do.
func ParseSeed(name string, data []byte) (Seed, error) {
	var documents []yaml.Node
	if err := yaml.Load(document.AsYAML11(data), &documents, yaml.WithAllDocuments()); err != nil {
		return Seed{}, unreadable(name, err)
	}
	switch len(documents) {
	case 0:
		return Seed{}, fmt.Errorf("%s: the file is empty; add at least one partner", name)
	case 1:
	default:
		return Seed{}, fmt.Errorf("%s: the file holds %d YAML documents; put all partners into one", name, len(documents))
	}
	err := document.CheckKeys(&documents[0])
	var seed Seed
	if err == nil {
		err = document.LoadNode(&documents[0], &seed, yaml.WithKnownFields())
	}
	if err != nil {
		return Seed{}, unreadable(name, err)
	}
	file, err := document.Parse(name, data)
	if err != nil { // The error may show values, so it is left out.
		return Seed{}, fmt.Errorf("%s: the top level of the file must be a mapping; put the partners under partners", name)
	}
	if empty := emptyItem(file.Root()); empty != nil {
		return Seed{}, fmt.Errorf("%s: the item is empty; fill it or remove it", empty.Place())
	}
	if wrong := seed.validate(); wrong != nil {
		return Seed{}, fmt.Errorf("%s: %w", nearest(file.Root(), wrong.at).Place(), wrong)
	}
	return seed, nil
}

// unreadable returns the error of the YAML library without the values that the error shows, because
// a value may be a key.
func unreadable(name string, err error) error {
	load, ok := errors.AsType[*yaml.LoadError](err)
	if !ok || load.Mark.Line == 0 {
		return fmt.Errorf("%s: the file is neither YAML nor JSON; fix it", name)
	}
	problem := load.Message
	switch load.Stage { // In these stages, which come after the syntax check, the message shows values.
	case yaml.ComposerStage:
		problem = "the alias has no anchor; put a string that begins with * in quotes"
	case yaml.ResolverStage, yaml.ConstructorStage:
		problem = "the value has the wrong type, or the name is unknown or a duplicate"
	}
	return fmt.Errorf("%s:%d:%d: %s; fix the seed there", name, load.Mark.Line, load.Mark.Column, problem)
}

// emptyItem returns the first empty item of a list, or nil if no item is empty. Loading a seed
// drops empty items. The places of the items after an empty item would then be wrong.
func emptyItem(node *document.Node) *document.Node {
	for item := range node.Items() {
		if item.Kind() == document.Null {
			return item
		}
		if empty := emptyItem(item); empty != nil {
			return empty
		}
	}
	for _, field := range node.Fields() {
		if empty := emptyItem(field); empty != nil {
			return empty
		}
	}
	return nil
}

// nearest returns the node of a place such as "partners[0].owner.id". If the node is missing, it
// returns the closest node around it.
func nearest(node *document.Node, at string) *document.Node {
	for _, token := range strings.FieldsFunc(at, func(r rune) bool { return strings.ContainsRune(".[]", r) }) {
		next := node.Get(token)
		if next == nil {
			break
		}
		node = next
	}
	return node
}
