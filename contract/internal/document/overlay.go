package document

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/theory/jsonpath"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// Overlay is the text of a document of the OpenAPI Overlay Specification 1.0 or 1.1. It lists
// changes to an OpenAPI document.
type Overlay struct {
	// Name is the name of the file in places. Location is its URL, or its path relative to the
	// directory of the root file, with slashes.
	Name, Location string
	Text           []byte
}

// Overlay reads the overlay that the string in the node names. The string is relative to the same
// place as a $ref there. The node is a string that names the overlay like a $ref at the same place.
// If the reader can't read the overlay, Overlay returns an error of one line with a place.
func (n *Node) Overlay(reader Reader) (Overlay, error) {
	location, err := locate(n.resource().location(), n.Text())
	if err != nil {
		return Overlay{}, fmt.Errorf("%s: the overlay %s %w", n.Place(), wording.Quote(n.Text()), err)
	}
	o := Overlay{Name: nameOf(n.file.document.Name(), location), Location: PublicLocation(location)}
	if reader == nil {
		return o, fmt.Errorf("%s: the overlay %s is another file, and only one file is read", n.Place(), wording.Quote(n.Text()))
	}
	if o.Text, err = reader.Read(location, MaxSize); err != nil {
		return o, fmt.Errorf("%s: the overlay can't be read: %s: %w", n.Place(), o.Name, err)
	}
	return o, nil
}

// The constants are the fields of an overlay.
const (
	overlayField = "overlay"
	infoField    = "info"
	extendsField = "extends"
	actionsField = "actions"
	targetField  = "target"
	updateField  = "update"
	copyField    = "copy"
	removeField  = "remove"
)

// overlaying applies one overlay to the root file of a document.
type overlaying struct {
	document *Document
	// file is the overlay as it is written. merged takes its place in the root file. The nodes of
	// merged belong to the root file, but their places name the overlay.
	file, merged *File
	// is11 reports whether the overlay has version 1.1.
	is11 bool
	// searched is how many values the JSONPaths have looked at; see [maxSearched].
	searched int
	// isTooDeep says that a value that was added is nested too deep.
	isTooDeep bool
}

// overlay applies an overlay to the root file.
func (d *Document) overlay(o Overlay) error {
	root := d.files[0]
	f := &File{document: d, name: o.Name, location: o.Location, prefix: prefixOf(o.Location), isOverlay: true}
	if d.loader.size += len(o.Text); d.loader.size > MaxSize {
		return fmt.Errorf("%s: the overlay makes the document too large: all files together may have %d MiB; split off what is not needed", o.Name, MaxSize>>20)
	}
	if err := f.read("an overlay of an OpenAPI document", o.Text); err != nil {
		return err
	}
	d.files = append(d.files, f)
	if d.byLocation[f.location] == nil {
		d.byLocation[f.location] = f
	}
	merged := &File{document: d, name: f.name, location: root.location, prefix: root.prefix, text: f.text, forms: f.forms, root: root.root, resource: root.resource}
	a := &overlaying{document: d, file: f, merged: merged}
	if err := a.version(); err != nil {
		return err
	}
	a.info()
	a.extends()
	return a.actions()
}

var overlayVersion = lazyregexp.New(`^1\.([01])(\.[0-9]+)?$`)

// version reads the version of the overlay.
func (a *overlaying) version() error {
	n := a.file.root.Get(overlayField)
	switch {
	case a.file.root.kind != Object, n == nil && a.file.root.Get(actionsField) == nil:
		return fmt.Errorf("%s: the file is not an overlay; write overlay, info and actions", a.file.name)
	case n == nil:
		return fmt.Errorf("%s: the overlay does not say its version; add overlay: 1.1.0", a.file.name)
	}
	match := overlayVersion.FindStringSubmatch(n.text)
	if match == nil {
		return fmt.Errorf("%s: overlays of version %s are not supported; write overlay: 1.1.0, and adapt the overlay to it", n.Place(), wording.Quote(n.text))
	}
	a.is11 = match[1] == "1"
	return nil
}

// info adds flaws for fields of the overlay that have no effect on the document.
func (a *overlaying) info() {
	root := a.file.root
	a.known(root, "an overlay", overlayField, infoField, extendsField, actionsField)
	info := root.Get(infoField)
	if info.Kind() != Object {
		a.flawf(root.Nearest(infoField), MissingField, "an overlay must have the field info, with a title and a version; add it")
		return
	}
	a.known(info, "the info of an overlay", "title", "version", "description")
	for _, name := range []string{"title", "version"} {
		if info.Get(name) == nil {
			a.flawf(info, MissingField, "the info of an overlay must have the field %s; add it", name)
		}
	}
}

// extends adds a flaw if the field extends of the overlay names another file than the document.
func (a *overlaying) extends() {
	n := a.file.root.Get(extendsField)
	root := a.document.files[0].location
	if n.Kind() != String || IsURL(n.text) || IsURL(root) || IsURL(a.file.location) {
		return
	}
	if of, err := locate(a.file.location, n.text); err != nil || of != path.Clean(root) {
		a.flawf(n, WrongRef, "the overlay extends %s, and is applied to %s; correct extends, or name another overlay",
			wording.Quote(n.text), wording.Quote(a.document.Name()))
	}
}

// known adds a flaw for each field of an object that has no meaning there.
func (a *overlaying) known(n *Node, what string, names ...string) {
	for name, field := range n.Fields() {
		if !slices.Contains(names, name) && !strings.HasPrefix(name, "x-") {
			a.flawf(field, UnknownField, "%s has no field %s; correct the name, begin it with x-, or remove it", what, wording.Quote(name))
		}
	}
}

func (a *overlaying) flawf(n *Node, kind, format string, args ...any) {
	a.document.flaws = append(a.document.flaws, Flaw{Node: n, Kind: kind, What: fmt.Sprintf(format, args...)})
}

// actions applies the actions in their order.
func (a *overlaying) actions() error {
	list := a.file.root.Get(actionsField)
	if list.Kind() != Array || list.Len() == 0 {
		return fmt.Errorf("%s: an overlay must have a list of actions; add actions, each with a target and an update or remove: true",
			a.file.root.Nearest(actionsField).Place())
	}
	for n := range list.Items() {
		if n.kind != Object {
			return fmt.Errorf("%s: the action is not a mapping; write a target, and an update or remove: true", n.Place())
		}
		if err := a.action(n); err != nil {
			return err
		}
	}
	return nil
}

// action applies one action.
func (a *overlaying) action(n *Node) error {
	names := []string{targetField, "description", updateField, removeField}
	if a.is11 {
		names = append(names, copyField)
	}
	a.known(n, "an action", names...)
	path, err := a.path(n, targetField)
	if err != nil {
		return err
	}
	does, err := a.does(n)
	if err != nil || does == "" {
		return err
	}
	targets, err := a.selected(n.Get(targetField), path)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		a.flawf(n.Get(targetField), WrongTarget, "the target selects nothing in the document, so the action does nothing; correct the target, or remove the action")
		return nil
	}
	if does == removeField {
		return a.remove(n, targets)
	}
	content := n.Get(does)
	if does == copyField {
		if content, err = a.copied(n); err != nil {
			return err
		}
	}
	return a.update(n, targets, content)
}

// does returns the name of the field that says what an action does. It is empty if the action does
// nothing.
func (a *overlaying) does(n *Node) (string, error) {
	if remove := n.Get(removeField); remove != nil && remove.kind != Bool {
		return "", fmt.Errorf("%s: remove must be true or false; correct it", remove.Place())
	}
	names := []string{updateField}
	if a.is11 {
		names = append(names, copyField)
	}
	does := ""
	if n.Get(removeField).IsTrue() {
		does = removeField
	}
	for _, name := range names {
		switch {
		case n.Get(name) == nil:
		case does == "":
			does = name
		default:
			a.flawf(n.Get(name), UnknownField, "the field %s beside %s has no effect; write an action for each", name, does)
		}
	}
	if does == "" {
		a.flawf(n, MissingField, "the action does nothing; add an update, or remove: true")
	}
	return does, nil
}

// path returns the JSONPath in a field of an action.
func (a *overlaying) path(n *Node, field string) (*jsonpath.Path, error) {
	text := n.Get(field)
	if text.Kind() != String {
		return nil, fmt.Errorf("%s: an action must have a %s, which is a JSONPath in a string, such as $.paths['/pets'].get; add it", n.Nearest(field).Place(), field)
	}
	path, err := jsonpath.Parse(text.text)
	if err != nil {
		reason := strings.TrimPrefix(wording.FirstLine(err.Error()), jsonpath.ErrPathParse.Error()+": ")
		return nil, fmt.Errorf("%s: the %s %s is not a JSONPath (RFC 9535): %s; correct it", text.Place(), field, wording.Quote(text.text), reason)
	}
	return path, nil
}

// copied returns the node that an action's copy field selects.
func (a *overlaying) copied(n *Node) (*Node, error) {
	path, err := a.path(n, copyField)
	if err != nil {
		return nil, err
	}
	sources, err := a.selected(n.Get(copyField), path)
	if err != nil {
		return nil, err
	}
	if len(sources) != 1 {
		return nil, fmt.Errorf("%s: copy must select one value of the document, and it selects %d; correct it", n.Get(copyField).Place(), len(sources))
	}
	return a.clone(sources[0], nil, ""), nil // The original may contain the target.
}
