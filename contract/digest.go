package contract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"go.yaml.in/yaml/v4"
)

// digester works out the digests of operations from the document as it is written, so that what a check comes to look at one day is in
// them from the start. What is referred to stands in the place of the reference, but for what leads back to itself: there the reference
// stays, and what it leads to is appended.
type digester struct {
	nodes yamlNodes
	// root and paths are the fields of the document and of its paths.
	root, paths map[string]*yaml.Node
	// forms are the canonical forms of what is referred to, by its pointer; leads are the references in it, and loops says whether they lead back.
	forms map[string]string
	leads map[string][]string
	loops map[string]bool
}

func newDigester(nodes yamlNodes) *digester {
	root := fieldsOf(nodes.root)
	return &digester{
		nodes: nodes, root: root, paths: fieldsOf(root["paths"]),
		forms: map[string]string{}, leads: map[string][]string{}, loops: map[string]bool{},
	}
}

// resolver returns the canonical form that stands in the place of a reference.
type resolver func(target string) string

// of returns the sha256 of the canonical form of an operation, in hexadecimal. The bases are the paths that its servers serve under.
func (d *digester) of(method, path string, bases []string) string {
	item := d.fields(d.paths[path])
	source := d.fields(item[strings.ToLower(method)])
	security := source["security"]
	if security == nil {
		security = d.root["security"]
	}
	var referred []string
	resolve := func(target string) string {
		referred = append(referred, target)
		return d.reference(target)
	}
	parts := []string{
		method, path, sum(slices.Sorted(slices.Values(bases))), d.parameters(source["parameters"], item["parameters"], resolve),
		d.security(security, d.fields(fieldsOf(d.root["components"])["securitySchemes"])), d.value(d.root[invariantsKey], anObject, resolve),
	}
	for _, key := range []string{"operationId", "requestBody", "responses", invariantsKey} {
		parts = append(parts, d.value(source[key], roleOf(key), resolve))
	}
	for target := range sorted(d.reached(referred)) {
		if d.isLoop(target) {
			parts = append(parts, target, d.form(target))
		}
	}
	return sum(parts)
}

// reference returns what stands in the place of a reference: what it leads to, or itself where that leads back.
func (d *digester) reference(target string) string {
	if d.isLoop(target) {
		return target
	}
	return d.form(target)
}

// form returns the canonical form of what is referred to.
func (d *digester) form(target string) string {
	form, ok := d.forms[target]
	if !ok {
		_, node := d.nodes.lookup(target)
		form = d.value(node, anObject, d.reference)
		d.forms[target] = form
	}
	return form
}

// reached returns everything that references lead to.
func (d *digester) reached(targets []string) map[string]bool {
	all := map[string]bool{}
	for len(targets) > 0 {
		target := targets[len(targets)-1]
		targets = targets[:len(targets)-1]
		if !all[target] {
			all[target] = true
			targets = append(targets, d.leadsOf(target)...)
		}
	}
	return all
}

// leadsOf returns the references in what is referred to.
func (d *digester) leadsOf(target string) []string {
	leads, ok := d.leads[target]
	if !ok {
		_, node := d.nodes.lookup(target)
		d.value(node, anObject, func(target string) string {
			leads = append(leads, target)
			return ""
		})
		d.leads[target] = leads
	}
	return slices.Clone(leads)
}

// isLoop reports whether what is referred to leads back to itself.
func (d *digester) isLoop(target string) bool {
	loop, ok := d.loops[target]
	if !ok {
		loop = d.reached(d.leadsOf(target))[target]
		d.loops[target] = loop
	}
	return loop
}

// parameters returns the canonical form of an operation's parameters, with those of the path item that it doesn't override.
func (d *digester) parameters(own, shared *yaml.Node, resolve resolver) string {
	effective := map[string]string{}
	for _, list := range []*yaml.Node{shared, own} {
		for _, node := range itemsOf(list) {
			fields := d.fields(node)
			if in, name := scalarOf(fields["in"]), scalarOf(fields["name"]); !isIgnored(in, name) {
				effective[in+" "+name] = d.value(node, anObject, resolve)
			}
		}
	}
	return sum(slices.Sorted(maps.Values(effective)))
}

// security returns the canonical form of the security requirements, with the schemes in the place of their names. Where one of them asks for nothing, the
// others refuse no request.
func (d *digester) security(requirements *yaml.Node, schemes map[string]*yaml.Node) string {
	var alternatives []string
	for _, requirement := range itemsOf(requirements) {
		var all []string
		for name := range fieldsOf(requirement) {
			all = append(all, d.value(schemes[name], anObject, d.reference))
		}
		if len(all) == 0 {
			return sum(nil)
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
	headers              // its keys are names of headers, and its values objects
	statuses             // its keys are statuses, and its values responses
	anEnum               // a list of data, in any order
	data
)

func roleOf(key string) role {
	switch key {
	case "properties", "content", "encoding", "mapping":
		return names
	case "headers":
		return headers
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

// value returns the canonical form of a node.
func (d *digester) value(node *yaml.Node, r role, resolve resolver) string {
	node = unaliased(node)
	if node == nil {
		return ""
	}
	switch node.Kind {
	case yaml.MappingNode:
		return d.mapping(node, r, resolve)
	case yaml.SequenceNode:
		inner := r
		if r == anEnum {
			inner = data
		}
		parts := make([]string, len(node.Content))
		for i, item := range node.Content {
			parts[i] = d.value(item, inner, resolve)
		}
		if r != data {
			slices.Sort(parts)
		}
		return "[" + sum(parts) + "]"
	default:
		return fmt.Sprintf("%s %q", node.ShortTag(), node.Value)
	}
}

func (d *digester) mapping(node *yaml.Node, r role, resolve resolver) string {
	fields := fieldsOf(node)
	if target := fields["$ref"]; target != nil && r == anObject {
		return resolve(strings.TrimPrefix(scalarOf(target), "#"))
	}
	var parts []string
	for key, node := range sorted(fields) {
		inner := r
		switch {
		case r == anObject && decidesNothing(key), r == statuses && strings.HasPrefix(key, "x-"), r == headers && isIgnored(openapi3.ParameterInHeader, key):
			continue
		case r == anObject:
			inner = roleOf(key)
		case r == names, r == headers, r == statuses:
			inner = anObject
		}
		parts = append(parts, key, d.value(node, inner, resolve))
	}
	if fields["discriminator"] != nil && r == anObject {
		parts = append(parts, d.branches(node, fields, resolve)...)
	}
	return "{" + sum(parts) + "}"
}

// branches returns what a discriminator chooses from, by the names of components: the alternatives beside it or, where there is none, the components that
// build on its schema.
func (d *digester) branches(base *yaml.Node, fields map[string]*yaml.Node, resolve resolver) []string {
	var parts []string
	alternatives := slices.Concat(itemsOf(fields["oneOf"]), itemsOf(fields["anyOf"]))
	for _, branch := range alternatives {
		parts = append(parts, scalarOf(fieldsOf(branch)["$ref"]))
	}
	if len(alternatives) > 0 {
		return parts
	}
	for name, node := range sorted(fieldsOf(fieldsOf(d.root["components"])["schemas"])) {
		switch node = d.target(node); {
		case node == base:
			parts = append(parts, name)
		case d.buildsOn(node, base, nil):
			parts = append(parts, name, resolve("/components/schemas/"+name))
		}
	}
	return parts
}

// buildsOn reports whether a schema holds another under allOf, at any depth.
func (d *digester) buildsOn(node, base *yaml.Node, seen []*yaml.Node) bool {
	return !slices.Contains(seen, node) && slices.ContainsFunc(itemsOf(fieldsOf(node)["allOf"]), func(part *yaml.Node) bool {
		part = d.target(part)
		return part == base || d.buildsOn(part, base, append(seen, node))
	})
}

// fields returns the fields of an object, of the one that it refers to where it does.
func (d *digester) fields(node *yaml.Node) map[string]*yaml.Node { return fieldsOf(d.target(node)) }

// target returns the node that a node refers to, itself where it refers to none.
func (d *digester) target(node *yaml.Node) *yaml.Node {
	for range maxReferences {
		node = unaliased(node)
		target := fieldsOf(node)["$ref"]
		if target == nil {
			break
		}
		_, node = d.nodes.lookup(strings.TrimPrefix(scalarOf(target), "#"))
	}
	return node
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
