// Package digest computes a hash of everything that a document says about an operation, so that two
// versions of the document can be compared.
//
//	digests := digest.New(doc)
//	before := digests.Operation(o)
package digest

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/invariant"
	"github.com/orgcontract/polytomic-organizations/contract/internal/message"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// Digester computes the digests of operations. It reads the document as it is written, so a digest
// also covers keywords that are not checked yet. It replaces a reference with the target of the
// reference. It keeps a reference that leads back to itself, and appends its target. A Digester is
// not safe for concurrent use.
type Digester struct {
	document *document.Document
	// forms has the canonical form of each target of a reference. leads has the references in each
	// target.
	forms map[*document.Node]string
	leads map[*document.Node][]*document.Node
	loops *loops
	// components returns the schemas of the document. It finds them at the first call.
	components func() []component
	// anchors returns the schemas that dynamic references may lead to. It finds them at the first
	// call.
	anchors func() []*document.Node
}

// component is a schema in components with its name. If it is a reference, the schema is its
// target.
type component struct {
	name   string
	target *document.Node
	// isComposed reports whether the schema has an allOf.
	isComposed bool
}

// New returns a digester for the operations of a document.
func New(doc *document.Document) *Digester {
	d := &Digester{
		document: doc, forms: map[*document.Node]string{}, leads: map[*document.Node][]*document.Node{},
		components: sync.OnceValue(func() []component { return componentsOf(doc) }),
		anchors:    sync.OnceValue(func() []*document.Node { return anchorsOf(doc) }),
	}
	d.loops = newLoops(d.leadsOf)
	return d
}

// componentsOf returns the schemas of a document by name.
func componentsOf(doc *document.Document) []component {
	var all []component
	for name, node := range doc.Find("/components/schemas").SortedFields() {
		if target := node.Target(); target != nil {
			all = append(all, component{name, target, target.Get("allOf") != nil})
		}
	}
	return all
}

// resolver returns the canonical form that replaces a reference to a node.
type resolver func(target *document.Node) string

// Operation returns the sha256, in hexadecimal, of the canonical form of an operation.
func (d *Digester) Operation(o *message.Operation) string {
	var referred []*document.Node
	resolve := func(target *document.Node) string {
		referred = append(referred, target)
		return d.reference(target)
	}
	parts := []string{
		o.Method, o.Template, sum(slices.Sorted(slices.Values(o.Bases))), d.parameters(o, resolve), d.security(o),
		d.value(d.document.Root().Get(invariant.Key), anObject, resolve),
	}
	for _, key := range []string{"operationId", "requestBody", "responses", invariant.Key} {
		parts = append(parts, d.value(o.Node.Get(key), roleOf(key), resolve))
	}
	loops := map[string]*document.Node{}
	for target := range d.reached(referred) {
		if d.isLoop(target) {
			loops[target.Pointer()] = target
		}
	}
	for _, pointer := range slices.Sorted(maps.Keys(loops)) {
		parts = append(parts, pointer, d.form(loops[pointer]))
	}
	return sum(parts)
}

// reference returns the string that replaces a reference. It is the form of the target. If the
// target leads back to itself, it is the target's pointer instead.
func (d *Digester) reference(target *document.Node) string {
	if d.isLoop(target) {
		return target.Pointer()
	}
	return d.form(target)
}

// form returns the canonical form of the target of a reference.
func (d *Digester) form(target *document.Node) string {
	form, ok := d.forms[target]
	if !ok {
		form = d.value(target, anObject, d.reference)
		d.forms[target] = form
	}
	return form
}

// reached returns all nodes that references lead to from the targets.
func (d *Digester) reached(targets []*document.Node) map[*document.Node]bool {
	all := map[*document.Node]bool{}
	targets = slices.Clone(targets)
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

// leadsOf returns the references in a target.
func (d *Digester) leadsOf(target *document.Node) []*document.Node {
	leads, ok := d.leads[target]
	if !ok {
		d.value(target, anObject, func(target *document.Node) string {
			leads = append(leads, target)
			return ""
		})
		d.leads[target] = leads
	}
	return leads
}

// isLoop reports whether references lead from a target back to it.
func (d *Digester) isLoop(target *document.Node) bool { return d.loops.contains(target) }

// parameters returns the canonical form of an operation's parameters. They include the parameters
// of the path item, unless the operation overrides them.
func (d *Digester) parameters(o *message.Operation, resolve resolver) string {
	var all []string
	for _, p := range o.Parameters() {
		all = append(all, d.value(p.Listed, anObject, resolve))
	}
	return sum(slices.Sorted(slices.Values(all)))
}

// security returns the canonical form of the security requirements. It has the security schemes
// instead of their names. If one requirement asks for no credential, the others refuse no request,
// so security leaves them out.
func (d *Digester) security(o *message.Operation) string {
	var alternatives []string
	for _, requirement := range o.Security() {
		if len(requirement) == 0 {
			return sum(nil)
		}
		var all []string
		for _, scheme := range requirement {
			all = append(all, d.value(scheme.Node, anObject, d.reference))
		}
		alternatives = append(alternatives, sum(slices.Sorted(slices.Values(all))))
	}
	return sum(slices.Sorted(slices.Values(alternatives)))
}

// value returns the canonical form of a node.
func (d *Digester) value(node *document.Node, r role, resolve resolver) string {
	switch node.Kind() {
	case document.Object:
		return d.object(node, r, resolve)
	case document.Array:
		inner := r
		switch r {
		case anEnum:
			inner = data
		case anOrder:
			inner = anObject
		}
		var parts []string
		for item := range node.Items() {
			parts = append(parts, d.value(item, inner, resolve))
		}
		if r != data && r != anOrder {
			slices.Sort(parts)
		}
		return "[" + sum(parts) + "]"
	default:
		if node == nil {
			return ""
		}
		tag, text := node.Scalar()
		return tag + " " + strconv.Quote(text)
	}
}

func (d *Digester) object(node *document.Node, r role, resolve resolver) string {
	later := node.IsSchema() && d.document.Version() >= document.V31
	if r == anObject && node.Ref() != "" && (!later || schema.RefersOnly(node) && node.Get("$id") == nil) {
		return d.referred(node, later, resolve)
	}
	var parts []string
	for key, child := range node.SortedFields() {
		inner := r
		switch {
		case r == anObject && later && isReference(key):
			parts = append(parts, key, d.follow(node, key, resolve))
			continue
		case r == anObject && saysNothing(node, key), r == statuses && strings.HasPrefix(key, "x-"), r == headers && message.IsIgnored(message.InHeader, key):
			continue
		case r == anObject:
			inner = roleOf(key)
		case r == names, r == headers, r == statuses:
			inner = anObject
		}
		parts = append(parts, key, d.value(child, inner, resolve))
	}
	if node.Get("discriminator") != nil && r == anObject {
		parts = append(parts, d.branches(node, resolve)...)
	}
	return "{" + sum(parts) + "}"
}

// referred returns what replaces an object that is only a reference.
func (d *Digester) referred(node *document.Node, later bool, resolve resolver) string {
	if later { // The target may have keywords beside its own reference.
		return d.follow(node, "$ref", resolve)
	}
	target := node.Target()
	if target == nil {
		return node.Ref()
	}
	return resolve(target)
}

// isReference reports whether a keyword of JSON Schema 2020-12 refers to another schema or changes
// where dynamic references lead.
func isReference(key string) bool { return key == "$ref" || key == "$dynamicRef" || key == "$id" }

// follow returns what replaces a reference, given by its keyword in a schema. For an $id, the
// digest covers only that a resource begins there. A dynamic reference may lead to any schema with
// the anchor, depending on the resources on the way.
func (d *Digester) follow(node *document.Node, keyword string, resolve resolver) string {
	ref := node.StringAt(keyword)
	if keyword == "$id" {
		return d.resource(node, resolve)
	}
	target, err := node.Resolve(ref)
	switch {
	case err != nil:
		return ref
	case keyword == "$dynamicRef":
		parts := []string{ref, resolve(target)}
		for _, other := range d.anchors() {
			if other != target && other.StringAt("$dynamicAnchor") == target.StringAt("$dynamicAnchor") {
				parts = append(parts, other.Pointer(), resolve(other))
			}
		}
		return sum(parts)
	default:
		return resolve(target)
	}
}

// resource returns what the digest covers of the resource that begins at a schema. These are the
// schemas in it that dynamic references may lead to.
func (d *Digester) resource(node *document.Node, resolve resolver) string {
	var parts []string
	for _, anchor := range d.anchors() {
		for n := anchor; n != nil; n = n.Parent() {
			if n == node {
				parts = append(parts, anchor.StringAt("$dynamicAnchor"), resolve(anchor))
			}
		}
	}
	return sum(parts)
}

// anchorsOf returns the schemas of a document that have a $dynamicAnchor.
func anchorsOf(doc *document.Document) []*document.Node {
	var all []*document.Node
	for _, f := range doc.Files() {
		for n := range f.Root().All() {
			if n.IsSchema() && n.Get("$dynamicAnchor") != nil {
				all = append(all, n)
			}
		}
	}
	return all
}

// branches returns the schemas that a discriminator chooses from, by the name of the component.
// They are the alternatives beside the discriminator. If there are none, they are the components
// whose allOf has the discriminator's schema.
func (d *Digester) branches(base *document.Node, resolve resolver) []string {
	var parts []string
	alternatives := 0
	for _, keyword := range []string{"oneOf", "anyOf"} {
		for branch := range base.Get(keyword).Items() {
			alternatives++
			parts = append(parts, branch.Ref())
		}
	}
	if alternatives > 0 {
		return parts
	}
	buildsOn := schema.BuildersOn(base)
	for _, c := range d.components() {
		switch {
		case c.target == base:
			parts = append(parts, c.name)
		case c.isComposed && buildsOn(c.target):
			parts = append(parts, c.name, resolve(c.target))
		}
	}
	return parts
}

// sum returns the sha256 of several strings, in hexadecimal.
func sum(texts []string) string {
	hashed := make([]byte, 0, 1024) // Most texts fit, and need no memory of their own.
	for _, text := range texts {
		hashed = append(append(strconv.AppendInt(hashed, int64(len(text)), 10), ':'), text...)
	}
	digest := sha256.Sum256(hashed)
	return hex.EncodeToString(digest[:])
}
