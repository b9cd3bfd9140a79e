package change

import (
	"bytes"
	"context"
	"io/fs"
	"path"
	"strings"
	"time"
)

// gitFiles is a file system with the files of a commit. A name may begin with the revision and a
// colon.
type gitFiles struct {
	ctx              context.Context //nolint:containedctx // The methods of an fs.FS take no context.
	revision, commit string
	// directory is the directory to which names are relative. It is a path from the top of the
	// repository.
	directory string
}

// Open returns the file with a name.
func (f gitFiles) Open(name string) (fs.File, error) {
	within := path.Join(f.directory, strings.TrimPrefix(name, f.revision+":"))
	text, err := git(f.ctx, "cat-file", "blob", f.commit+":"+within)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &blob{Reader: bytes.NewReader(text), name: path.Base(name)}, nil
}

// blob is a file of a commit.
type blob struct {
	*bytes.Reader

	name string
}

func (b *blob) Stat() (fs.FileInfo, error) { return b, nil }
func (b *blob) Close() error               { return nil }
func (b *blob) Name() string               { return b.name }
func (b *blob) Mode() fs.FileMode          { return 0o444 }
func (b *blob) ModTime() time.Time         { return time.Time{} }
func (b *blob) IsDir() bool                { return false }
func (b *blob) Sys() any                   { return nil }
