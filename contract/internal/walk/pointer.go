package walk

import (
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/jsonvalue"
)

// step is the name of a member, or the index of an item of an array.
type step struct {
	name  string
	index int
}

// Pointer returns the JSON pointer of the value that is being visited. A very long pointer is cut,
// as in a finding.
func (w *Walker) Pointer() string {
	var b strings.Builder
	for _, s := range w.path {
		jsonvalue.WriteToken(&b, s.name, s.index)
		if b.Len() > jsonvalue.MaxPointer {
			break
		}
	}
	return b.String()
}
