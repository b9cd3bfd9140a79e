package contractbeam

import (
	"context"
	"errors"
	"io"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
)

// file reads an element.
type file struct {
	io.Reader

	close []io.Closer
	// failed is the error, other than io.EOF, that reading ended with.
	failed error
}

// open opens an element on the file system that its path names.
func open(ctx context.Context, e element) (*file, error) {
	fs, err := filesystem.New(ctx, e.Path)
	if err != nil {
		return nil, err
	}
	content, err := fs.OpenRead(ctx, e.Path)
	if err != nil {
		return nil, errors.Join(err, fs.Close())
	}
	f := &file{close: []io.Closer{content, fs}}
	f.Reader = watched{content, &f.failed}
	if !e.IsRange {
		return f, nil
	}
	if seeker, ok := content.(io.Seeker); ok {
		_, err = seeker.Seek(e.Offset, io.SeekStart)
	} else {
		_, err = io.CopyN(io.Discard, content, e.Offset)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	f.Reader = io.LimitReader(f.Reader, e.Bytes)
	return f, nil
}

// Close closes the file and its file system.
func (f *file) Close() error {
	var errs []error
	for _, c := range f.close {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

// watched keeps the error that reading ends with: a decoder would make it one of the recording.
type watched struct {
	io.Reader

	failed *error
}

// Read reads.
func (w watched) Read(p []byte) (int, error) {
	n, err := w.Reader.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		*w.failed = err
	}
	return n, err
}
