// Package selection chooses what a check looks at. It leaves out exchanges of other APIs, and
// findings that the user ignores. It counts what it left out, by reason.
//
//	s, err := selection.New(c, selection.Options{Ignore: []string{"https://cdn.example.com"}})
//	if err != nil {
//		return err
//	}
//	var t selection.Tally
//	r := recording.Reader{Skipped: t.Skip}
//	for checked, err := range c.CheckAll(s.Exchanges(r.Read("session.har"), &t)) {
//		...
//		findings := s.Findings(checked, &t)
//	}
//	fmt.Println(t.Checked, t.Lines())
package selection

import (
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// Options says which exchanges and findings are left out. The zero value fits most recordings.
type Options struct {
	// Only has prefixes of URLs. If there are any, only requests to these URLs are checked. Ignore
	// has prefixes of URLs to which requests are not checked. A prefix is a URL or a path. The
	// scheme of the URL doesn't matter. A prefix ends at the end of a segment. For instance, /v1 is
	// a prefix of /v1/users, but not of /v10.
	Only, Ignore []string
	// BasePath is a path that a gateway adds before the paths of the API. Requests to other paths
	// are not checked.
	BasePath string
	// Server is the URL of a server that replaces the servers of the document. Requests to other
	// servers are not checked.
	Server string
	// IgnoreHeaders has patterns for the names of headers, such as X-Foo-*. IgnoreRules has rules.
	// Findings about these headers and of these rules are left out.
	IgnoreHeaders, IgnoreRules []string
}

// Selection picks exchanges and findings. It can be used for one reading of recordings at a time.
type Selection struct {
	contract     *contract.Contract
	only, ignore []prefix
	basePath     string
	server       *prefix
	// hosts has the hosts of the document's servers.
	hosts   hosts
	bases   []string
	headers []string
	rules   map[contract.Rule]bool
	// credentials is about the recording of the last finding.
	credentials credentials
}

// New returns a selection of exchanges that are checked against c. If an option is invalid, it
// returns an error of one line. The error begins with the flag of the option, such as --base-path.
func New(c *contract.Contract, o Options) (*Selection, error) {
	s := &Selection{contract: c, rules: map[contract.Rule]bool{}}
	var err error
	if s.only, err = parsePrefixes("--only", o.Only); err != nil {
		return nil, err
	}
	if s.ignore, err = parsePrefixes("--ignore", o.Ignore); err != nil {
		return nil, err
	}
	if o.Server != "" {
		p, err := parsePrefix("--server", o.Server)
		if err != nil {
			return nil, err
		}
		if p.host == "" {
			return nil, fmt.Errorf("--server: %q is not a URL of http or https, such as https://api.example.com/v1", o.Server)
		}
		s.server = &p
	}
	if o.BasePath != "" {
		if !strings.HasPrefix(o.BasePath, "/") {
			return nil, fmt.Errorf("--base-path: %q is not a path, such as /v1", o.BasePath)
		}
		s.basePath = strings.TrimRight(o.BasePath, "/")
	}
	for _, pattern := range o.IgnoreHeaders {
		if _, err := path.Match(strings.ToLower(pattern), ""); err != nil || pattern == "" {
			return nil, fmt.Errorf("--ignore-header: %q is not a pattern of a name, such as X-Foo-*", pattern)
		}
		s.headers = append(s.headers, strings.ToLower(pattern))
	}
	for _, text := range o.IgnoreRules {
		rule := contract.ParseRule(text)
		if !c.KnownRule(rule) {
			return nil, fmt.Errorf("--ignore-rule: %q is not a rule; findings show theirs, such as request.security", text)
		}
		s.rules[rule] = true
	}
	servers := c.Servers()
	s.bases = basePaths(servers)
	if s.server == nil && len(s.only) == 0 {
		s.hosts = newHosts(servers)
	}
	return s, nil
}

// Exchanges yields the exchanges to check. It changes their paths to paths of the document. It
// counts all exchanges in the tally, unless the tally is nil. If a recording has a request to a
// server of the document, requests to other hosts are not checked. To find this out, Exchanges
// keeps up to 16 MiB of exchanges with other hosts in memory. If a recording begins with more
// exchanges with other hosts, they are checked.
func (s *Selection) Exchanges(all iter.Seq2[*contract.Exchange, error], t *Tally) iter.Seq2[*contract.Exchange, error] {
	if t == nil {
		t = &Tally{}
	}
	return func(yield func(*contract.Exchange, error) bool) {
		w := &window{hosts: s.hosts, tally: t, yield: yield}
		for x, err := range all {
			if err != nil {
				_ = w.flush() && yield(nil, err) // Nothing follows after an error.
				return
			}
			selected, reason := s.exchange(x)
			if reason != "" {
				t.add(reason, x.Source)
				continue
			}
			if !w.add(selected) {
				return
			}
		}
		w.flush()
	}
}

// HasServer reports whether a checked request went to a server of the document. It returns true if
// the document names no hosts, or if the options choose the requests.
func (s *Selection) HasServer(x *contract.Exchange) bool {
	return len(s.hosts) == 0 || s.hosts.have(x.Request.URL)
}

// The constants are the reasons for not checking an exchange.
const (
	preflight   = "preflight requests of browsers"
	ignored     = "requests that --ignore leaves out"
	notOnly     = "requests that --only leaves out"
	notServer   = "requests to other servers than that of --server"
	notBasePath = "requests to other paths than those of --base-path"
	otherHost   = "requests to other hosts than the document's servers"
)

// exchange returns the exchange with a path of the document, or the reason for not checking it.
func (s *Selection) exchange(x *contract.Exchange) (*contract.Exchange, string) {
	u := x.Request.URL
	switch {
	case matchesAny(s.ignore, u):
		return nil, ignored
	case len(s.only) > 0 && !matchesAny(s.only, u):
		return nil, notOnly
	case s.server != nil && !s.server.matches(u):
		return nil, notServer
	case s.basePath != "" && !isBelow(u.EscapedPath(), s.serverPath()+s.basePath):
		return nil, notBasePath
	}
	if s.server != nil || s.basePath != "" {
		x = s.rebased(x)
	}
	if s.isPreflight(x) {
		return nil, preflight
	}
	return x, ""
}

func (s *Selection) serverPath() string {
	if s.server == nil {
		return ""
	}
	return s.server.path
}

// isPreflight reports whether a browser sent the request to ask whether a page may send another
// request. Such a request is not part of the API, unless the document has it.
func (s *Selection) isPreflight(x *contract.Exchange) bool {
	if x.Request.Method != http.MethodOptions || x.Request.Header.Get("Access-Control-Request-Method") == "" || x.Request.Header.Get("Origin") == "" {
		return false
	}
	_, documented := s.contract.For(x).Find(http.MethodOptions, x.Request.URL)
	return !documented
}

// rebased replaces the path of the server and the gateway with a server path of the document. If
// several server paths are possible, it uses the first one that leads to an operation.
func (s *Selection) rebased(x *contract.Exchange) *contract.Exchange {
	rest := strings.TrimPrefix(x.Request.URL.EscapedPath(), s.serverPath()+s.basePath)
	y := *x
	y.Request.URL = withPath(x.Request.URL, s.bases[0]+rest)
	var candidates []string
	if s.server == nil {
		candidates = append(candidates, rest) // The gateway may only have added to the path.
	}
	for _, base := range s.bases {
		candidates = append(candidates, base+rest)
	}
	for _, candidate := range candidates {
		u := withPath(x.Request.URL, candidate)
		if _, found := s.contract.For(x).Find(x.Request.Method, u); found {
			y.Request.URL = u
			break
		}
	}
	return &y
}

// withPath returns a URL with another path. The path is given in escaped form.
func withPath(u *url.URL, escaped string) *url.URL {
	if escaped == "" {
		escaped = "/"
	}
	changed := *u
	if plain, err := url.PathUnescape(escaped); err == nil {
		changed.Path, changed.RawPath = plain, escaped
	}
	return &changed
}
