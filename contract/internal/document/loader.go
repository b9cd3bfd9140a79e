package document

import (
	"errors"
	"fmt"
)

// Reader reads the files that the references of a document lead to.
type Reader interface {
	// Read returns the text of the file at a location: a URL of http or https, or a path with
	// slashes that is relative to the directory of the root file. The path is clean; it may begin
	// with two dots. If there is no such file, if it may not be read, or if it has more bytes than
	// the limit, Read returns an error of a few words.
	Read(location string, limit int) ([]byte, error)
}

// MaxSize is how many bytes the files of a document may have together.
const MaxSize = 64 << 20

// maxFiles is how many files a document may have.
const maxFiles = 10_000

// loader reads the files of one document, each once.
type loader struct {
	// reader is nil if there are no other files. It is also nil after the document has been loaded.
	reader Reader
	// size is the number of bytes of the files that have been read.
	size int
	// failed has the error for each file that can't be read, by its location.
	failed map[string]error
}

var errOneFile = errors.New("points to another file, and only one file is read; bundle the document into one file")

// file returns the file that a reference leads to. If the file has not been read and the document is
// still being loaded, it reads the file.
func (d *Document) file(location string) (*File, error) {
	public := PublicLocation(location)
	if f := d.byLocation[public]; f != nil {
		return f, nil
	}
	if d.loader == nil {
		return nil, errOneFile
	}
	if err := d.loader.failed[location]; err != nil {
		return nil, err
	}
	if d.loader.reader == nil {
		return nil, errOneFile
	}
	f, err := d.read(location)
	if err != nil {
		d.loader.failed[location] = err
		return nil, err
	}
	d.files = append(d.files, f)
	d.byLocation[public] = f
	return f, nil
}

func (d *Document) read(location string) (*File, error) {
	if len(d.files) >= maxFiles {
		return nil, fmt.Errorf("points to one file too many: a document may have %d; bundle some into one", maxFiles)
	}
	public := PublicLocation(location)
	f := &File{document: d, name: nameOf(d.Name(), location), location: public, prefix: prefixOf(public)}
	text, err := d.loader.reader.Read(location, MaxSize-d.loader.size)
	if err != nil {
		return nil, fmt.Errorf("can't be followed: %s: %w", f.name, err)
	}
	d.loader.size += len(text)
	if err := f.read("an OpenAPI object", text); err != nil {
		return nil, fmt.Errorf("can't be followed: %w", err)
	}
	return f, nil
}
