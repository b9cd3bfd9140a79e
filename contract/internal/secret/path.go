package secret

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/position"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// CleanPath removes what looks like a secret from the path of a URL that the document doesn't have,
// as in /reset-password/CODE and in /a;sid=CODE.
func CleanPath(path string) string {
	segments, isCode := strings.Split(path, "/"), position.NewPathSearch()
	for i, segment := range segments {
		segments[i] = cleanSegment(segment, isCode)
	}
	return strings.Join(segments, "/")
}

// cleanSegment cleans a segment of a path. isCode reports whether the next segment is a secret
// because of those before it.
func cleanSegment(segment string, isCode func(string) bool) string {
	segment, parameters, found := strings.Cut(segment, ";")
	if isCode(segment) || suspect.LooksRandom(segment) || suspect.LooksSecret(segment) {
		segment = Redacted
	}
	if !found {
		return segment
	}
	all := strings.Split(parameters, ";")
	for i, parameter := range all {
		if name, _, found := strings.Cut(parameter, "="); found && suspect.IsSecretName(name) {
			all[i] = name + "=" + Redacted
		}
	}
	return segment + ";" + strings.Join(all, ";")
}
