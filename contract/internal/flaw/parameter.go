package flaw

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// The constants are the locations of parameters that have a style.
const (
	inPath   = "path"
	inQuery  = "query"
	inHeader = "header"
	inCookie = "cookie"
)

// styles has the styles that a parameter may have, by its location.
var styles = map[string][]string{
	inPath: {"simple", "label", "matrix"}, inQuery: {"form", "spaceDelimited", "pipeDelimited", "deepObject"}, inHeader: {"simple"}, inCookie: {"form"},
}

// locations returns the values that the field in of a parameter may have.
func (f *finder) locations() []string {
	all := []string{inPath, inQuery, inHeader, inCookie}
	if f.version >= document.V32 {
		all = append(all, "querystring")
	}
	return all
}

func (f *finder) parameter(n *document.Node) {
	in := n.StringAt("in")
	if in != "" && !slices.Contains(f.locations(), in) {
		f.addf(n.Get("in"), "parameter-in", "no parameter is in %s; write %s", wording.Quote(in), strings.Join(f.locations(), ", "))
		return
	}
	if in == inPath && !n.Get("required").IsTrue() {
		f.addf(n, "parameter-required", "the path parameter %s must have required: true; add it", wording.Quote(n.StringAt("name")))
	}
	if in == "querystring" && n.Get("content") == nil {
		f.addf(n, "parameter-value", "a parameter in the querystring must have content; add it")
		return
	}
	f.described(n, "parameter", in)
}

func (f *finder) header(n *document.Node) { f.described(n, inHeader, inHeader) }

// described checks the fields that both a parameter and a header have.
func (f *finder) described(n *document.Node, what, in string) {
	schema, content := n.Get("schema"), n.Get("content")
	switch {
	case schema == nil && content == nil:
		f.addf(n, "parameter-value", "the %s must have a schema or content; add one", what)
	case content.Len() != 1 && schema == nil:
		f.addf(content, "parameter-value", "the content of a %s must have one media type; it has %d", what, content.Len())
	}
	f.both(n, "schema", "content")
	f.examples(n)
	allowed := styles[in]
	if f.version >= document.V32 && in == inCookie {
		allowed = append(slices.Clip(allowed), inCookie)
	}
	if style := n.StringAt("style"); style != "" && len(allowed) > 0 && !slices.Contains(allowed, style) {
		f.addf(n.Get("style"), "parameter-style", "a %s in %s does not have the style %s; write %s", what, in, wording.Quote(style), strings.Join(allowed, ", "))
	}
}

func (f *finder) examples(n *document.Node) { f.both(n, "example", "examples") }

func (f *finder) example(n *document.Node) {
	f.both(n, "value", "externalValue")
	f.both(n, "value", "dataValue")
	f.both(n, "value", "serializedValue")
}

// listed checks a list of parameters.
func (f *finder) listed(list *document.Node) {
	seen := map[[2]string]bool{}
	for item := range list.Items() {
		target := item.Target()
		key := [2]string{target.StringAt("in"), target.StringAt("name")}
		if seen[key] && key[1] != "" {
			f.addf(item, "twice", "the list has the %s parameter %s twice; remove one of them", key[0], wording.Quote(key[1]))
		}
		seen[key] = true
	}
}
