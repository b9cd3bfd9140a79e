package message

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/agnivade/levenshtein"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"
)

// router finds the operation of a request. It follows the segments of the path, so its time doesn't
// depend on the number of operations.
type router struct {
	root *segment
	// paths has all paths in the order of the document.
	paths []*path
	// bare returns the paths without the paths of the servers. items returns the path items by their
	// paths, which begin with the path of a server. Both are made when a request first needs them.
	bare  func() *segment
	items func() map[string]*document.Node
	// names has each list of the names of parameters once. Most paths have the same parameters as
	// others.
	names map[string][]string
}

// segment is one segment in all paths that have the same beginning.
type segment struct {
	// end is the first path that ends here. It has no operations if none ends here. It is a part of
	// the segment, because the processor loads what is close together faster.
	end path
	// others has the other paths that end here, if the document has the same path several times, as
	// under different servers.
	others  []*path
	literal map[string]*segment
	// templated has the segments with parameters, the most specific first.
	templated []*templatedSegment
}

// ends returns the paths that end here.
func (s *segment) ends() []*path {
	if len(s.end.operations) == 0 {
		return nil
	}
	return append([]*path{&s.end}, s.others...)
}

// add adds a path that ends here, and returns it. The caller must give it an operation.
func (s *segment) add() *path {
	if len(s.end.operations) == 0 {
		return &s.end
	}
	s.others = append(s.others, &path{})
	return s.others[len(s.others)-1]
}

// wholeSegment is the shape of a segment that is one parameter. It stands for each parameter in the
// shape of a segment.
const wholeSegment = "{}"

type templatedSegment struct {
	segment

	// shape is the text without the names of parameters.
	shape string
	// literals are the texts before, between and behind the parameters.
	literals []string
}

// appendValues appends the values of the parameters in a segment of a requested path. If there are
// several ways to divide the text, the first value is as long as possible, then the second, and so
// on. It returns false if the text doesn't match.
func (t *templatedSegment) appendValues(values []string, text string) (longer []string, ok bool) {
	last := len(t.literals) - 1
	if last == 0 { // A brace that stands alone is not a parameter.
		return values, text == t.literals[0]
	}
	text, hasPrefix := strings.CutPrefix(text, t.literals[0])
	text, hasSuffix := strings.CutSuffix(text, t.literals[last])
	if !hasPrefix || !hasSuffix || text == "" {
		return values, false
	}
	first := len(values)
	values = append(values, make([]string, last)...)
	// The values before a literal are longest where the literal is last, so the search goes backwards.
	for i := last - 1; i > 0; i-- {
		at := strings.LastIndex(text[:len(text)-1], t.literals[i])
		if at <= 0 {
			return values[:first], false
		}
		values[first+i], text = text[at+len(t.literals[i]):], text[:at]
	}
	values[first] = text
	return values, true
}

// path is a path of the document below the path of one server.
type path struct {
	// first is where operations begins. Most paths have one operation.
	first [1]methodOperation
	// operations has at least one operation.
	operations []methodOperation
	// names has the names of the parameters.
	names []string
	base  string
}

type methodOperation struct {
	method    string
	operation *Operation
	// hasRival reports whether another path with the same shape has the method too.
	hasRival bool
}

// operation returns the operation with a method, or nil if the path doesn't have the method.
func (p *path) operation(method string) *methodOperation {
	for i := range p.operations {
		if p.operations[i].method == method {
			return &p.operations[i]
		}
	}
	return nil
}

// any returns the first operation. All operations have the same template and path item.
func (p *path) any() *Operation { return p.operations[0].operation }

// Route is the path and the operation of a request.
type Route struct {
	// Item is the path item.
	Item *document.Node
	// Operation is nil if the path doesn't have the method.
	Operation *Operation
	// Values has the values of the path parameters.
	Values PathValues
}

// Methods returns the methods of the path, sorted.
func (r Route) Methods() []string {
	var methods []string
	for _, o := range r.Values.of.operations {
		methods = append(methods, o.method)
	}
	slices.Sort(methods)
	return methods
}

func newRouter() *router {
	r := &router{root: &segment{}, names: map[string][]string{}}
	r.bare = sync.OnceValue(func() *segment {
		bare := &segment{}
		for _, p := range r.paths {
			*bare.descend(p.any().Template).add() = *p
		}
		return bare
	})
	r.items = sync.OnceValue(func() map[string]*document.Node {
		items := make(map[string]*document.Node, len(r.paths))
		for _, p := range r.paths {
			items[p.base+p.any().Template] = p.any().Item
		}
		return items
	})
	return r
}

var templateParameter = lazyregexp.New(`\{([^{}/]*)\}`)

// add adds the path of an operation. If the document already has a path that differs only in the
// names of its parameters, add returns the path item of that path. If nothing distinguishes two
// operations, it returns false.
func (r *router) add(base, template string, o *Operation) (similar *document.Node, ok bool) {
	whole := base + template
	at := r.root.descend(whole)
	ends := at.ends()
	i := slices.IndexFunc(ends, func(other *path) bool { return other.base == base && other.any().Item == o.Item })
	if i < 0 {
		end := at.add()
		end.base, end.names, end.operations = base, r.namesIn(whole), end.first[:0]
		r.paths = append(r.paths, end)
		i, ends = len(ends), append(ends, end)
	}
	end := ends[i]
	added := methodOperation{method: o.Method, operation: o}
	for _, other := range ends {
		if other == end || other.base != base {
			continue
		}
		similar = other.any().Item
		if rival := other.operation(o.Method); rival != nil {
			if !areRivals(rival.operation, o, other.names, end.names) {
				return similar, false
			}
			added.hasRival, rival.hasRival = true, true
		}
	}
	if end.operation(o.Method) == nil { // The operation is not new if it has the same server twice.
		end.operations = append(end.operations, added)
	}
	return similar, true
}

// namesIn returns the names of the parameters of a path.
func (r *router) namesIn(template string) []string {
	var names []string
	for _, match := range templateParameter.FindAllStringSubmatch(template, -1) {
		names = append(names, match[1])
	}
	key := strings.Join(names, "/") // No name has a slash.
	if r.names[key] == nil {
		r.names[key] = names
	}
	return r.names[key]
}

// descend returns the last segment of a path. It adds the segments that are missing.
func (s *segment) descend(path string) *segment {
	for text := range strings.SplitSeq(strings.TrimPrefix(path, "/"), "/") {
		s = s.next(text)
	}
	return s
}

// next returns the next segment with this text. It adds the segment if there is none.
func (s *segment) next(text string) *segment {
	if !strings.Contains(text, "{") {
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
		if s.literal == nil {
			s.literal = map[string]*segment{}
		}
		next := s.literal[text]
		if next == nil {
			next = &segment{}
			s.literal[strings.Clone(text)] = next // The copies are close together in memory.
		}
		return next
	}
	shape := templateParameter.ReplaceAllString(text, wholeSegment)
	for _, t := range s.templated {
		if t.shape == shape {
			return &t.segment
		}
	}
	t := &templatedSegment{shape: shape, literals: strings.Split(shape, wholeSegment)}
	s.templated = append(s.templated, t)
	slices.SortStableFunc(s.templated, func(a, b *templatedSegment) int { return cmp.Compare(len(b.shape), len(a.shape)) })
	return &t.segment
}

// find returns the route of a request. It returns false if no path matches. If several paths match,
// find chooses the first one that has the method. Paths with literal segments come first, as
// OpenAPI demands. If some paths differ only in the names of their parameters, find chooses the
// first of these paths whose parameters accept the values, or else the first path. If no path has
// the method, find returns the first path that matches.
func (r *router) find(method string, u *url.URL) (found Route, ok bool) {
	if u == nil {
		return Route{}, false
	}
	requested := u.EscapedPath()
	if !strings.HasPrefix(requested, "/") {
		requested = "/" + requested
	}
	values := make([]string, 0, 2) // Most paths have at most two parameters.
	r.root.walk(requested, &values, func(at *path) bool {
		o := at.operation(method)
		switch {
		case o == nil && ok:
			return false
		case found.Operation != nil && !o.hasRival:
			return true // This path is less specific than the paths that refuse the values.
		}
		route := Route{Item: at.any().Item, Values: PathValues{of: at, texts: values}}
		if o != nil {
			route.Operation = o.operation
		}
		isLast := o != nil && (!o.hasRival || route.Operation.takes(route.Values))
		if !isLast {
			route.Values.texts = slices.Clone(values) // The walk goes on and changes the values.
		}
		if isLast || found.Operation == nil {
			found, ok = route, true
		}
		return isLast
	})
	return found, ok
}

// walk calls done with each path that matches, until done returns true. The rest of the requested
// path is empty, or begins with a slash.
func (s *segment) walk(rest string, values *[]string, done func(*path) bool) bool {
	if rest == "" {
		return len(s.end.operations) > 0 && (done(&s.end) || slices.ContainsFunc(s.others, done))
	}
	text, rest := cutSegment(rest)
	if next := s.literal[unescapePercent(text)]; next != nil && next.walk(rest, values, done) {
		return true
	}
	for _, t := range s.templated {
		length := len(*values)
		longer, ok := t.appendValues(*values, text)
		if *values = longer; ok && t.walk(rest, values, done) {
			return true
		}
		*values = (*values)[:length]
	}
	return false
}

// cutSegment returns the first segment of a path that begins with a slash, without the slash. The
// rest is empty, or begins with the next slash.
func cutSegment(path string) (text, rest string) {
	if i := strings.IndexByte(path[1:], '/'); i >= 0 {
		return path[1 : i+1], path[i+1:]
	}
	return path[1:], ""
}

// The constants limit the search for a similar path. A longer search would take longer than
// checking the exchange.
const (
	// maxNamed is the largest number of paths.
	maxNamed = 5_000
	// longPath is the length in bytes of the longest path that is compared.
	longPath = 300
	// maxCompared is how many pairs of bytes may be compared. It corresponds to about a hundredth of a
	// second. Two thousand usual paths have about as many.
	maxCompared = 8_000_000
)

// nearest returns the path of the document that is most similar to the given path. If several are,
// it returns the first in the order of their names. It returns an empty string if no path is
// similar, or if there are very many or very long paths.
func (r *router) nearest(wanted string) string {
	if len(r.paths) > maxNamed {
		return ""
	}
	pairs := 0
	for template := range r.items() {
		pairs += len(template) * (len(template) + len(wanted)) // Segments of the template replace those of the path.
	}
	if pairs > maxCompared {
		return ""
	}
	nearest, least := "", len(wanted)/2+1
	for template := range r.items() {
		if distance := pathDistance(wanted, template); distance < least || distance == least && template < nearest {
			nearest, least = template, distance
		}
	}
	return nearest
}

// pathDistance counts the edits that turn a path into a template. A parameter in the template
// matches any segment without an edit.
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
