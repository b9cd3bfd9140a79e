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
// answer HEAD with the handler of GET, and refuse in plain text. An API does none of this.
type router struct {
	paths []pathEndpoints
}

// pathEndpoints are the endpoints of one path, by method.
type pathEndpoints struct {
	segments []string
	byMethod map[string]*endpoint
}

// newRouter returns a router for the endpoints, each with the handler that the generated server
// registers for its method and path.
func newRouter(endpoints []endpoint, api server.StrictServerInterface, failed errorHandler) (*router, error) {
	handlers := registry{}
	strict := server.NewStrictHandlerWithOptions(api, nil, server.StrictHTTPServerOptions{
		RequestErrorHandlerFunc: failed, ResponseErrorHandlerFunc: failed,
	})
	server.HandlerWithOptions(strict, server.StdHTTPServerOptions{BaseRouter: handlers, ErrorHandlerFunc: failed})

	t := &router{}
	for i, e := range endpoints {
		pattern := e.method + " " + e.path
		if e.handler = handlers[pattern]; e.handler == nil {
			return nil, fmt.Errorf("gen/server has no handler for %s; run make generate", pattern)
		}
		if i == 0 || endpoints[i-1].path != e.path {
			t.paths = append(t.paths, pathEndpoints{segments: strings.Split(e.path, "/"), byMethod: map[string]*endpoint{}})
		}
		t.paths[len(t.paths)-1].byMethod[e.method] = &e
	}
	return t, nil
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

// ServeHTTP implements [server.ServeMux]. Nothing calls it: the router serves.
func (registry) ServeHTTP(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }

// find returns the endpoint of a request, and the path parameter, which is empty if the path has
// none. If there is no endpoint, it returns the failure to answer with.
func (t *router) find(r *http.Request) (*endpoint, string, *failure) {
	path := r.URL.EscapedPath() // An escaped slash within a parameter separates no segments.
	for _, p := range t.paths {
		id, ok := p.match(path)
		if !ok {
			continue
		}
		if e := p.byMethod[r.Method]; e != nil {
			return e, id, nil
		}
		allowed := strings.Join(slices.Sorted(maps.Keys(p.byMethod)), ", ")
		return nil, "", methodNotAllowed("this path has only the methods "+allowed, allowed)
	}
	return nil, "", &failure{status: http.StatusNotFound, key: keyNotFound, message: "the API doesn't have this path"}
}

// match reports whether a path fits the path of the endpoints, and returns the unescaped path
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
