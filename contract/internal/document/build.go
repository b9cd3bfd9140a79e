package document

import (
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"github.com/orgcontract/polytomic-organizations/contract/internal/slab"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// builder makes one [Node] of each YAML node. A document with many aliases therefore takes only as
// much memory as its bytes need.
type builder struct {
	file *File
	// anchored has the built nodes of the YAML nodes with an anchor, because aliases may repeat
	// them.
	anchored map[*yaml.Node]*built
	// merged is the number of fields that merge keys have added.
	merged int
	// count is the number of nodes so far. If keepsYAML is set, yaml has their YAML nodes.
	count     int32
	keepsYAML bool
	yaml      []*yaml.Node
	// strings has each name and each short scalar once. Most of them repeat, and equal strings then
	// share their bytes.
	strings map[string]string

	nodes    slab.Slab[Node]
	children slab.Slab[child]
	// pending has the children that were read of the JSON values that are being read.
	pending []child
}

func newBuilder(f *File) *builder {
	return &builder{file: f, anchored: map[*yaml.Node]*built{}, strings: map[string]string{}}
}

// longestShared is the length in bytes of the longest scalar that is shared. Short scalars, such as
// the names of types and of required properties, repeat.
const longestShared = 32

// maxShared is how many strings are remembered. Further ones rarely repeat, such as the numbers in
// a long list, and to remember a string takes more memory than the string itself.
const maxShared = 1 << 18

// shared returns the string, with the bytes of the first equal string.
func (b *builder) shared(name string) string {
	if known, ok := b.strings[name]; ok {
		return known
	}
	if len(b.strings) < maxShared {
		b.strings[name] = name
	}
	return name
}

// built is a node and its weight. The node is nil while it is being built.
type built struct {
	node   *Node
	weight weight
}

// node returns the node of a YAML node. For an alias, it returns the repeated node.
func (b *builder) node(source *yaml.Node) (*Node, weight, error) {
	at := source
	for source.Kind == yaml.AliasNode {
		source = source.Alias
	}
	if source.Anchor == "" {
		return b.build(source)
	}
	if known := b.anchored[source]; known != nil {
		if known.node == nil {
			return nil, weight{}, b.errorf(at, "the alias *%s repeats a value that contains the alias; replace it with the value that you mean", source.Anchor)
		}
		if !b.keepsYAML { // Else other goroutines read the document.
			b.file.document.repeats = true
		}
		return known.node, weight{values: known.weight.values, depth: known.weight.depth}, nil
	}
	known := &built{}
	b.anchored[source] = known
	var err error
	known.node, known.weight, err = b.build(source)
	return known.node, known.weight, err
}

func (b *builder) build(source *yaml.Node) (*Node, weight, error) {
	n := b.newNode(source)
	if b.keepsYAML {
		b.yaml = append(b.yaml, source)
	}
	w := unit
	var err error
	switch source.Kind {
	case yaml.MappingNode:
		n.kind = Object
		err = b.fields(n, source, &w)
	case yaml.SequenceNode:
		n.kind = Array
		err = b.items(n, source, &w)
	default:
		b.scalar(n, source)
	}
	if err == nil {
		err = b.checkWeight(source, w)
	}
	return n, w, err
}

func (b *builder) newNode(source *yaml.Node) *Node {
	n := b.nodes.New()
	*n = Node{file: b.file, value: positionOf(source), number: b.count}
	b.count++
	return n
}

// checkWeight returns an error if a value is nested too deep or has too long names.
func (b *builder) checkWeight(source *yaml.Node, w weight) error {
	switch {
	case w.depth > maxDepth:
		return b.errorf(source, "the values here are nested more than %d deep; nest them less", maxDepth)
	case w.pointers > maxPointers+maxPointersPerByte*len(b.file.text):
		return b.errorf(source, "the names on the way to the values here are too long altogether; shorten them, or nest the values less")
	default:
		return nil
	}
}

func (b *builder) items(n *Node, source *yaml.Node, w *weight) error {
	n.children = b.children.Make(len(source.Content))
	for i, item := range source.Content {
		added, inner, err := b.node(item)
		if err != nil {
			return err
		}
		index := b.shared(strconv.Itoa(i))
		w.add(index, inner)
		n.add(index, nil, added)
	}
	return nil
}

// fields adds the values of a mapping. It then adds the fields of the mappings that merge keys
// name, except those whose key the mapping already has.
func (b *builder) fields(n *Node, source *yaml.Node, w *weight) error {
	content := source.Content
	first := make(map[string]*yaml.Node, len(content)/2)
	n.children = b.children.Make(len(content) / 2)
	var merged []*yaml.Node
	for i := 0; i+1 < len(content); i += 2 {
		key, value := content[i], content[i+1]
		if key.ShortTag() == "!!merge" {
			merged = append(merged, value)
			continue
		}
		name := key
		for name.Kind == yaml.AliasNode {
			name = name.Alias
		}
		if other, twice := first[name.Value]; twice {
			return b.errorf(key, "the mapping already has the key %s, at line %d; remove one of them", wording.Quote(name.Value), other.Line)
		}
		first[name.Value] = key
		added, inner, err := b.node(value)
		if err != nil {
			return err
		}
		w.add(name.Value, inner)
		n.add(b.shared(name.Value), key, added)
	}
	for _, value := range merged {
		if err := b.merge(n, value, first, w); err != nil {
			return err
		}
	}
	if !b.keepsYAML { // Else other goroutines read the document.
		n.index()
	}
	return nil
}

// merge adds the fields of a mapping, or of each mapping in a list. It leaves out the names that
// are taken.
func (b *builder) merge(n *Node, value *yaml.Node, taken map[string]*yaml.Node, w *weight) error {
	other, inner, err := b.node(value)
	if err != nil {
		return err
	}
	w.add("", inner)
	sources := []*Node{other}
	if other.kind == Array {
		sources = slices.Collect(other.Items())
	}
	for _, source := range sources {
		if source.kind != Object {
			return b.errorf(value, "the merge key << takes a mapping, or a list of mappings; name one")
		}
		for name, merged := range source.Fields() {
			if taken[name] == nil {
				if b.merged++; b.merged > maxRepeated {
					return b.errorf(value, "the merge keys of the file add more than a million fields; merge less")
				}
				taken[name] = value
				n.add(name, nil, merged)
			}
		}
	}
	return nil
}

// add adds a child. If an alias or a merge key repeats a node, the parent of the node is where the
// node is written.
func (n *Node) add(token string, key *yaml.Node, added *Node) {
	if added.parent == nil {
		added.parent, added.token = n, token
		if key != nil {
			added.key = positionOf(key)
		}
	}
	n.children = append(n.children, child{token: token, node: added})
}

func (b *builder) errorf(at *yaml.Node, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", b.file.name, at.Line, at.Column, fmt.Sprintf(format, args...))
}
