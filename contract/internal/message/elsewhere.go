package message

import (
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
)

// Elsewhere is a path of the document that a request asks for under a base path that is not that of
// a server.
type Elsewhere struct {
	// Template is the path as the document writes it. Base is the path of its server, or "" for the
	// root.
	Template, Base string
	// Servers is the node of the path's servers. If the document names none, it is the root of the
	// document.
	Servers *document.Node
}

// Elsewhere returns the path of the document that matches the longest end of a request's path. It
// returns false if no path with a literal segment matches.
func (a *API) Elsewhere(requested string) (found Elsewhere, ok bool) {
	if len(requested) > longPath {
		return found, false
	}
	if !strings.HasPrefix(requested, "/") {
		requested = "/" + requested
	}
	for requested != "" && !ok {
		var values []string
		ok = a.router.bare().walk(requested, &values, func(end *path) bool {
			found = Elsewhere{Template: end.any().Template, Base: end.base, Servers: end.any().servers()}
			return hasLiteral(found.Template)
		})
		_, requested = cutSegment(requested)
	}
	return found, ok
}

// hasLiteral reports whether a path template has a segment without a parameter.
func hasLiteral(template string) bool {
	return slices.ContainsFunc(strings.Split(template, "/"), func(segment string) bool {
		return segment != "" && !strings.Contains(segment, "{")
	})
}
