package document

import (
	"go.yaml.in/yaml/v4"
)

// LoadYAML loads a YAML text, as [AsYAML11] returns it, into a value. It returns a [yaml.LoadError]
// if a mapping has a key twice. The error shows no key.
func LoadYAML(text []byte, into any) error {
	var file yaml.Node
	if err := yaml.Load(text, &file, withoutKeyCheck); err != nil {
		return err
	}
	if err := CheckKeys(&file); err != nil {
		return err
	}
	return LoadNode(&file, into)
}

// LoadNode loads a YAML node into a value. The keys of the node must be checked before, with
// [CheckKeys].
func LoadNode(node *yaml.Node, into any, options ...yaml.Option) error {
	return node.Load(into, append(options, withoutKeyCheck)...)
}

// withoutKeyCheck turns off the key check of the YAML library. That check compares every two keys
// of a mapping, and makes an error for every two that are equal. [CheckKeys] replaces it, because
// its time and its memory grow with the square of the number of keys.
var withoutKeyCheck = yaml.WithUniqueKeys(false)

// CheckKeys returns a [yaml.LoadError] if a mapping in a node has a key twice. The error shows no
// key.
func CheckKeys(node *yaml.Node) error {
	if node.Kind == yaml.MappingNode {
		if err := checkMapping(node); err != nil {
			return err
		}
	}
	for _, child := range node.Content {
		if err := CheckKeys(child); err != nil {
			return err
		}
	}
	return nil
}

func checkMapping(node *yaml.Node) error {
	seen := make(map[string]bool, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		key := node.Content[i]
		name := key
		for name.Kind == yaml.AliasNode {
			name = name.Alias
		}
		if name.Kind != yaml.ScalarNode {
			continue // Nothing looks up a list or a mapping as a key.
		}
		if seen[name.Value] {
			twice := &yaml.LoadError{Stage: yaml.ParserStage, Message: "the mapping has this key twice"}
			twice.Mark.Line, twice.Mark.Column = key.Line, key.Column
			return twice
		}
		seen[name.Value] = true
	}
	return nil
}
