package message

import (
	"fmt"
	"iter"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// The constants limit the URLs that are made from the servers of a document, because the values of
// variables could be combined to very many.
const (
	// maxURLs is how many URLs are made from one list of servers.
	maxURLs = 1000
	// maxURLBytes is how many bytes are read and written to make URLs from one URL.
	maxURLBytes = 1 << 20
	// maxAllURLs is how many URLs are made from all lists of servers.
	maxAllURLs = 10_000
	// maxRoutes is how many routes there are. A route is the path of a server with a path of the
	// document behind it.
	maxRoutes = 200_000
)

// basePaths returns the paths of servers, each once. The path of the root is "". It ignores hosts,
// because an exchange may come from a self-hosted deployment, a sandbox or a test server. If the
// document lists the values of a variable, basePaths uses these values. If not, it uses the
// default, and a placeholder for any other value of one segment. If there are too many paths, it
// returns the first ones and lists the servers as unchecked.
func (c *Compiler) basePaths(servers *document.Node) []string {
	most := max(1, min(maxURLs, maxRoutes/max(1, c.api.Document.Root().Get("paths").Len())))
	var bases []string
	seen := map[string]bool{}
	for url := range serverURLs(servers) {
		base := strings.TrimRight(pathOf(url), "/")
		if seen[base] {
			continue
		}
		if len(bases) == most {
			c.unchecked = append(c.unchecked, schema.Note{
				Node: servers, What: fmt.Sprintf("only the first %d paths of the servers are known, because there are too many; list fewer", most),
			})
			break
		}
		seen[base] = true
		bases = append(bases, base)
	}
	if len(bases) == 0 {
		return []string{""}
	}
	return bases
}

// Servers returns the URLs of all servers of the document, each once, as the document writes them.
// If the document lists the values of a variable, there is a URL for each value. If not, there is a
// URL with the variable's default, and a URL with a placeholder. If there are very many, it returns
// the first ones.
func (a *API) Servers() []string {
	var urls []string
	seen, known := map[*document.Node]bool{}, map[string]bool{}
	for _, o := range a.Operations {
		list := servers(o.Item, o.Node)
		if seen[list] {
			continue
		}
		seen[list] = true
		for url := range serverURLs(list) {
			if len(urls) < maxAllURLs && !known[url] {
				known[url] = true
				urls = append(urls, url)
			}
		}
	}
	return urls
}

// serverURLs yields the URLs of servers. It yields at most one more than maxURLs.
func serverURLs(servers *document.Node) iter.Seq[string] {
	return func(yield func(string) bool) {
		n := 0
		for server := range servers.Items() {
			for _, url := range substituted(server.StringAt("url"), server.Get("variables")) {
				if n++; !yield(url) || n > maxURLs {
					return
				}
			}
		}
	}
}

// pathOf returns the path of a URL, which may be relative to the URL of the document (RFC 3986,
// section 4.2). The path begins with a slash, or is empty for the root.
func pathOf(url string) string {
	url, _, _ = strings.Cut(url, "?")
	url, _, _ = strings.Cut(url, "#")
	rest, hasHost := strings.CutPrefix(url, "//")
	if i := strings.Index(url, "://"); i >= 0 {
		rest, hasHost = url[i+len("://"):], true
	}
	if hasHost {
		i := strings.IndexByte(rest, '/')
		if i < 0 {
			return ""
		}
		return rest[i:]
	}
	for _, dots := range []string{"./", "../", "."} {
		url = strings.TrimPrefix(url, dots)
	}
	if url == "" || url[0] == '/' {
		return url
	}
	return "/" + url
}

// substituted returns the URLs that are made from a URL by replacing its variables. If there are
// too many, it returns the first ones.
func substituted(url string, variables *document.Node) []string {
	used := namesIn(url)
	var names []string
	var values [][]string
	for name, variable := range variables.SortedFields() {
		if placeholder := "{" + name + "}"; used[name] {
			names, values = append(names, placeholder), append(values, valuesOf(variable, placeholder))
		}
	}
	var urls []string
	size := 0
	for chosen := make([]int, len(names)); ; {
		pairs := make([]string, 0, 2*len(names))
		for i, name := range names {
			pairs = append(pairs, name, values[i][chosen[i]])
		}
		replaced := strings.NewReplacer(pairs...).Replace(url)
		size += len(url) + len(replaced)
		if len(urls) > 0 && size > maxURLBytes {
			return urls
		}
		urls = append(urls, replaced)
		if len(urls) > maxURLs || !isNext(chosen, values) {
			return urls
		}
	}
}

// namesIn returns the names that a URL has in braces.
func namesIn(url string) map[string]bool {
	names := map[string]bool{}
	for before, rest, ok := strings.Cut(url, "}"); ok; before, rest, ok = strings.Cut(rest, "}") {
		if at := strings.LastIndexByte(before, '{'); at >= 0 {
			names[before[at+1:]] = true
		}
	}
	return names
}

// valuesOf returns the values that a variable can have. The last one may be its placeholder, which
// stands for any value of one segment.
func valuesOf(variable *document.Node, placeholder string) []string {
	var values []string
	for value := range variable.Get("enum").Items() {
		values = append(values, value.Text())
	}
	if len(values) == 0 {
		values = append(values, variable.Get("default").Text())
		if !strings.Contains(values[0], "/") {
			values = append(values, placeholder)
		}
	}
	return values
}

// isNext moves on to the next choice of a value for each variable. The choice for the last variable
// changes first. It returns false after the last choice.
func isNext(chosen []int, values [][]string) bool {
	for i := len(chosen) - 1; i >= 0; i-- {
		if chosen[i]++; chosen[i] < len(values[i]) {
			return true
		}
		chosen[i] = 0
	}
	return false
}
