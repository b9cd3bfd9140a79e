// Package apiversion reads the extension x-versions, in which a document lists the versions of an
// API. It also finds the version of an exchange.
//
//	versions, err := apiversion.Read(doc)
//	if err != nil || versions == nil {
//		return err
//	}
//	version, unknown := versions.Of(requestHeader, responseHeader)
package apiversion

import (
	"fmt"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// maxVersions is how many versions a document may list. The work grows with the square of their
// number, because each version has the overlays of all versions before it.
const maxVersions = 200

// Key is the extension at the top level of a document.
const Key = "x-versions"

// The constants are the fields of the extension and of the versions in its list.
const (
	headerField   = "header"
	defaultField  = "default"
	versionsField = "versions"
	nameField     = "name"
	overlayField  = "overlay"
)

// List has the versions that a document lists. It doesn't change, so several goroutines may use it
// at the same time.
type List struct {
	// Header is the name of the header in which requests and responses name a version.
	Header string
	// Default is the index of the version that an exchange has if it names none.
	Default int
	// Versions has the versions in the order of the document.
	Versions []Version
	// Node is the node of the list in the document.
	Node *document.Node
}

// Version is one version of an API.
type Version struct {
	Name string
	// Overlay is the node that names the version's overlay. Applied to the document of the version
	// before, the overlay gives the document of this version. It is nil if both versions have the
	// same document.
	Overlay *document.Node
}

// Read returns the versions that a document lists, or nil if it has no x-versions. If the extension
// is invalid, it returns an error of one line with a place.
func Read(doc *document.Document) (*List, error) {
	n := doc.Root().Get(Key)
	if n == nil {
		return nil, nil //nolint:nilnil // Most documents don't have the extension.
	}
	if n.Kind() != document.Object {
		return nil, errorAt(n, "it must be a mapping; write header and versions")
	}
	if err := known(n, headerField, defaultField, versionsField); err != nil {
		return nil, err
	}
	l := &List{Header: n.StringAt(headerField), Node: n.Get(versionsField)}
	switch {
	case l.Header == "":
		return nil, errorAt(n.Nearest(headerField), "it must name the header that holds the version; write header: API-Version, or what the header is called")
	case l.Node.Kind() != document.Array || l.Node.Len() == 0:
		return nil, errorAt(n.Nearest(versionsField), `it must list the versions, the newest first; write versions: [{name: "2"}, {name: "1", overlay: versions/1.yaml}]`)
	case l.Node.Len() > maxVersions:
		return nil, errorAt(l.Node, "it lists %d versions, and the most are %d; remove the oldest", l.Node.Len(), maxVersions)
	}
	for item := range l.Node.Items() {
		if err := l.add(item); err != nil {
			return nil, err
		}
	}
	if named := n.Get(defaultField); named != nil {
		if l.Default = l.Index(named.Text()); l.Default < 0 {
			return nil, errorAt(named, "the default %s is not in the list; write %s", wording.Quote(named.Text()), strings.Join(l.Names(), " or "))
		}
	}
	return l, nil
}

// add adds an item of the list.
func (l *List) add(item *document.Node) error {
	name := item.Get(nameField)
	if item.Kind() != document.Object || name.Kind() < document.Number || name.Kind() > document.String || name.Text() == "" {
		return errorAt(item, `a version must have a name; write name: "1", in quotes`)
	}
	if err := known(item, nameField, overlayField); err != nil {
		return err
	}
	if l.Index(name.Text()) >= 0 {
		return errorAt(name, "the version %s is in the list twice; remove one", wording.Quote(name.Text()))
	}
	overlay := item.Get(overlayField)
	if overlay != nil && (overlay.Kind() != document.String || overlay.Text() == "") {
		return errorAt(overlay, "the overlay must be a path relative to the document; write overlay: versions/1.yaml")
	}
	l.Versions = append(l.Versions, Version{name.Text(), overlay})
	return nil
}

// known returns an error if an object has a field that the extension doesn't define.
func known(n *document.Node, names ...string) error {
	for name, field := range n.Fields() {
		if !slices.Contains(names, name) && !strings.HasPrefix(name, "x-") {
			return errorAt(field, "the field %s has no meaning here; write %s", wording.Quote(name), strings.Join(names, ", "))
		}
	}
	return nil
}

func errorAt(n *document.Node, format string, args ...any) error {
	return fmt.Errorf("%s: %s: %s", n.Place(), Key, fmt.Sprintf(format, args...))
}

// Index returns the index of the version with a name, or -1 if no version has it.
func (l *List) Index(name string) int {
	return slices.IndexFunc(l.Versions, func(v Version) bool { return v.Name == name })
}

// Names returns the names of the versions. It returns nil for a nil List.
func (l *List) Names() []string {
	if l == nil {
		return nil
	}
	names := make([]string, len(l.Versions))
	for i, v := range l.Versions {
		names[i] = v.Name
	}
	return names
}
