package document

import (
	"net/url"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document/grammar"
	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// resource is a whole file, or a schema with an $id and everything in it. References in it are
// relative to its URI, and its anchors name schemas in it (JSON Schema 2020-12, section 8.2).
type resource struct {
	root *Node
	uri  *url.URL
	// anchors has the schemas with an $anchor or a $dynamicAnchor. dynamic has only the schemas
	// with a $dynamicAnchor.
	anchors, dynamic map[string]*Node
}

// localBase is the beginning of the URI that a file gets if it has none. The location of the file
// follows.
const (
	localScheme = "file"
	localBase   = localScheme + ":///"
)

func newFileResource(f *File) *resource {
	uri, err := url.Parse(localBase)
	if err == nil {
		if relative, err := uri.Parse(f.location); err == nil {
			uri = relative
		}
	}
	return &resource{root: f.root, uri: uri}
}

// Resource returns the root of the schema resource around the node. The root is the nearest schema
// with an $id, or the root of the file. Only documents of OpenAPI 3.1 and later have schemas with
// an $id.
func (n *Node) Resource() *Node {
	if n == nil {
		return nil
	}
	return n.resource().root
}

// DynamicAnchors returns the schemas with a $dynamicAnchor in the schema resource around the node,
// by the names of the anchors. The caller must not change the map.
func (n *Node) DynamicAnchors() map[string]*Node {
	if n == nil {
		return nil
	}
	return n.resource().dynamic
}

// resource returns the resource around the node.
func (n *Node) resource() *resource {
	f := n.file.base()
	for ; f.embeds && n != nil; n = n.parent {
		if r := f.document.resources[n]; r != nil {
			return r
		}
	}
	return f.resource
}

// named returns the resource that a URI reference in this resource leads to. The reference has no
// fragment. It leads to a schema with an $id that the classifier has met, or to a file. If there is
// no such file, or if the file can't be read, named returns an error of a few words.
func (r *resource) named(reference string) (*resource, error) {
	if reference == "" {
		return r, nil
	}
	f := r.root.file
	if len(f.document.byURI) > 0 {
		if uri, err := r.uri.Parse(reference); err == nil && f.document.byURI[uri.String()] != nil {
			return f.document.byURI[uri.String()], nil
		}
	}
	location, err := locate(r.location(), reference)
	if err != nil {
		return nil, err
	}
	file, err := f.document.file(location)
	if err != nil {
		return nil, err
	}
	return file.resource, nil
}

// location returns the location to which references to other files are relative. For a schema with
// an $id, it is the schema's URI; otherwise it is the location of the file. If the root of a file
// has an $id, the file is usually beside the files that it refers to. So location returns the
// file's location for it.
func (r *resource) location() string {
	f := r.root.file
	switch {
	case r.root == f.root:
		return f.location
	case r.uri.Scheme == localScheme:
		return strings.TrimPrefix(r.uri.Path, "/")
	default:
		return r.uri.String()
	}
}

// at returns the node at a fragment of the resource's URI, or nil if there is no such node.
func (r *resource) at(fragment string) *Node {
	// The fragment of a URI may be percent-encoded (RFC 6901, section 6).
	if plain, err := url.PathUnescape(fragment); err == nil {
		fragment = plain
	}
	if fragment != "" && fragment[0] != '/' {
		return r.anchors[fragment]
	}
	return r.root.written(jsonvalue.Tokens(fragment)...)
}

// identify records the $id and the anchors of a schema.
func (c *classifier) identify(n *Node) {
	if c.grammar.Version == grammar.V30 {
		return
	}
	if id := n.StringAt("$id"); id != "" && c.document.resources[n] == nil {
		c.embed(n, id)
	}
	anchor, dynamic := n.StringAt("$anchor"), n.StringAt("$dynamicAnchor")
	if anchor == "" && dynamic == "" {
		return
	}
	r := n.resource()
	if r.anchors == nil {
		r.anchors, r.dynamic = map[string]*Node{}, map[string]*Node{}
	}
	if anchor != "" {
		r.anchors[anchor] = n
	}
	if dynamic != "" {
		r.anchors[dynamic], r.dynamic[dynamic] = n, n
	}
}

// embed makes a schema with an $id a resource of its own.
func (c *classifier) embed(n *Node, id string) {
	uri, err := n.resource().uri.Parse(strings.TrimSuffix(id, "#"))
	if err != nil {
		c.flawf(n.Get("$id"), WrongRef, "the $id is not a URI; correct it")
		return
	}
	n.file.base().embeds = true
	c.document.name(&resource{root: n, uri: uri})
}

// self gives the root file the URI that its $self names.
func (c *classifier) self() {
	root := c.document.files[0].resource
	id := root.root.StringAt("$self")
	if id == "" || c.grammar.Version < grammar.V32 {
		return
	}
	uri, err := root.uri.Parse(id)
	if err != nil {
		c.flawf(root.root.Get("$self"), WrongRef, "the $self is not a URI; correct it")
		return
	}
	root.uri = uri
	c.document.name(root)
}

// name records the URI of a resource. If several resources have the same URI, the first one keeps
// it.
func (d *Document) name(r *resource) {
	if d.resources == nil {
		d.resources, d.byURI = map[*Node]*resource{}, map[string]*resource{}
	}
	d.resources[r.root] = r
	if key := r.uri.String(); d.byURI[key] == nil {
		d.byURI[key] = r
	}
}
