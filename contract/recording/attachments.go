package recording

import (
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// attachments are the files beside a recording, to which it refers for bodies. A nil pointer has
// none.
type attachments struct {
	// dir is the directory of the recording, or base its directory in the zip file.
	dir  string
	zip  map[string]*zipFile
	base string
}

// wireMockFiles is the directory of the bodies that stubs of WireMock refer to, relative to the
// stubs.
const wireMockFiles = "../__files/"

// read returns the content of a file. It returns false if there is none that can be read. Whatever
// the name says, it reads only files beside the recording, and no file that is longer than an entry
// may be.
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
	defer func() { _ = root.Close() }() // It was only read.
	info, err := root.Stat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxWholeBytes {
		return nil, false
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, false
	}
	defer func() { _ = f.Close() }() // As above.
	return readAtMost(f, maxWholeBytes)
}

// readAtMost reads all. It returns false if that fails, or is more than the limit.
func readAtMost(r io.Reader, limit int64) ([]byte, bool) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	return data, err == nil && int64(len(data)) <= limit
}
