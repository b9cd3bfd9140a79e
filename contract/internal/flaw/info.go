package flaw

import (
	"regexp"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

func quote(n *document.Node) string { return wording.Quote(n.Text()) }

func (f *finder) info(n *document.Node) {
	for _, name := range []string{"title", "version"} {
		if field := n.Get(name); field.Kind() == document.String && field.Text() == "" {
			f.addf(field, "missing-field", "the %s is empty; write one", name)
		}
	}
}

func (f *finder) license(n *document.Node) { f.both(n, "identifier", "url") }

// tags checks the tags of the document.
func (f *finder) tags(n *document.Node) {
	seen := map[string]*document.Node{}
	for tag := range n.Get("tags").Items() {
		name := tag.StringAt("name")
		if other := seen[name]; other != nil && name != "" {
			f.addf(tag, "twice", "the tag %s is already at %s; remove one of them", wording.Quote(name), other.Place())
			continue
		}
		seen[name] = tag
	}
	for tag := range n.Get("tags").Items() {
		if parent := tag.StringAt("parent"); parent != "" && seen[parent] == nil {
			f.addf(tag.Get("parent"), "tag", "no tag has the name %s; correct it, or add the tag", wording.Quote(parent))
		}
	}
}

var componentName = regexp.MustCompile(`^[a-zA-Z0-9._-]+$`)

func (f *finder) components(n *document.Node) {
	for _, components := range n.Fields() {
		for name, component := range components.Fields() {
			if !componentName.MatchString(name) {
				f.addf(component, "component-name", "the name %s has other characters than letters, digits, dots, dashes and underscores; rename it", wording.Quote(name))
			}
		}
	}
}
