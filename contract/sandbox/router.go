package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/gen/server"
)

// router finds the endpoint of a request. [http.ServeMux] would redirect a path that isn't clean,
// call the handler of GET for HEAD, and refuse requests in plain text. An API does none of this.
type router struct {
	// versions has the names of the versions, with the current version first.
	versions []string
	// paths has the paths of each version.
	paths map[string][]pathEndpoints
}

// pathEndpoints has the endpoints of one path, by method.
type pathEndpoints struct {
	segments []string
	byMethod map[string]*endpoint
}

// newRouter returns a router for the versions of the API. The current version is the first one. An
// endpoint of the current version has the handler that the generated server registers for its
// method and path. An endpoint of another version has the handler of the current endpoint with the
// same operationId.
func newRouter(versions []version, api server.StrictServerInterface, failed errorHandler) (*router, error) {
	handlers := registry{}
	strict := server.NewStrictHandlerWithOptions(api, nil, server.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: failed, ResponseErrorHandlerFunc: failed,
	})
	server.HandlerWithOptions(strict, server.StdHTTPServerOptions{BaseRouter: handlers, ErrorHandlerFunc: failed})

	newest := map[string]*endpoint{}
	for _, e := range versions[0].endpoints {
		pattern := e.method + " " + e.path
		if e.handler = handlers[pattern]; e.handler == nil {
			return nil, fmt.Errorf("gen/server has no handler for %s; run make generate", pattern)
		}
		newest[e.id] = &e
	}
	t := &router{paths: map[string][]pathEndpoints{}}
	for _, v := range versions {
		t.versions = append(t.versions, v.name)
		for i, e := range v.endpoints {
			now := newest[e.id]
			if now == nil {
				return nil, fmt.Errorf("gen/server has no handler for %s, which version %s has; the sandbox serves only operations of version %s", e.id, v.name, current)
			}
			e.handler = now.handler
			if e.changes() {
				e.credentials = intersection(e.credentials, now.credentials)
			}
			if i == 0 || v.endpoints[i-1].path != e.path {
				t.paths[v.name] = append(t.paths[v.name], pathEndpoints{segments: strings.Split(e.path, "/"), byMethod: map[string]*endpoint{}})
			}
			t.paths[v.name][len(t.paths[v.name])-1].byMethod[e.method] = &e
		}
	}
	return t, nil
}

// intersection returns the kinds that both lists have. The documents of the older versions list a
// user key for each operation, because a user key looks like a partner key. Nothing says what users
// could change. The sandbox lets a caller change only what the caller can change in the current
// version.
func intersection(older, now []credentialKind) []credentialKind {
	return slices.DeleteFunc(slices.Clone(older), func(kind credentialKind) bool { return !slices.Contains(now, kind) })
}

// errorHandler answers a request for which a handler returned an error.
type errorHandler = func(w http.ResponseWriter, r *http.Request, err error)

// registry collects the handlers that the generated server registers, by method and path, such as
// "GET /api/organization".
type registry map[string]http.HandlerFunc

// HandleFunc implements [server.ServeMux].
func (r registry) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	r[pattern] = handler
}

// ServeHTTP implements [server.ServeMux]. Nothing calls it, because the router serves the requests.
func (registry) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// find returns the endpoint of a request in a version, and the path parameter. The path parameter
// is empty if the path has none. If there is no endpoint, find returns a failure.
func (t *router) find(r *http.Request, version string) (*endpoint, string, *failure) {
	byMethod, id := t.at(r, version)
	if byMethod == nil {
		failed := &failure{status: http.StatusNotFound, key: keyNotFound, message: "the API doesn't have this path"}
		if now, _ := t.at(r, current); now != nil {
			failed.message = fmt.Sprintf("version %s of the API doesn't have this path; %s does", version, current)
			failed.metadata = map[string]any{inHeader: versionHeader}
		}
		return nil, "", failed
	}
	if e := byMethod[r.Method]; e != nil {
		return e, id, nil
	}
	allowed := strings.Join(slices.Sorted(maps.Keys(byMethod)), ", ")
	return nil, "", methodNotAllowed("this path has only the methods "+allowed, allowed)
}

// at returns the endpoints of the request's path in a version, and the path parameter. It returns
// nil if the version doesn't have the path.
func (t *router) at(r *http.Request, version string) (byMethod map[string]*endpoint, id string) {
	path := r.URL.EscapedPath() // An escaped slash belongs to a parameter and doesn't separate segments.
	for _, p := range t.paths[version] {
		if id, ok := p.match(path); ok {
			return p.byMethod, id
		}
	}
	return nil, ""
}

// match reports whether a path matches the path of the endpoints. It returns the unescaped path
// parameter.
func (p *pathEndpoints) match(path string) (id string, ok bool) {
	for i, segment := range p.segments {
		part, rest, more := strings.Cut(path, "/")
		if more == (i == len(p.segments)-1) {
			return "", false
		}
		switch plain, err := url.PathUnescape(part); {
		case strings.HasPrefix(segment, "{"):
			if err != nil || plain == "" {
				return "", false
			}
			id = plain
		case part != segment:
			return "", false
		}
		path = rest
	}
	return id, true
}
