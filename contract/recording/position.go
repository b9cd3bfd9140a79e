package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// positions knows the lines and columns of the bytes that were read through it and are not
// forgotten.
type positions struct {
	source io.Reader
	// read is how many bytes were read, and forgotten how many of them were dropped.
	read, forgotten int64
	// breaks has the offsets of the line breaks that are not forgotten. lines counts the forgotten
	// ones, of which the last was at last.
	breaks []int64
	lines  int
	last   int64
}

func newPositions(source io.Reader) *positions { return &positions{source: source, last: -1} }

// maxEntryBytes limits how many bytes one entry of a recording may have, wherever they are in it: a
// few compressed bytes expand to any number.
const maxEntryBytes = 128 << 20

// errLongEntry says that an entry is longer than maxEntryBytes.
var errLongEntry = errors.New("an entry is longer than 128 MiB; remove it, or record it again")

func (p *positions) Read(buffer []byte) (int, error) {
	if p.read-p.forgotten > maxEntryBytes {
		return 0, errLongEntry
	}
	n, err := p.source.Read(buffer[:min(len(buffer), 1<<20)]) // A large buffer would take it beyond the limit.
	for at := 0; ; at++ {
		next := bytes.IndexByte(buffer[at:n], '\n')
		if next < 0 {
			break
		}
		at += next
		p.breaks = append(p.breaks, p.read+int64(at))
	}
	p.read += int64(n)
	return n, err
}

// forget drops what is before the offset, so that memory doesn't grow with the file.
func (p *positions) forget(offset int64) {
	p.forgotten = offset
	n, _ := slices.BinarySearch(p.breaks, offset)
	if n > 0 {
		p.lines += n
		p.last = p.breaks[n-1]
		p.breaks = slices.Delete(p.breaks, 0, n)
	}
}

// place returns LINE:COLUMN of an offset that is not forgotten, both from 1; columns count bytes.
func (p *positions) place(offset int64) string {
	n, _ := slices.BinarySearch(p.breaks, offset)
	last := p.last
	if n > 0 {
		last = p.breaks[n-1]
	}
	return fmt.Sprintf("%d:%d", p.lines+n+1, offset-last)
}
