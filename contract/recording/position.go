package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
)

// positions wraps a reader and computes the lines and columns of its bytes. It forgets the
// positions of bytes that are no longer needed.
type positions struct {
	source io.Reader
	// read counts the bytes that were read, and forgotten counts those whose positions were
	// dropped.
	read, forgotten int64
	// breaks has the offsets of the line breaks that are not forgotten. lines counts the forgotten
	// line breaks, and last is the offset of the last of them.
	breaks []int64
	lines  int
	last   int64
}

func newPositions(source io.Reader) *positions { return &positions{source: source, last: -1} }

// maxEntryBytes limits the size of one entry of a recording. Without the limit, a small compressed
// file could use up the memory.
const maxEntryBytes = 128 << 20

// errLongEntry means that an entry is longer than maxEntryBytes.
var errLongEntry = errors.New("an entry is longer than 128 MiB; remove it, or record it again")

func (p *positions) Read(buffer []byte) (int, error) {
	if p.read-p.forgotten > maxEntryBytes {
		return 0, errLongEntry
	}
	n, err := p.source.Read(buffer[:min(len(buffer), 1<<20)]) // A larger buffer could go far beyond the limit.
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

// forget drops the positions before the offset, so memory doesn't grow with the file.
func (p *positions) forget(offset int64) {
	p.forgotten = offset
	n, _ := slices.BinarySearch(p.breaks, offset)
	if n > 0 {
		p.lines += n
		p.last = p.breaks[n-1]
		p.breaks = slices.Delete(p.breaks, 0, n)
	}
}

// place returns LINE:COLUMN of an offset that is not forgotten. Both count from 1, and columns
// count bytes.
func (p *positions) place(offset int64) string {
	line, column := p.lineColumn(offset)
	return fmt.Sprintf("%d:%d", line, column)
}

// lineColumn returns the line and the column of place.
func (p *positions) lineColumn(offset int64) (line, column int) {
	n, _ := slices.BinarySearch(p.breaks, offset)
	last := p.last
	if n > 0 {
		last = p.breaks[n-1]
	}
	return p.lines + n + 1, int(offset - last)
}
