package recording

import (
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// attachments are the files beside a recording. A recording may name such a file instead of holding
// a body. A nil pointer stands for no files.
type attachments struct {
	// dir is the directory of the recording. If the recording is in a zip file, base is its
	// directory in the zip file.
	dir  string
	zip  map[string]*zipFile
	base string
	// attached is called with the name of each file outside a zip file that is read. It may be nil.
	attached func(file string)
}

// wireMockFiles is the directory with the bodies that WireMock stubs name. The path is relative to
// the stubs.
const wireMockFiles = "../__files/"

// read returns the content of a file. It returns false if the file can't be read. It reads only
// files beside the recording, even if the name leads elsewhere, and no file longer than
// maxEntryBytes.
func (a *attachments) read(name string) ([]byte, bool) {
	if a == nil || name == "" {
		return nil, false
	}
	if a.zip != nil {
		return a.readZipped(path.Join(a.base, name))
	}
	name, dir := path.Clean(filepath.ToSlash(name)), a.dir
	if file, ok := strings.CutPrefix(name, wireMockFiles); ok {
		name, dir = path.Join("__files", file), filepath.Join(dir, "..")
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, false
	}
	defer func() { _ = root.Close() }() // The file was only read, so closing it loses nothing.
	info, err := root.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxWholeBytes {
		return nil, false
	}
	if a.attached != nil {
		a.attached(filepath.Join(dir, name))
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, false
	}
	defer func() { _ = f.Close() }() // The file was only read, so closing it loses nothing.
	return readAtMost(f, maxWholeBytes)
}

// readAtMost reads the whole reader. It returns false if reading fails or the limit is exceeded.
func readAtMost(r io.Reader, limit int64) ([]byte, bool) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	return data, err == nil && int64(len(data)) <= limit
}
