package contract

import (
	"regexp"
	"slices"

	"github.com/orgcontract/polytomic-organizations/contract/internal/schema"
)

// DefaultPlaceholders is a pattern that matches what recorders write in the place of a value:
// <API_TOKEN>, {{id}}, ${TOKEN}, [REDACTED] and ****.
const DefaultPlaceholders = `<[A-Z][A-Z0-9_]*>|\{\{[^{}]+\}\}|\$\{[A-Za-z_][A-Za-z0-9_]*\}|\[?\b(?:REDACTED|FILTERED)\b\]?|\*{4}`

var defaultPlaceholders = regexp.MustCompile(DefaultPlaceholders)

// Placeholders sets the pattern that matches what recorders write in the place of a value. Without
// this option, the pattern is [DefaultPlaceholders]. If a finding is about a value that matches,
// the finding has [Finding.Placeholder]. A nil pattern matches nothing.
func Placeholders(pattern *regexp.Regexp) LoadOption {
	return loadOption(func(l *loading) { l.placeholders = pattern })
}

// isPlaceholder reports whether a schema refuses a value only because the value contains a
// placeholder. No format or pattern describes placeholders.
func (c *Contract) isPlaceholder(m *schema.Mismatch) bool {
	switch m.Keyword {
	case "format", "pattern":
		text, ok := m.Value.(string)
		return ok && c.placeholders != nil && c.placeholders.MatchString(text)
	case "anyOf", "oneOf":
		return len(m.Closest) > 0 && !slices.ContainsFunc(m.Closest, func(inner schema.Mismatch) bool { return !c.isPlaceholder(&inner) })
	default:
		return false
	}
}
