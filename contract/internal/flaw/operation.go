package flaw

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// wrongPath is the kind of flaws about paths.
const wrongPath = "path"

func (f *finder) operation(n *document.Node) {
	if id := n.StringAt("operationId"); id != "" {
		if other := f.operations[id]; other != nil {
			f.addf(n.Get("operationId"), "twice", "the operation at %s has the operationId %s too; change one of them", other.Place(), wording.Quote(id))
		} else {
			f.operations[id] = n
		}
	}
	if responses := n.Get("responses"); responses.Kind() == document.Object && !hasResponse(responses) {
		f.addf(responses, "missing-field", "the operation has no response; add one, or default")
	}
	f.listed(n.Get("parameters"))
}

func hasResponse(responses *document.Node) bool {
	for status := range responses.Fields() {
		if !strings.HasPrefix(status, "x-") {
			return true
		}
	}
	return false
}

// link records a link. Its operation may come later in the document.
func (f *finder) link(n *document.Node) {
	f.both(n, "operationRef", "operationId")
	if n.Get("operationRef") == nil && n.Get("operationId") == nil {
		f.addf(n, "link", "the link names no operation; add an operationId or an operationRef")
	}
	f.linked = append(f.linked, n)
}

func (f *finder) links() {
	for _, n := range f.linked {
		if id := n.StringAt("operationId"); id != "" && f.operations[id] == nil {
			f.addf(n.Get("operationId"), "link", "no operation has the operationId %s; correct it", wording.Quote(id))
		}
	}
}

// template is a path of the document.
type template struct {
	text     string
	item     *document.Node
	segments []string
	methods  []string
	// index is the number of paths that come before it.
	index int
}

// paths checks the paths of the document against their parameters, and against each other.
func (f *finder) paths() {
	var index pathIndex
	for path, item := range f.document.Root().Get("paths").SortedFields() {
		if !strings.HasPrefix(path, "/") {
			continue // The field is an extension.
		}
		t := &template{text: path, item: item, segments: strings.Split(path, "/")}
		f.path(t)
		for _, other := range index.add(t) {
			if f.ambiguous(other, t) {
				break // Report each path only once, because there can be millions of pairs.
			}
		}
	}
}

// path checks the parameters of a path.
func (f *finder) path(t *template) {
	if !isBalanced(t.text) {
		f.addf(t.item, wrongPath, "the braces of the path do not match; close each one that is opened")
	}
	names := namesIn(t.text)
	f.duplicates(t.item, names)
	holders := []*document.Node{t.item}
	if target := t.item.Target(); target != nil && target != t.item {
		holders = append(holders, target)
	}
	shared := map[string]*document.Node{}
	for _, holder := range holders {
		f.listed(holder.Get("parameters"))
		addPathParameters(holder.Get("parameters"), shared)
	}
	missing := map[string]bool{}
	for _, holder := range holders {
		for method, operation := range methods(holder) {
			t.methods = append(t.methods, method)
			f.operationPath(operation, names, shared, missing)
		}
	}
	for _, name := range names {
		if missing[name] {
			missing[name] = false
			f.addf(t.item, "path-parameter", "the path parameter %s is not declared by all operations of the path; declare it under parameters", wording.Quote(name))
		}
	}
	if len(t.methods) > 0 {
		f.notInPath(shared, names)
	}
}

// duplicates adds a flaw for each parameter name that a path has more than once.
func (f *finder) duplicates(item *document.Node, names []string) {
	times := make(map[string]int, len(names))
	for _, name := range names {
		if times[name]++; times[name] == 2 {
			f.addf(item, wrongPath, "the path has the parameter %s twice; rename one of them", wording.Quote(name))
		}
	}
}

// operationPath checks the path parameters of one operation, and records the missing parameters.
func (f *finder) operationPath(operation *document.Node, names []string, shared map[string]*document.Node, missing map[string]bool) {
	own := map[string]*document.Node{}
	addPathParameters(operation.Get("parameters"), own)
	for _, name := range names {
		if own[name] == nil && shared[name] == nil {
			missing[name] = true
		}
	}
	f.notInPath(own, names)
}

func (f *finder) notInPath(declared map[string]*document.Node, names []string) {
	for name, node := range declared {
		if !slices.Contains(names, name) {
			f.addf(node, "path-parameter", "the path does not have the parameter %s; write {%s} in it, or remove the parameter", wording.Quote(name), name)
		}
	}
}

// addPathParameters adds the path parameters of a list by their names.
func addPathParameters(list *document.Node, to map[string]*document.Node) {
	for item := range list.Items() {
		if target := item.Target(); target.StringAt("in") == inPath && target.StringAt("name") != "" {
			to[target.StringAt("name")] = item
		}
	}
}

// methods yields the operations of a path item.
func methods(item *document.Node) func(yield func(string, *document.Node) bool) {
	return func(yield func(string, *document.Node) bool) {
		for _, method := range []string{"delete", "get", "head", "options", "patch", "post", "put", "query", "trace"} {
			if operation := item.Get(method); operation != nil && !yield(method, operation) {
				return
			}
		}
		for method, operation := range item.Get("additionalOperations").Fields() {
			if !yield(method, operation) {
				return
			}
		}
	}
}

// ambiguous adds a flaw if some requests match both paths, and neither path is more specific.
// It reports whether it added one.
func (f *finder) ambiguous(one, other *template) bool {
	var oneIs, otherIs bool // Each reports whether the path is more specific in some segment.
	for i, segment := range one.segments {
		a, b := strings.Contains(segment, "{"), strings.Contains(other.segments[i], "{")
		switch {
		case !a && b:
			oneIs = true
		case a && !b:
			otherIs = true
		}
	}
	common := slices.ContainsFunc(one.methods, func(method string) bool { return slices.Contains(other.methods, method) })
	if !oneIs || !otherIs || !common {
		return false
	}
	f.addf(other.item, wrongPath, "a request may match this path and the path %s at %s, and OpenAPI does not say which one counts; change one of them",
		one.text, one.item.Place())
	return true
}
