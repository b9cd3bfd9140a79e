package position

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/suspect"
)

// isAccess reports whether the lines of a text have nothing but settings for the access to a
// service, so that a key among them is not one to sort by.
func isAccess(text string) bool {
	says := false
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		at := strings.IndexAny(line, ":=")
		switch {
		case line == "" || line[0] == '#' || line[0] == '[':
		case at < 0 || at > MaxCell || !suspect.IsAccessName(line[:at]):
			return false
		default:
			says = says || suspect.NamesAccess(line[:at])
		}
	}
	return says
}
