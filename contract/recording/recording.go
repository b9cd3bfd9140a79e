// Package recording reads recorded exchanges: HAR 1.2 files, each entry with the word of who answered.
//
//	exchanges, err := recording.Load("contract/testdata/recordings", "more.har")
//	if err != nil {
//		return err
//	}
//	for _, x := range exchanges {
//		findings := c.Check(&x)
//	}
//
// An entry says who answered in the field _provenance: documented, sandbox or live. HAR leaves names that
// begin with an underscore to applications. An entry without it is read all the same, and counts as nobody's word. A documented entry
// names in _source the page that it is transcribed from, and has the status 0 where the page documents no response.
package recording

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// extension is what tells recordings apart from other files in a directory.
const extension = ".har"

// Load reads recordings: each path is a HAR file, or a directory of which all *.har files are read, at any depth. The
// exchanges come in the order of the paths, within a directory by file name, within a file as recorded. An error is one line that names
// the file, the place in it and what to do; then nothing is returned.
func Load(paths ...string) ([]contract.Exchange, error) {
	var exchanges []contract.Exchange
	for _, path := range paths {
		files, err := recordings(path)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				return nil, readError(file, err)
			}
			read, err := ParseHAR(filepath.ToSlash(file), data)
			if err != nil {
				return nil, err
			}
			exchanges = append(exchanges, read...)
		}
	}
	return exchanges, nil
}

// recordings returns the path itself where it is a file, and the recordings below it where it is a directory.
func recordings(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, readError(path, err)
	}
	if !info.IsDir() {
		return []string{path}, nil
	}
	var files []string
	err = filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return readError(file, err)
		}
		if !entry.IsDir() && strings.EqualFold(filepath.Ext(file), extension) {
			files = append(files, file)
		}
		return nil
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s: the directory holds no recordings: put *%s files there or name another one", filepath.ToSlash(path), extension)
	}
	return files, err
}

func readError(path string, err error) error {
	path = filepath.ToSlash(path)
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s: %w; check the name", path, fs.ErrNotExist)
	}
	return fmt.Errorf("%s: %w; name a file that can be read", path, err)
}
