package walk

import (
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// step is the name of a member, or the index of an item of an array.
type step struct {
	name  string
	index int
}

// noIndex is the index of a member.
const noIndex = -1

// Pointer returns the JSON pointer of the value that is being visited. A very long pointer is cut,
// as in a finding.
func (w *Walker) Pointer() string {
	var b strings.Builder
	for _, s := range w.path {
		b.WriteByte('/')
		if s.index == noIndex {
			b.WriteString(jsonvalue.EscapeToken(s.name))
		} else {
			b.WriteString(strconv.Itoa(s.index))
		}
		if b.Len() > jsonvalue.MaxPointer {
			break
		}
	}
	return b.String()
}
