package output

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wording"
)

// longest is how many characters of a value [Short] shows. An enum of 400 values would fill a line
// of 8 kB.
const longest = 400

// Short returns s as [Printable] does. If s is long, Short cuts it, if possible behind an item of a
// list, and adds the number of characters that are left out.
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

// List joins the first names, and says how many more there are.
func List(names []string, most int) string {
	if more := len(names) - most; more > 0 {
		return fmt.Sprintf("%s; and %d more", strings.Join(names[:most], "; "), more)
	}
	return strings.Join(names, "; ")
}

// Count returns how many things there are, as [wording.Count] does.
func Count(n int, thing string) string {
	return wording.Count(uint64(max(n, 0)), thing)
}
