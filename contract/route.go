package contract

import (
	"cmp"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/getkin/kin-openapi/openapi3"
)

// router finds the operation that a request is for. It follows the segments of a path, so that it takes no longer for a
// document with more operations.
type router struct {
	root *segment
	// items are the path items by their paths, server paths included.
	items map[string]*openapi3.PathItem
}

// segment is one segment of the paths that begin in the same way.
type segment struct {
	literal map[string]*segment
	// templated are those with parameters, the ones that say most first.
	templated []*templatedSegment
	// item is that of the path that ends here; nil where none does.
	item       *openapi3.PathItem
	operations map[string]*operation
}

type templatedSegment struct {
	segment

	text    string
	pattern *regexp.Regexp
	names   []string
}

// route is what a path leads to.
type route struct {
	*segment

	// path holds the values of the path parameters, not yet unescaped.
	path map[string]string
}

func newRouter() *router { return &router{root: &segment{}, items: map[string]*openapi3.PathItem{}} }

var templateParameter = regexp.MustCompile(`\{([^{}/]*)\}`)

// add makes a path lead to an operation. It returns false where a path that differs in nothing but the names of its parameters does so.
func (r *router) add(base, path string, item *openapi3.PathItem, o *operation) bool {
	at := r.root
	for text := range strings.SplitSeq(strings.TrimPrefix(base+path, "/"), "/") {
		at = at.next(text)
	}
	if at.item != nil && at.item != item {
		return false
	}
	if at.item == nil {
		at.item, at.operations = item, map[string]*operation{}
		r.items[base+path] = item
	}
	at.operations[o.Method] = o
	return true
}

// next returns the segment of this text that follows, which it makes where there is none.
func (s *segment) next(text string) *segment {
	if !strings.Contains(text, "{") {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
		if s.literal == nil {
			s.literal = map[string]*segment{}
		}
		if s.literal[text] == nil {
			s.literal[text] = &segment{}
		}
		return s.literal[text]
	}
	shape := templateParameter.ReplaceAllString(text, "{}")
	for _, t := range s.templated {
		if t.text == shape {
			return &t.segment
		}
	}
	t := &templatedSegment{text: shape}
	var pattern strings.Builder
	pattern.WriteByte('^')
	end := 0
	for _, place := range templateParameter.FindAllStringSubmatchIndex(text, -1) {
		pattern.WriteString(regexp.QuoteMeta(text[end:place[0]]) + "(.+)")
		t.names = append(t.names, text[place[2]:place[3]])
		end = place[1]
	}
	t.pattern = regexp.MustCompile(pattern.String() + regexp.QuoteMeta(text[end:]) + "$")
	s.templated = append(s.templated, t)
	slices.SortStableFunc(s.templated, func(a, b *templatedSegment) int { return cmp.Compare(len(b.text), len(a.text)) })
	return &t.segment
}

// find returns where a request leads. Of several paths that match it is the one with literals first, as OpenAPI asks, that has the
// method. Without the method, it is the first, and no path gives false.
func (r *router) find(method string, u *url.URL) (found route, ok bool) {
	segments := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	var values []string // Names and values by turns.
	r.root.walk(segments, &values, func(at *segment) bool {
		_, has := at.operations[method]
		if !has && ok {
			return false
		}
		ok = true
		found = route{segment: at, path: make(map[string]string, len(values)/2)}
		for i := 0; i < len(values); i += 2 {
			found.path[values[i]] = values[i+1]
		}
		return has
	})
	return found, ok
}

// walk goes over all paths that match, and stops where done returns true.
func (s *segment) walk(segments []string, values *[]string, done func(*segment) bool) bool {
	if len(segments) == 0 {
		return s.item != nil && done(s)
	}
	text := segments[0]
	plain, err := url.PathUnescape(text)
	if err != nil {
		plain = text
	}
	if next := s.literal[plain]; next != nil && next.walk(segments[1:], values, done) {
		return true
	}
	for _, t := range s.templated {
		length := len(*values)
		if t.text == "{}" {
			if text == "" {
				continue
			}
			*values = append(*values, t.names[0], text)
		} else {
			match := t.pattern.FindStringSubmatch(text)
			if match == nil {
				continue
			}
			for i, name := range t.names {
				*values = append(*values, name, match[i+1])
			}
		}
		if t.walk(segments[1:], values, done) {
			return true
		}
		*values = (*values)[:length]
	}
	return false
}

// methods returns the methods that the path takes.
func (r route) methods() []string {
	var methods []string
	for method := range sorted(r.operations) {
		methods = append(methods, method)
	}
	return methods
}

// nearest returns the path of the document that is most like another one, and false where none is like it.
func (r *router) nearest(path string) (string, bool) {
	nearest, least := "", len(path)/2+1
	for template := range sorted(r.items) {
		if distance := pathDistance(path, template); distance < least {
			nearest, least = template, distance
		}
	}
	return nearest, nearest != ""
}

// longPath bounds the paths that are compared, in bytes.
const longPath = 300

// pathDistance counts the edits between a path and a template; a parameter equals each segment.
func pathDistance(path, template string) int {
	if len(path) > longPath {
		return longPath
	}
	segments := strings.Split(path, "/")
	for i, text := range strings.Split(template, "/") {
		if i < len(segments) && segments[i] != "" && strings.Contains(text, "{") {
			segments[i] = text
		}
	}
	return levenshtein.ComputeDistance(strings.Join(segments, "/"), template)
}

// basePaths returns the paths under which the servers serve, "" for the root, each once. Hosts don't count: an exchange may come
// from a self-hosted deployment, a sandbox or a test server. Of a variable, the values that the document lists count or, where it lists none,
// its default and each other one of a single segment.
func basePaths(servers openapi3.Servers) []string {
	var bases []string
	for _, server := range servers {
		base := server.URL
		if _, rest, ok := strings.Cut(base, "://"); ok {
			base = ""
			if i := strings.IndexByte(rest, '/'); i >= 0 {
				base = rest[i:]
			}
		}
		for _, base := range substituted(base, server.Variables) {
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
func substituted(path string, variables map[string]*openapi3.ServerVariable) []string {
	paths := []string{path}
	for name, variable := range sorted(variables) {
		placeholder := "{" + name + "}"
		if !strings.Contains(path, placeholder) {
			continue
		}
		values := variable.Enum
		if len(values) == 0 {
			values = []string{variable.Default, placeholder}
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

// newRoutes makes each path of the document lead to its operations.
func (c *compiler) newRoutes(doc *openapi3.T) (*router, error) {
	r := newRouter()
	for path, item := range sorted(doc.Paths.Map()) {
		for method, source := range sorted(item.Operations()) {
			o := c.operation(method, path, item, source)
			c.operations = append(c.operations, o)
			servers := doc.Servers
			if len(item.Servers) > 0 {
				servers = item.Servers
			}
			if source.Servers != nil && len(*source.Servers) > 0 {
				servers = *source.Servers
			}
			bases := basePaths(servers)
			o.Digest = c.digests.of(method, path, bases)
			for _, base := range bases {
				if !r.add(base, path, item, o) {
					return nil, fmt.Errorf("%s: the path %s is there twice, with other names of parameters; remove one", c.places.of(item, ""), path)
				}
			}
		}
	}
	return r, nil
}
