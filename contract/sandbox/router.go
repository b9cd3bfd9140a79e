package sandbox

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// router finds the handler of a request. It is there in the place of [http.ServeMux], which redirects paths that are not clean, takes HEAD for GET, and
// answers in plain text: an API does none of these.
type router struct {
	// paths has the handlers of each path template by method.
	paths []*pathItem
}

type pathItem struct {
	template string
	segments []string
	handlers map[string]http.HandlerFunc
}

// route is what a request was matched to.
type route struct {
	operation operation
	handler   http.HandlerFunc
	// id is the path parameter; empty where the path has none.
	id string
}

// HandleFunc adds a handler. The pattern is a method and a path template, as in [http.ServeMux].
func (t *router) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	method, template, _ := strings.Cut(pattern, " ")
	i := slices.IndexFunc(t.paths, func(p *pathItem) bool { return p.template == template })
	if i < 0 {
		i = len(t.paths)
		t.paths = append(t.paths, &pathItem{template: template, segments: strings.Split(template, "/"), handlers: map[string]http.HandlerFunc{}})
	}
	t.paths[i].handlers[method] = handler
}

// ServeHTTP calls the handler of the request, for the interface that generated code asks for.
func (t *router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if found, failed := t.find(r); failed == nil {
		found.handler(w, r)
	}
}

// find returns the route of a request, or the failure to answer with.
func (t *router) find(r *http.Request) (route, *failure) {
	path := r.URL.EscapedPath() // A slash within an identifier is escaped and separates nothing.
	for _, item := range t.paths {
		id, ok := item.match(path)
		if !ok {
			continue
		}
		handler := item.handlers[r.Method]
		if handler == nil {
			allowed := strings.Join(slices.Sorted(maps.Keys(item.handlers)), ", ")
			return route{}, &failure{
				status: http.StatusMethodNotAllowed, key: "method_not_allowed", message: "the API has no such method here, only " + allowed,
				metadata: map[string]any{"allowed": allowed}, header: http.Header{"Allow": {allowed}},
			}
		}
		return route{operation: operations[r.Method+" "+item.template], handler: handler, id: id}, nil
	}
	return route{}, &failure{status: http.StatusNotFound, key: keyNotFound, message: "the API has no such path"}
}

// match reports whether a path is of the template, and returns the path parameter, unescaped.
func (p *pathItem) match(path string) (id string, ok bool) {
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
