package report

import (
	"regexp"
	"strings"
)

// placeholders are written in the place of the segments of a path that identify something, such
// as the 42 in /users/42. The first pattern that matches counts.
var placeholders = []struct {
	pattern *regexp.Regexp
	name    string
}{
	{regexp.MustCompile(`^[0-9]+$`), "{number}"},
	{regexp.MustCompile(`^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$`), "{uuid}"},
	{regexp.MustCompile(`^([0-9a-f]{16,}|[0-9A-F]{16,})$`), "{hash}"},
	{regexp.MustCompile(`^[^.]*[0-9][^.]*[0-9][^.]*[0-9][^.]*[0-9][^.]*$`), "{id}"},
}

// shape returns the method and path of a request with placeholders for numbers, UUIDs, hashes and
// other identifiers, so that requests for different things of a kind have the same shape.
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
