package report

import (
	"regexp"
	"strings"
)

// placeholders has patterns of path segments that identify something, such as 42 in /users/42, with
// the placeholders that replace them. The first pattern that matches is used.
var placeholders = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`^[0-9]+$`), "{number}"},
	{regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`), "{uuid}"},
	{regexp.MustCompile(`^([0-9a-f]{16,}|[0-9A-F]{16,})$`), "{hash}"},
	{regexp.MustCompile(`^[^.]*[0-9][^.]*[0-9][^.]*[0-9][^.]*[0-9][^.]*$`), "{id}"},
}

// shape returns the method and path of a request, with placeholders for numbers, UUIDs, hashes and
// other identifiers. Requests for different things of one kind then have the same shape.
func shape(operation string) string {
	method, path, found := strings.Cut(operation, " ")
	if !found {
		return operation
	}
	segments := strings.Split(path, "/")
	for i, segment := range segments {
		for _, p := range placeholders {
			if p.pattern.MatchString(segment) {
				segments[i] = p.name
				break
			}
		}
	}
	return method + " " + strings.Join(segments, "/")
}
