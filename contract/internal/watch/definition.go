package watch

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/tree"
)

// Definition is an OpenAPI document to compare. It doesn't change, so several goroutines may use it
// at the same time.
type Definition struct {
	contract *contract.Contract
	root     *document.Node
	// operations has all operations, in the order of the document.
	operations []operation
}

// operation is an operation of a definition.
type operation struct {
	method, path string
	item, node   *document.Node
}

// New returns the definition of a contract. It returns an error of one line if the document can't
// be read.
func New(c *contract.Contract) (*Definition, error) {
	doc, err := tree.Of(c)
	if err != nil {
		return nil, err
	}
	d := &Definition{contract: c, root: doc.Root()}
	for path, item := range d.root.Get("paths").Fields() {
		for name, n := range item.Fields() {
			if slices.Contains(methods(doc.Version()), name) {
				d.operations = append(d.operations, operation{strings.ToUpper(name), path, item, n})
			}
		}
		if t := target(item); t != item {
			for name, n := range t.Fields() {
				if slices.Contains(methods(doc.Version()), name) {
					d.operations = append(d.operations, operation{strings.ToUpper(name), path, t, n})
				}
			}
		}
		for method, n := range target(item).Get("additionalOperations").Fields() {
			d.operations = append(d.operations, operation{method, path, target(item), n})
		}
	}
	slices.SortStableFunc(d.operations, func(a, b operation) int {
		return cmp.Or(cmp.Compare(a.path, b.path), cmp.Compare(a.method, b.method))
	})
	return d, nil
}

// methods returns the fields of a path item that are operations.
func methods(version document.Version) []string {
	all := []string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}
	if version >= document.V32 {
		all = append(all, "query")
	}
	return all
}

// Name returns the name of the definition's root file.
func (d *Definition) Name() string { return d.contract.Name() }

// Version returns the field version of the document's info.
func (d *Definition) Version() string { return d.root.At("info", "version").Text() }

// String returns the method and the path template.
func (o operation) String() string { return o.method + " " + o.path }

// maxBases is how many paths of servers are tried, because each of them is tried with each of the
// other document. No document is known that has more.
const maxBases = 16

// basePaths returns the paths of the servers, and an empty path. Each of them may come before the
// paths of the document. If there are too many, it returns the first ones.
func (d *Definition) basePaths() []string {
	var all []string
	for server := range d.root.Get("servers").Items() {
		url := server.StringAt("url")
		for name, variable := range server.Get("variables").Fields() {
			url = strings.ReplaceAll(url, "{"+name+"}", variable.StringAt("default"))
		}
		if _, rest, absolute := strings.Cut(url, "://"); absolute {
			_, url, _ = strings.Cut(rest, "/")
		}
		base := strings.Trim(url, "/")
		if base != "" {
			base = "/" + base
		}
		if !slices.Contains(all, base) {
			all = append(all, base)
		}
		if len(all) == maxBases {
			break
		}
	}
	if !slices.Contains(all, "") {
		all = append(all, "")
	}
	return all
}

// byKey returns the operations by their methods and paths. The paths have the base path before
// them. They leave out the names of parameters, because these may differ.
func (d *Definition) byKey(base string) map[string]operation {
	found := map[string]operation{}
	for _, o := range d.operations {
		key := o.method + " " + strings.Join(segments(base+o.path), "/")
		if _, known := found[key]; !known {
			found[key] = o
		}
	}
	return found
}

// segments returns the segments of a path template, without the names of its parameters.
func segments(path string) []string {
	all := strings.Split(strings.TrimPrefix(path, "/"), "/")
	for i, segment := range all {
		var b strings.Builder
		inside := false
		for _, r := range segment {
			inside = inside && r != '}'
			if !inside {
				b.WriteRune(r)
			}
			inside = inside || r == '{'
		}
		all[i] = b.String()
	}
	return all
}

// align returns the operations of both documents by their keys. It chooses the base paths with
// which the documents have the most operations in common.
func align(ours, published *Definition) (our, their map[string]operation, both int) {
	both = -1
	for _, ourBase := range ours.basePaths() {
		for _, theirBase := range published.basePaths() {
			a, b := ours.byKey(ourBase), published.byKey(theirBase)
			n := 0
			for key := range a {
				if _, found := b[key]; found {
					n++
				}
			}
			if n > both {
				our, their, both = a, b, n
			}
		}
	}
	return our, their, both
}

// paths has the paths of operations by the paths in their keys.
type paths map[string]string

func pathsOf(operations map[string]operation) paths {
	all := paths{}
	for key, o := range operations {
		_, path, _ := strings.Cut(key, " ")
		path = strings.TrimSuffix(path, "/")
		if known, ok := all[path]; !ok || o.path < known {
			all[path] = o.path
		}
	}
	return all
}

// beside returns the longest path that is the path of the key, or above it. If no path is, it
// returns an empty string.
func (p paths) beside(key string) string {
	_, path, _ := strings.Cut(key, " ")
	for path = strings.TrimSuffix(path, "/"); ; path = path[:strings.LastIndexByte(path, '/')] {
		if found, ok := p[path]; ok || !strings.Contains(path, "/") {
			return found
		}
	}
}

// parameters returns the parameters of an operation and of its path item. The key of a path
// parameter is its position, and the key of another parameter is its name.
func (o operation) parameters() map[string]*document.Node {
	found := map[string]*document.Node{}
	for _, holder := range []*document.Node{o.item, o.node} { // The parameters of the operation replace those of the path item.
		for n := range holder.Get("parameters").Items() {
			in, name := target(n).StringAt("in"), target(n).StringAt("name")
			switch in {
			case "path":
				name = strconv.Itoa(strings.Count(o.path[:max(strings.Index(o.path, "{"+name+"}"), 0)], "{"))
			case header:
				name = strings.ToLower(name)
				if name == "accept" || name == "content-type" { // OpenAPI ignores these headers.
					continue
				}
			}
			found[in+" "+name] = n
		}
	}
	return found
}

// versionHeader returns the key of the header parameter that names the version of the API, if the
// document names this header in x-versions. x-versions describes the header for all operations.
func (d *Definition) versionHeader() string {
	return header + " " + strings.ToLower(d.root.At("x-versions", header).Text())
}

// target follows the references of a node. It returns a reference that leads to nothing as it is.
func target(n *document.Node) *document.Node {
	if t := n.Target(); t != nil {
		return t
	}
	return n
}
