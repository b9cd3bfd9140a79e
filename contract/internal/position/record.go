package position

import "github.com/orgcontract/polytomic-organizations/contract/internal/lazyregexp"

var (
	// recordHead matches what PostgreSQL writes above each record that has its columns on lines of
	// their own.
	recordHead = lazyregexp.Needing(`(?m)^-\[ RECORD \d+ \]-*`, "-[ record")
	// recordLine matches one of these lines.
	recordLine = lazyregexp.New(`(?m)^[ \t]*([\pL_][\pL\pN_ .-]{0,60}?)[ \t]*\|[ \t]*([^\r\n]+?)[ \t\r]*$`)
)

// expandedOf returns the values of columns of secrets in such records.
func expandedOf(text string, name Naming) []Span {
	if !recordHead.MatchString(text) {
		return nil
	}
	return valuesOf(text, recordLine, name)
}
