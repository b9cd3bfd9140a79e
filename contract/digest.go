package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// digester works out the digests of operations from the document as it is written, so that what a check comes to look at one day is in
// them from the start.
type digester struct {
	nodes yamlNodes
	// closed are the digests of what references lead to, where that leads back to nothing around it.
	closed map[string]string
}

// operationDigest is the work on one operation.
type operationDigest struct {
	*digester

	// open are the references that are being followed, the outermost first.
	open []string
	// within are the digests of what leads back to something around it, which is in the digest of this operation too.
	within map[string]string
}

// of returns the sha256 of the canonical form of an operation, in hexadecimal. The bases are the paths that its servers serve under.
func (d *digester) of(method, path string, bases []string) string {
	w := &operationDigest{digester: d, within: map[string]string{}}
	root := fieldsOf(d.nodes.root)
	item := d.fields(fieldsOf(root["paths"])[path])
	source := d.fields(item[strings.ToLower(method)])
	security := source["security"]
	if security == nil {
		security = root["security"]
	}
	parts := []string{
		method, path, sum(slices.Sorted(slices.Values(bases))), w.parameters(source["parameters"], item["parameters"]),
		w.security(security, d.fields(fieldsOf(root["components"])["securitySchemes"])), w.part(root, invariantsKey),
	}
	for _, key := range []string{"operationId", "requestBody", "responses", invariantsKey} {
		parts = append(parts, w.part(source, key))
	}
	return sum(parts)
}

func (w *operationDigest) part(fields map[string]*yaml.Node, key string) string {
	text, _ := w.value(fields[key], roleOf(key))
	return text
}

// parameters returns the canonical form of an operation's parameters, with those of the path item that it doesn't override.
func (w *operationDigest) parameters(own, shared *yaml.Node) string {
	effective := map[string]string{}
	for _, list := range []*yaml.Node{shared, own} {
		for _, node := range itemsOf(list) {
			fields := w.fields(node)
			text, _ := w.value(node, anObject)
			effective[scalarOf(fields["in"])+" "+scalarOf(fields["name"])] = text
		}
	}
	return sum(slices.Sorted(maps.Values(effective)))
}

// security returns the canonical form of the security requirements, with the schemes in the place of their names.
func (w *operationDigest) security(requirements *yaml.Node, schemes map[string]*yaml.Node) string {
	var alternatives []string
	for _, requirement := range itemsOf(requirements) {
		var all []string
		for name := range fieldsOf(requirement) {
			text, _ := w.value(schemes[name], anObject)
			all = append(all, text)
		}
		alternatives = append(alternatives, sum(slices.Sorted(slices.Values(all))))
	}
	return sum(slices.Sorted(slices.Values(alternatives)))
}

// role is what a node is in the document, which decides what in it counts.
type role int

const (
	anObject role = iota // of OpenAPI: its keys are keywords, and the order of its lists counts for nothing
	names                // its keys are names, and its values objects
	statuses             // its keys are statuses, and its values responses
	anEnum               // a list of data, in any order
	data
)

func roleOf(key string) role {
	switch key {
	case "properties", "headers", "content", "encoding", "mapping":
		return names
	case "responses":
		return statuses
	case "enum":
		return anEnum
	default:
		return anObject
	}
}

// decidesNothing reports whether no verdict depends on a keyword.
func decidesNothing(key string) bool {
	switch key {
	case "title", "description", "summary", "example", "examples", "tags", "externalDocs", "deprecated", "default", "xml", "links", "callbacks",
		"bearerFormat", "flows", "openIdConnectUrl", "message": // That of an invariant.
		return true
	default:
		return strings.HasPrefix(key, "x-") && key != invariantsKey
	}
}

// nowhere is the depth of what leads back to nothing around it.
const nowhere = math.MaxInt

// value returns the canonical form of a node, and the depth of the outermost open reference that it leads back to.
func (w *operationDigest) value(node *yaml.Node, r role) (text string, back int) {
	node = unaliased(node)
	back = nowhere
	if node == nil {
		return "", back
	}
	switch node.Kind {
	case yaml.MappingNode:
		return w.mapping(fieldsOf(node), r)
	case yaml.SequenceNode:
		inner := r
		if r == anEnum {
			inner = data
		}
		parts := make([]string, len(node.Content))
		for i, item := range node.Content {
			part, depth := w.value(item, inner)
			parts[i], back = part, min(back, depth)
		}
		if r != data {
			slices.Sort(parts)
		}
		return "[" + sum(parts) + "]", back
	default:
		return fmt.Sprintf("%s %q", node.ShortTag(), node.Value), back
	}
}

func (w *operationDigest) mapping(fields map[string]*yaml.Node, r role) (text string, back int) {
	if target := fields["$ref"]; target != nil && r == anObject {
		return w.reference(strings.TrimPrefix(scalarOf(target), "#"))
	}
	back = nowhere
	var parts []string
	for key, node := range sorted(fields) {
		inner := r
		switch {
		case r == anObject && decidesNothing(key), r == statuses && strings.HasPrefix(key, "x-"):
			continue
		case r == anObject:
			inner = roleOf(key)
		case r == names, r == statuses:
			inner = anObject
		}
		part, depth := w.value(node, inner)
		parts, back = append(parts, key, part), min(back, depth)
	}
	if fields["discriminator"] != nil && r == anObject { // It chooses by the names of components too.
		for _, key := range []string{"oneOf", "anyOf"} {
			for _, branch := range itemsOf(fields[key]) {
				parts = append(parts, scalarOf(fieldsOf(branch)["$ref"]))
			}
		}
	}
	return "{" + sum(parts) + "}", back
}

// reference returns the canonical form of what a reference leads to. One that leads back to something around it is the pointer.
func (w *operationDigest) reference(target string) (text string, back int) {
	if text, ok := w.closed[target]; ok {
		return text, nowhere
	}
	if text, ok := w.within[target]; ok {
		return text, 0 // It is whole in this operation alone.
	}
	depth := slices.Index(w.open, target)
	if depth >= 0 {
		return target, depth
	}
	depth = len(w.open)
	w.open = append(w.open, target)
	_, node := w.nodes.lookup(target)
	text, back = w.value(node, anObject)
	w.open = w.open[:depth]
	if back >= depth {
		w.closed[target] = text
		return text, nowhere
	}
	w.within[target] = text
	return text, back
}

// fields returns the fields of an object, of the one that it refers to where it does.
func (d *digester) fields(node *yaml.Node) map[string]*yaml.Node {
	fields := fieldsOf(node)
	for range maxReferences {
		target := fields["$ref"]
		if target == nil {
			break
		}
		_, node = d.nodes.lookup(strings.TrimPrefix(scalarOf(target), "#"))
		fields = fieldsOf(node)
	}
	return fields
}

// maxReferences bounds references to references, which may go round.
const maxReferences = 100

// fieldsOf returns the values of a mapping by their keys, those of the mappings that it merges included; nil for what is none.
func fieldsOf(node *yaml.Node) map[string]*yaml.Node {
	node = unaliased(node)
	if node == nil || node.Kind != yaml.MappingNode {
		return nil
	}
	fields := make(map[string]*yaml.Node, len(node.Content)/2)
	var merged []*yaml.Node
	for i := 0; i+1 < len(node.Content); i += 2 {
		key, value := node.Content[i], node.Content[i+1]
		if key.ShortTag() == "!!merge" {
			merged = append(merged, value)
			merged = append(merged, itemsOf(value)...)
			continue
		}
		fields[key.Value] = value
	}
	for _, other := range merged {
		for key, value := range fieldsOf(other) {
			if _, own := fields[key]; !own {
				fields[key] = value
			}
		}
	}
	return fields
}

// itemsOf returns the items of a list; nil for what is none.
func itemsOf(node *yaml.Node) []*yaml.Node {
	node = unaliased(node)
	if node == nil || node.Kind != yaml.SequenceNode {
		return nil
	}
	return node.Content
}

// scalarOf returns the text of a scalar; empty for what is none.
func scalarOf(node *yaml.Node) string {
	node = unaliased(node)
	if node == nil || node.Kind != yaml.ScalarNode {
		return ""
	}
	return node.Value
}

func unaliased(node *yaml.Node) *yaml.Node {
	for node != nil && node.Kind == yaml.AliasNode {
		node = node.Alias
	}
	return node
}

// sum returns the sha256 of texts, in hexadecimal.
func sum(texts []string) string {
	h := sha256.New()
	for _, text := range texts {
		_, _ = fmt.Fprintf(h, "%d:%s", len(text), text) // A hash takes everything.
	}
	return hex.EncodeToString(h.Sum(nil))
}
