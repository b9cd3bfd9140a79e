package secret

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// CleanPath removes what looks like a secret from the path of a URL that the document doesn't have,
// as in /reset-password/CODE and in /a;sid=CODE.
func CleanPath(path string) string {
	segments, before := strings.Split(path, "/"), ""
	for i, segment := range segments {
		segments[i] = cleanSegment(before, segment)
		before = segment
	}
	return strings.Join(segments, "/")
}

func cleanSegment(before, segment string) string {
	segment, parameters, found := strings.Cut(segment, ";")
	if suspect.IsLinkName(before) && suspect.LooksCoded(segment) || suspect.LooksRandom(segment) || suspect.LooksSecret(segment) {
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
