package selection

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// prefix matches the URLs that begin with it.
type prefix struct {
	// host is the host of the prefix. It is empty if the prefix is only a path.
	host string
	// path is the path of the prefix, without a slash at its end.
	path string
}

// parsePrefix reads a prefix. Its error doesn't show the prefix, because the prefix may contain a
// credential.
func parsePrefix(flag, text string) (prefix, error) {
	u, err := url.Parse(text)
	switch {
	case err == nil && strings.HasPrefix(text, "/") && u.Host == "":
		return prefix{path: strings.TrimRight(u.EscapedPath(), "/")}, nil
	case err == nil && u.Host != "" && usualPorts[u.Scheme] != "" && u.User == nil && u.RawQuery == "":
		return prefix{host: hostOf(u), path: strings.TrimRight(u.EscapedPath(), "/")}, nil
	default:
		return prefix{}, fmt.Errorf("%s: it is not the beginning of a URL, such as https://api.example.com/v1, or of a path, such as /v1", flag)
	}
}

func parsePrefixes(flag string, texts []string) ([]prefix, error) {
	var all []prefix
	for _, text := range texts {
		p, err := parsePrefix(flag, text)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

func (p prefix) matches(u *url.URL) bool {
	return (p.host == "" || p.host == hostOf(u)) && isBelow(u.EscapedPath(), p.path)
}

func matchesAny(prefixes []prefix, u *url.URL) bool {
	return slices.ContainsFunc(prefixes, func(p prefix) bool { return p.matches(u) })
}

// isBelow reports whether a path equals another path or is below it.
func isBelow(path, other string) bool {
	rest, ok := strings.CutPrefix(path, other)
	return ok && (rest == "" || rest[0] == '/')
}

// hostOf returns the host of a URL. It includes the port, unless the port is the usual one of the
// scheme.
func hostOf(u *url.URL) string {
	host := strings.ToLower(u.Host)
	return strings.TrimSuffix(host, cmp.Or(usualPorts[u.Scheme], ":"))
}

// usualPorts has the ports that a URL may leave out.
var usualPorts = map[string]string{"http": ":80", "https": ":443"}

// hosts matches the hosts of a document's servers. A host in the document may have variables.
type hosts []*regexp.Regexp

var variable = lazyregexp.New(`\\\{[^{}/]*\\\}`)

// newHosts returns the hosts of the URLs that have a host.
func newHosts(servers []string) hosts {
	var all hosts
	for _, server := range servers {
		scheme, rest, found := strings.Cut(server, "://")
		if !found {
			if rest, found = strings.CutPrefix(server, "//"); !found {
				continue
			}
		}
		host, _, _ := strings.Cut(rest, "/")
		host = strings.TrimSuffix(host, cmp.Or(usualPorts[scheme], ":"))
		pattern := variable.ReplaceAllString(regexp.QuoteMeta(strings.ToLower(host)), `[^/]*`)
		if compiled, err := regexp.Compile("^" + pattern + "$"); err == nil && host != "" {
			all = append(all, compiled)
		}
	}
	return all
}

// have reports whether the host of the URL is one of the hosts.
func (h hosts) have(u *url.URL) bool {
	host := hostOf(u)
	return slices.ContainsFunc(h, func(pattern *regexp.Regexp) bool { return pattern.MatchString(host) })
}

// basePaths returns the paths of servers, each once and without a slash at the end. It returns at
// least one path. It ignores paths with variables.
func basePaths(servers []string) []string {
	var paths []string
	seen := map[string]bool{}
	for _, server := range servers {
		u, err := url.Parse(server)
		if err != nil || strings.Contains(u.Path, "{") {
			continue
		}
		path := strings.TrimRight(u.EscapedPath(), "/")
		if path != "" && path[0] != '/' {
			path = "/" + strings.TrimLeft(path, "./")
		}
		if !seen[path] {
			seen[path] = true
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return []string{""}
	}
	return paths
}
