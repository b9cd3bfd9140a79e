package message

import (
	"cmp"
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// router finds the operation that a request is for. It follows the segments of a path, so that it takes no longer for a document with more operations.
type router struct {
	root *segment
	// items are the path items by their paths, server paths included.
	items map[string]*document.Node
}

// segment is one segment of the paths that begin in the same way.
type segment struct {
	literal map[string]*segment
	// templated are those with parameters, the ones that say most first.
	templated []*templatedSegment
	// ends are the paths that end here. There are several where paths of the document are alike under different servers.
	ends []*path
}

type templatedSegment struct {
	segment

	// shape is the text with the names of parameters left out, and pattern finds their values.
	shape   string
	pattern *regexp.Regexp
}

// path is a path of the document under one base path.
type path struct {
	base       string
	item       *document.Node
	names      []string
	operations map[string]*Operation
}

// Route is where a request leads.
type Route struct {
	// Item is the path item.
	Item *document.Node
	// Operation is nil where the path has no such method.
	Operation *Operation
	// Values are the path parameters, not yet unescaped.
	Values map[string]string

	path *path
}

// Methods returns the methods that the path has, sorted.
func (r Route) Methods() []string { return slices.Sorted(maps.Keys(r.path.operations)) }

func newRouter() *router { return &router{root: &segment{}, items: map[string]*document.Node{}} }

var templateParameter = regexp.MustCompile(`\{([^{}/]*)\}`)

// add makes a path lead to an operation. It returns false where a path does so already that differs in nothing but the names of its parameters.
func (r *router) add(base, template string, item *document.Node, o *Operation) bool {
	whole := base + template
	at := r.root
	for text := range strings.SplitSeq(strings.TrimPrefix(whole, "/"), "/") {
		at = at.next(text)
	}
	i := slices.IndexFunc(at.ends, func(other *path) bool { return other.base == base })
	if i >= 0 && at.ends[i].item != item {
		return false
	}
	if i < 0 {
		end := &path{base: base, item: item, operations: map[string]*Operation{}}
		for _, match := range templateParameter.FindAllStringSubmatch(whole, -1) {
			end.names = append(end.names, match[1])
		}
		r.items[whole] = item
		i, at.ends = len(at.ends), append(at.ends, end)
	}
	at.ends[i].operations[o.Method] = o
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
		if t.shape == shape {
			return &t.segment
		}
	}
	var pattern strings.Builder
	pattern.WriteByte('^')
	for i, literal := range strings.Split(shape, "{}") {
		if i > 0 {
			pattern.WriteString("(.+)")
		}
		pattern.WriteString(regexp.QuoteMeta(literal))
	}
	t := &templatedSegment{shape: shape, pattern: regexp.MustCompile(pattern.String() + "$")}
	s.templated = append(s.templated, t)
	slices.SortStableFunc(s.templated, func(a, b *templatedSegment) int { return cmp.Compare(len(b.shape), len(a.shape)) })
	return &t.segment
}

// find returns where a request leads. Of several paths that match it is the one with literals first, as OpenAPI asks, that has the
// method. Without the method, it is the first, and no path gives false.
func (r *router) find(method string, u *url.URL) (found Route, ok bool) {
	segments := strings.Split(strings.TrimPrefix(u.EscapedPath(), "/"), "/")
	var values []string
	r.root.walk(segments, &values, func(at *path) bool {
		operation := at.operations[method]
		if operation == nil && ok {
			return false
		}
		ok = true
		found = Route{Item: at.item, Operation: operation, path: at, Values: make(map[string]string, len(values))}
		for i, name := range at.names {
			found.Values[name] = values[i]
		}
		return operation != nil
	})
	return found, ok
}

// walk goes over all paths that match, and stops where done returns true.
func (s *segment) walk(segments []string, values *[]string, done func(*path) bool) bool {
	if len(segments) == 0 {
		return slices.ContainsFunc(s.ends, done)
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
		if t.shape == "{}" {
			if text == "" {
				continue
			}
			*values = append(*values, text)
		} else {
			match := t.pattern.FindStringSubmatch(text)
			if match == nil {
				continue
			}
			*values = append(*values, match[1:]...)
		}
		if t.walk(segments[1:], values, done) {
			return true
		}
		*values = (*values)[:length]
	}
	return false
}

// nearest returns the path of the document that is most like another one; an empty string where none is like it.
func (r *router) nearest(wanted string) string {
	nearest, least := "", len(wanted)/2+1
	for template := range sorted(r.items) {
		if distance := pathDistance(wanted, template); distance < least {
			nearest, least = template, distance
		}
	}
	return nearest
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
