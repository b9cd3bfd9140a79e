package contract

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// yamlNodes is a document as YAML, with the place of everything in it.
type yamlNodes struct{ root *yaml.Node }

// parseYAML returns an error with its place where the document is no YAML mapping, has the same key twice in one, or refers to
// something that isn't there.
func parseYAML(name string, document []byte) (yamlNodes, error) {
	if len(bytes.TrimSpace(document)) == 0 {
		return yamlNodes{}, fmt.Errorf("%s: the file is empty; it should hold an OpenAPI 3.0 document", name)
	}
	var file yaml.Node
	if err := yaml.Load(document, &file); err != nil {
		if load, ok := errors.AsType[*yaml.LoadError](err); ok && load.Mark.Line > 0 {
			return yamlNodes{}, fmt.Errorf("%s:%d:%d: %s; mend the YAML there", name, load.Mark.Line, load.Mark.Column, firstLine(load.Message))
		}
		return yamlNodes{}, fmt.Errorf("%s: %s; mend the YAML", name, firstLine(err.Error()))
	}
	if file.Kind != yaml.DocumentNode || len(file.Content) != 1 || file.Content[0].Kind != yaml.MappingNode {
		return yamlNodes{}, fmt.Errorf("%s: the file holds no OpenAPI document: its top level is no mapping", name)
	}
	nodes := yamlNodes{root: file.Content[0]}
	return nodes, nodes.check(name, nodes.root)
}

// check returns an error for the first key that is there twice, and for the first reference that leads nowhere.
func (n yamlNodes) check(name string, node *yaml.Node) error {
	if node.Kind == yaml.MappingNode {
		keys := make(map[string]*yaml.Node, len(node.Content)/2)
		for i := 0; i+1 < len(node.Content); i += 2 {
			key, value := node.Content[i], node.Content[i+1]
			if first, twice := keys[key.Value]; twice && key.Value != "<<" {
				return fmt.Errorf("%s:%d:%d: the key %s is there twice, first at line %d; remove one", name, key.Line, key.Column, quote(key.Value), first.Line)
			}
			keys[key.Value] = key
			if key.Value == "$ref" && value.Kind == yaml.ScalarNode {
				if err := n.checkReference(name, value); err != nil {
					return err
				}
			}
		}
	}
	for i, child := range node.Content {
		// Under these keys stands what is no part of the document's structure.
		if node.Kind == yaml.MappingNode && i%2 == 1 && (strings.HasPrefix(node.Content[i-1].Value, "x-") || node.Content[i-1].Value == "example") {
			continue
		}
		if err := n.check(name, child); err != nil {
			return err
		}
	}
	return nil
}

func (n yamlNodes) checkReference(name string, value *yaml.Node) error {
	fragment, local := strings.CutPrefix(value.Value, "#")
	switch {
	case !local:
		return fmt.Errorf("%s:%d:%d: the $ref %s leads to another file, which is not followed; bundle the document into one file", name, value.Line, value.Column, quote(value.Value))
	case n.find(fragment) == nil:
		return fmt.Errorf("%s:%d:%d: the $ref %s leads nowhere; mend it, or add what it names", name, value.Line, value.Column, quote(value.Value))
	default:
		return nil
	}
}

// find returns the node at a JSON pointer; for a value under a key, that of the key. It is nil where there is none.
func (n yamlNodes) find(at string) *yaml.Node {
	key, _ := n.lookup(at)
	return key
}

// lookup returns what find does, and the value; for an item of a list, and for the document, both are the same.
func (n yamlNodes) lookup(at string) (key, value *yaml.Node) {
	key, value = n.root, n.root
	if at == "" {
		return key, value
	}
	for token := range strings.SplitSeq(strings.TrimPrefix(at, "/"), "/") {
		if key, value = childOf(value, token); value == nil {
			return nil, nil
		}
	}
	return key, value
}

// childOf returns what a token of a JSON pointer leads to; nil where it leads nowhere.
func childOf(node *yaml.Node, token string) (key, value *yaml.Node) {
	token = pointerUnescapes.Replace(token)
	node = unaliased(node)
	switch node.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(node.Content); i += 2 {
			if node.Content[i].Value == token {
				key, value = node.Content[i], node.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(token); err == nil && i >= 0 && i < len(node.Content) {
			key, value = node.Content[i], node.Content[i]
		}
	}
	return key, value
}

// place returns the place of a JSON pointer, that of the file where there is nothing.
func (n yamlNodes) place(file, at string) Place {
	place := Place{File: file, Pointer: at, Line: 1, Column: 1}
	if node := n.find(at); node != nil {
		place.Line, place.Column = node.Line, node.Column
	}
	return place
}

var pointerUnescapes = strings.NewReplacer("~1", "/", "~0", "~", "%7B", "{", "%7D", "}")
