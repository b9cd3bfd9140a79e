package recording

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"path"
	"strings"
)

// zipFile is a file in a zip file.
type zipFile = zip.File

// zipStart are the first bytes of a zip file.
const zipStart = "PK\x03\x04"

// maxZipFiles limits the number of files in a zip file, because the list of files is kept in
// memory.
const maxZipFiles = 50_000

// zip yields the exchanges of the HAR files in a zip file, with the bodies in its other files.
func (in *input) zip(yield yieldExchange) error {
	archive, err := in.openZip()
	if err != nil {
		return err
	}
	files := make(map[string]*zipFile, len(archive.File))
	var recordings []*zipFile
	for _, f := range archive.File {
		files[f.Name] = f
		if isHARName(f.Name) {
			recordings = append(recordings, f)
		}
	}
	if len(recordings) == 0 {
		return fmt.Errorf("%s: the zip file holds no HAR file; unpack it and name the recordings in it", in.name)
	}
	for _, f := range recordings {
		if err := in.zipped(f, files, yield); err != nil {
			return err
		}
	}
	return nil
}

// zipped yields the exchanges of one HAR file in a zip file.
func (in *input) zipped(f *zipFile, files map[string]*zipFile, yield yieldExchange) error {
	inner := &input{
		name: in.name + "/" + f.Name, skipped: in.skipped, isZipped: true, codings: in.codings,
		files: &attachments{zip: files, base: path.Dir(f.Name)},
	}
	r, err := f.Open()
	if err != nil {
		return inner.damagedZip()
	}
	defer func() { _ = r.Close() }() // The file was only read, so closing it loses nothing.
	if err := inner.open(r); err != nil {
		return err
	}
	return inner.har(yield)
}

// openZip reads a zip file into memory.
func (in *input) openZip() (*zip.Reader, error) {
	data, ok := readAtMost(in, maxWholeBytes)
	switch {
	case in.failed != nil:
		return nil, in.failed
	case !ok:
		return nil, fmt.Errorf("%s: the zip file is longer than 64 MiB; unpack it and name the recording in it", in.name)
	case bytes.Count(data, []byte("PK\x01\x02")) > maxZipFiles:
		return nil, fmt.Errorf("%s: the zip file holds more than %d files; unpack it and name the recording in it", in.name, maxZipFiles)
	}
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, in.damagedZip()
	}
	return archive, nil
}

func (in *input) damagedZip() error {
	return fmt.Errorf("%s: the file is damaged: its zip data can't be read; record it again or restore it", in.name)
}

// isHARName reports whether a file in a zip file is a HAR file by its name.
func isHARName(name string) bool { return extension(path.Base(name)) == harExtension }

// holdsHAR reports whether a zip file contains a HAR file. It reads the input.
func (in *input) holdsHAR() bool {
	archive, err := in.openZip()
	if err != nil {
		return false
	}
	for _, f := range archive.File {
		if isHARName(f.Name) {
			return true
		}
	}
	return false
}

// readZipped returns the content of a file in the zip file, as [attachments.read] does.
func (a *attachments) readZipped(name string) ([]byte, bool) {
	f := a.zip[strings.TrimPrefix(name, "/")]
	if f == nil {
		return nil, false
	}
	r, err := f.Open()
	if err != nil {
		return nil, false
	}
	defer func() { _ = r.Close() }() // The file was only read, so closing it loses nothing.
	return readAtMost(r, maxWholeBytes)
}
