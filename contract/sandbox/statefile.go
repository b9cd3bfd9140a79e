package sandbox

import (
	"encoding/binary"
	"io"

	"go.etcd.io/bbolt"
)

// The constants are the numbers in the file format of the database. A page begins with its number,
// its kind, the count of its elements, and the count of the pages that it continues on.
const (
	pageHeader  = 16 // The size of the header in bytes. Each element has the same size.
	branchPage  = 1
	leafPage    = 2
	bucketValue = 1 // The flag of an element whose value is a bucket.
	firstPage   = 2 // The pages before it say where the rest of the file is.
)

// checkFile returns an error if the pages of the database don't form a tree. The database itself
// doesn't check that, and reads or writes a damaged file without end. checkFile reads each page at
// most twice.
func checkFile(db *bbolt.DB, file io.ReaderAt) error {
	return db.View(func(tx *bbolt.Tx) error {
		size := int64(db.Info().PageSize)
		tree := &pageTree{file: file, pageSize: size, end: uint64(tx.Size() / size), seen: map[uint64]bool{}} //nolint:gosec // A size is not negative.
		if err := tree.page(uint64(tx.Cursor().Bucket().Root())); err != nil {
			return err
		}
		// The check of the database would follow pages in a circle without end.
		var damaged error
		for range tx.Check() {
			damaged = errDamaged
		}
		return damaged
	})
}

// pageTree is the tree of the pages that are in use.
type pageTree struct {
	file     io.ReaderAt
	pageSize int64
	// end is the number after the last page.
	end uint64
	// seen has the pages that were visited. A page belongs to the tree only once.
	seen map[uint64]bool
}

// page checks a page and the pages below it.
func (t *pageTree) page(number uint64) error {
	header := make([]byte, pageHeader)
	if err := t.read(header, number); err != nil {
		return err
	}
	further := uint64(binary.NativeEndian.Uint32(header[12:]))
	if number < firstPage || number+further >= t.end {
		return errDamaged
	}
	for n := number; n <= number+further; n++ {
		if t.seen[n] {
			return errDamaged
		}
		t.seen[n] = true
	}
	data := make([]byte, (further+1)*uint64(t.pageSize)) //nolint:gosec // A size is not negative.
	if err := t.read(data, number); err != nil {
		return err
	}
	if binary.NativeEndian.Uint64(data) != number {
		return errDamaged
	}
	return t.elements(data)
}

// read reads the beginning of a page. It returns errDamaged if the file ends before.
func (t *pageTree) read(data []byte, number uint64) error {
	if number >= t.end {
		return errDamaged
	}
	if _, err := t.file.ReadAt(data, int64(number)*t.pageSize); err != nil { //nolint:gosec // The number is less than end.
		return errDamaged
	}
	return nil
}

// elements checks the elements of a page, or of a small bucket that is written like a page.
func (t *pageTree) elements(data []byte) error {
	if len(data) < pageHeader {
		return errDamaged
	}
	kind, count := binary.NativeEndian.Uint16(data[8:]), int(binary.NativeEndian.Uint16(data[10:]))
	if (count+1)*pageHeader > len(data) || kind == branchPage && count == 0 {
		return errDamaged
	}
	for i := range count {
		from := data[(i+1)*pageHeader:]
		var err error
		switch kind {
		case branchPage:
			_, err = part(from, binary.NativeEndian.Uint32(from), binary.NativeEndian.Uint32(from[4:]), 0)
			if err == nil {
				err = t.page(binary.NativeEndian.Uint64(from[8:]))
			}
		case leafPage:
			err = t.leaf(from)
		default:
			err = errDamaged
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// leaf checks an element with a value, and the bucket if its value is one.
func (t *pageTree) leaf(from []byte) error {
	flags, position := binary.NativeEndian.Uint32(from), binary.NativeEndian.Uint32(from[4:])
	value, err := part(from, position, binary.NativeEndian.Uint32(from[8:]), binary.NativeEndian.Uint32(from[12:]))
	switch {
	case err != nil || flags&bucketValue == 0:
		return err
	case len(value) < pageHeader: // A bucket has the number of its page, and another number.
		return errDamaged
	case binary.NativeEndian.Uint64(value) != 0:
		return t.page(binary.NativeEndian.Uint64(value))
	default:
		return t.elements(value[pageHeader:])
	}
}

// part returns the value of an element. It returns errDamaged if the key and the value are not
// within the page.
func part(from []byte, position, key, value uint32) ([]byte, error) {
	start := uint64(position) + uint64(key)
	if start+uint64(value) > uint64(len(from)) {
		return nil, errDamaged
	}
	return from[start : start+uint64(value)], nil
}
