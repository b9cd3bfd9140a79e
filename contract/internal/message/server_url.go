package message

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// basePaths returns the paths of servers, each once. The path of the root is "". It ignores hosts,
// because an exchange may come from a self-hosted deployment, a sandbox or a test server. If the
// document lists the values of a variable, basePaths uses these values. If not, it uses the
// default, and a placeholder for any other value of one segment.
func basePaths(servers *document.Node) []string {
	var bases []string
	for server := range servers.Items() {
		for _, url := range substituted(server.StringAt("url"), server.Get("variables")) {
			base := strings.TrimRight(pathOf(url), "/")
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

// Servers returns the URLs of all servers of the document, each once, as the document writes them.
// If the document lists the values of a variable, there is a URL for each value. If not, there is a
// URL with the variable's default, and a URL with a placeholder.
func (a *API) Servers() []string {
	var urls []string
	seen := map[*document.Node]bool{}
	for _, o := range a.Operations {
		list := servers(o.Item, o.Node)
		if seen[list] {
			continue
		}
		seen[list] = true
		for server := range list.Items() {
			for _, url := range substituted(server.StringAt("url"), server.Get("variables")) {
				if !slices.Contains(urls, url) {
					urls = append(urls, url)
				}
			}
		}
	}
	return urls
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

// maxURLs is how many URLs are made from one URL with variables.
const maxURLs = 1000

// substituted returns the URLs that are made from a URL by replacing its variables.
func substituted(url string, variables *document.Node) []string {
	urls := []string{url}
	for name, variable := range variables.SortedFields() {
		placeholder := "{" + name + "}"
		if !strings.Contains(url, placeholder) {
			continue
		}
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
		var all []string
		for _, each := range urls {
			for _, value := range values {
				all = append(all, strings.ReplaceAll(each, placeholder, value))
			}
		}
		urls = all[:min(len(all), maxURLs)]
	}
	return urls
}
