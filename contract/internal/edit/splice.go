package edit

import (
	"bytes"
	"cmp"
	"slices"
)

// splice replaces a range of the text.
type splice struct {
	from, to int
	text     string
}

// apply returns the text after the splices, which must not overlap.
func (d *Document) apply(splices ...splice) []byte {
	slices.SortStableFunc(splices, func(a, b splice) int { return cmp.Compare(a.from, b.from) })
	size := len(d.text)
	for _, s := range splices {
		size += len(s.text)
	}
	var out bytes.Buffer
	out.Grow(size)
	done := 0
	for _, s := range splices {
		out.Write(d.text[done:s.from])
		out.WriteString(s.text)
		done = s.to
	}
	out.Write(d.text[done:])
	return out.Bytes()
}
