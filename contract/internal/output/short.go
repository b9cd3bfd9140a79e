package output

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// longest is how many characters of a value [Short] shows. Without a limit, an enum of 400 values
// would fill a line of 8 kB.
const longest = 400

// Short returns s as [Printable] does, but shortens it if it is long. If possible, it cuts s after
// an item of a list. It then adds the number of characters that it left out.
func Short(s string) string {
	s = Printable(s)
	length := utf8.RuneCountInString(s)
	if length <= longest {
		return s
	}
	kept := string([]rune(s)[:longest])
	if end := strings.LastIndex(kept, ", "); end > len(kept)/2 {
		kept = kept[:end+1]
	}
	return fmt.Sprintf("%s ... (and %s)", kept, Count(length-utf8.RuneCountInString(kept), "more character"))
}

// List joins the first names and adds how many more there are.
func List(names []string, most int) string {
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s; and %d more", strings.Join(names[:most], "; "), more)
	}
	return strings.Join(names, "; ")
}

// Count returns a number with its noun, as [wording.Count] does.
func Count(n int, thing string) string {
	return wording.Count(uint64(max(n, 0)), thing)
}
