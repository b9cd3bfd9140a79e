package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// disk is a directory of the operating system as a file system. Neither two dots nor a symbolic
// link can lead out of the directory. It keeps no file open.
type disk string

// Open opens a file in the directory or below it.
func (d disk) Open(name string) (fs.File, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // The file stays open.
	file, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, d.explain(name, err)
	}
	return file, nil
}

// Stat describes a file in the directory or below it. It doesn't open the file, because opening a
// pipe may block.
func (d disk) Stat(name string) (fs.FileInfo, error) {
	root, err := os.OpenRoot(string(d))
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // The directory was only read.
	info, err := root.Stat(filepath.FromSlash(name))
	if err != nil {
		return nil, d.explain(name, err)
	}
	return info, nil
}

var errLinkOutside = errors.New("a symbolic link leads out of the directory of the document")

// explain returns an error for a file that can't be reached. If the file exists, and the operating
// system has no objection, the reason is a symbolic link that leads out of the directory.
func (d disk) explain(name string, err error) error {
	if _, objects := errors.AsType[syscall.Errno](err); objects { // For instance, too many files are open.
		return err
	}
	if _, found := os.Stat(filepath.Join(string(d), filepath.FromSlash(name))); found == nil {
		return errLinkOutside
	}
	return err
}
