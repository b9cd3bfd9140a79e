package flaw

import (
	"regexp"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

var inBraces = regexp.MustCompile(`\{([^{}]*)\}`)

// namesIn returns the names in the braces of a template. If a name is there twice, it is returned
// twice.
func namesIn(template string) []string {
	var names []string
	for _, match := range inBraces.FindAllStringSubmatch(template, -1) {
		names = append(names, match[1])
	}
	return names
}

// isBalanced reports whether the braces of a template match.
func isBalanced(template string) bool {
	return !strings.ContainsAny(inBraces.ReplaceAllString(template, ""), "{}")
}

func (f *finder) server(n *document.Node) {
	url := n.StringAt("url")
	if !isBalanced(url) {
		f.addf(n.Get("url"), "server-variable", "the braces of the URL do not match; close each one that is opened")
	}
	used := map[string]bool{}
	for _, name := range namesIn(url) {
		if !used[name] && n.At("variables", name) == nil {
			f.addf(n.Get("url"), "server-variable", "the URL has the variable %s, which variables does not declare; declare it with a default", wording.Quote(name))
		}
		used[name] = true
	}
	for name, variable := range n.Get("variables").Fields() {
		if !used[name] {
			f.addf(variable, "server-variable", "the URL does not have the variable %s; use it there, or remove it", wording.Quote(name))
		}
	}
}

func (f *finder) variable(n *document.Node) {
	enum, standard := n.Get("enum"), n.Get("default")
	if enum == nil || standard == nil {
		return
	}
	for value := range enum.Items() {
		if value.Text() == standard.Text() {
			return
		}
	}
	f.addf(standard, "server-variable", "the default %s is not in the enum of the variable; add it there, or correct it", quote(standard))
}
