package message

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// basePaths returns the paths under which servers serve, "" for the root, each once. Hosts do not count: an exchange may come from a self-hosted
// deployment, a sandbox or a test server. Of a variable, the values that the document lists count or, where it lists none, its default and each
// other one of a single segment.
func basePaths(servers *document.Node) []string {
	var bases []string
	for server := range servers.Items() {
		base := server.StringAt("url")
		if _, rest, ok := strings.Cut(base, "://"); ok {
			base = ""
			if i := strings.IndexByte(rest, '/'); i >= 0 {
				base = rest[i:]
			}
		}
		for _, base := range substituted(base, server.Get("variables")) {
			base = strings.TrimRight(base, "/")
			if base != "" && !strings.HasPrefix(base, "/") {
				base = "/" + base
			}
			if !slices.Contains(bases, base) {
				bases = append(bases, base)
			}
		}
	}
	if len(bases) == 0 {
		return []string{""}
	}
	return bases
}

// substituted returns a path with each value of each variable in it.
func substituted(path string, variables *document.Node) []string {
	paths := []string{path}
	for name, variable := range variables.SortedFields() {
		placeholder := "{" + name + "}"
		if !strings.Contains(path, placeholder) {
			continue
		}
		var values []string
		for value := range variable.Get("enum").Items() {
			values = append(values, value.Text())
		}
		if len(values) == 0 {
			values = []string{variable.Get("default").Text(), placeholder}
		}
		var all []string
		for _, each := range paths {
			for _, value := range values {
				all = append(all, strings.ReplaceAll(each, placeholder, value))
			}
		}
		paths = all
	}
	return paths
}
