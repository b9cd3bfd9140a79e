// Package source reads the files of an OpenAPI document. It reads from an [fs.FS], from directories
// that the user allows, and from the network if the user allows it. A document that somebody else
// wrote can't make the package read anything else.
//
//	files := source.Directory("specs")
//	if err := files.Allow("shared"); err != nil {
//		return err
//	}
//	doc, err := document.Load("specs/openapi.yaml", text, files)
package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/document"
	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
)

// Files reads the files that a document refers to. It implements [document.Reader]. It is safe for
// concurrent use after the last call of Allow or AllowRemote.
type Files struct {
	folders []folder
	// directory is the directory of the root file. It is empty if the root file is not on the disk.
	directory string
	// client fetches URLs. It is nil if no URL may be fetched. If origin, which is a scheme and a
	// host, is not empty, only URLs of this origin may be fetched.
	client *http.Client
	origin string
	ctx    context.Context //nolint:containedctx // The methods of a document.Reader take no context.
	// until is the time at which all requests must have ended.
	until time.Time
}

// folder is a file system with some of the files.
type folder struct {
	fsys fs.FS
	// name returns the name in fsys of the file at a location. It returns an invalid name if the
	// file is not in fsys.
	name func(location string) string
}

// New returns a reader of the files of a file system. The parameter directory is the directory of
// the root file in fsys.
func New(fsys fs.FS, directory string) *Files {
	return &Files{folders: []folder{{fsys, func(location string) string { return path.Join(directory, location) }}}}
}

// Directory returns a reader of the files in a directory of the operating system and below it.
// Symbolic links can't lead out of it.
func Directory(name string) *Files {
	files := New(disk(name), ".")
	files.directory = name
	return files
}

// Remote returns a reader of the files at URLs with the same scheme and host as the URL of the root
// file.
func Remote(ctx context.Context, root *url.URL) *Files {
	f := &Files{}
	f.AllowRemote(ctx)
	f.origin = originOf(root)
	return f
}

// Allow also allows files in another directory of the operating system and below it. It returns an
// error if there is no such directory.
func (f *Files) Allow(name string) error {
	if f.folders == nil || f.directory == "" {
		return fmt.Errorf("%s: the document is not in a directory, so no path in it leads to another one", filepath.ToSlash(name))
	}
	if info, err := os.Stat(name); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: there is no such directory; name one", filepath.ToSlash(name))
	}
	from, err := filepath.Abs(f.directory)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.ToSlash(f.directory), err)
	}
	to, err := filepath.Abs(name)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.ToSlash(name), err)
	}
	f.folders = append(f.folders, folder{disk(name), func(location string) string {
		within, err := filepath.Rel(to, filepath.Join(from, filepath.FromSlash(location)))
		if err != nil {
			return "" // The file is on another disk.
		}
		return filepath.ToSlash(within)
	}})
	return nil
}

// AllowRemote allows URLs of any host. Requests end when the context ends.
func (f *Files) AllowRemote(ctx context.Context) {
	f.client, f.origin, f.ctx, f.until = newClient(), "", ctx, time.Now().Add(allTimeout)
}

// The variables are reasons for not reading a file. They say how to allow the file.
var (
	errOutside = errors.New("it is outside the directory of the document; allow its directory with --allow-refs")
	errRemote  = errors.New("it is on the network; allow that with --allow-remote-refs")
	errMissing = errors.New("there is no such file; correct the reference, or add the file")
	errIsLarge = errors.New("it makes the document too large: all files together may have 64 MiB; split off what is not needed")
)

// Read returns the text of the file at a location.
func (f *Files) Read(location string, limit int) ([]byte, error) {
	if document.IsURL(location) {
		return f.fetch(location, limit)
	}
	reason := errOutside
	for _, in := range f.folders {
		name := in.name(location)
		if !fs.ValidPath(name) {
			continue
		}
		text, err := readFile(in.fsys, name, limit)
		if !errors.Is(err, errLinkOutside) { // The target of the link may be in another allowed directory.
			return text, err
		}
		reason = err
	}
	return nil, reason
}

func readFile(fsys fs.FS, name string, limit int) ([]byte, error) {
	info, err := fs.Stat(fsys, name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errMissing
	case err != nil:
		return nil, fmt.Errorf("%w; make the file readable", wholefile.Cause(err))
	case !info.Mode().IsRegular():
		return nil, errors.New("it is not a regular file; name one")
	}
	file, err := fsys.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w; make the file readable", wholefile.Cause(err))
	}
	defer file.Close() //nolint:errcheck // The file was only read.
	return readAll(file, limit)
}

func readAll(r io.Reader, limit int) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if err != nil {
		return nil, fmt.Errorf("%w; try again", wholefile.Cause(err))
	}
	if len(text) > limit {
		return nil, errIsLarge
	}
	return text, nil
}
