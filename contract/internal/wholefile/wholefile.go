// Package wholefile writes files that are there whole or not at all, so that nobody reads half a report and a failure leaves what was there before.
//
//	err := wholefile.Write("report.html", "report", page)
package wholefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"
)

const mode = 0o644

// Write writes a file. What is no file but a device or a pipe, as /dev/stdout may be, is written to and not replaced. An error is one line that
// names the file and what it was to hold.
func Write(file, what string, data []byte) error {
	place, regular := placeOf(file)
	write := maybe.WriteFile
	if !regular {
		write = os.WriteFile
	}
	err := write(place, data, mode)
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: the %s was not written: %w; name a file in a directory that can be written", filepath.ToSlash(file), what, Cause(err))
}

// placeOf returns where a file is that a link may lead to, and whether it can be replaced: there is none yet, or it is a regular one.
func placeOf(file string) (place string, regular bool) {
	if target, err := filepath.EvalSymlinks(file); err == nil {
		file = target
	}
	info, err := os.Stat(file)
	return file, err != nil || info.Mode().IsRegular() || info.IsDir()
}

// Cause returns what the system says of a file, without the name of the temporary file that it says it of.
func Cause(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	if linkError, ok := errors.AsType[*os.LinkError](err); ok {
		return linkError.Err
	}
	return err
}

// Pending is a file that is written piece by piece, beside the place that it is for. It is what renameio has for everything but Windows, where
// this works too, if not at one stroke.
type Pending struct {
	*os.File

	file string
}

// Create begins a file, in a directory that exists. [Pending.Replace] or [Pending.Discard] ends it. A device or a pipe can't be replaced.
func Create(file string) (*Pending, error) {
	file, regular := placeOf(file)
	if !regular {
		return nil, errors.New("it is no regular file")
	}
	pending, err := os.CreateTemp(filepath.Dir(file), "."+filepath.Base(file)+"-*")
	if err != nil {
		return nil, err
	}
	return &Pending{File: pending, file: file}, nil
}

// Replace puts the file into its place. Where it can't, the file is still to be discarded.
func (p *Pending) Replace() error {
	if err := errors.Join(p.Chmod(mode), p.Sync(), p.Close()); err != nil {
		return err
	}
	return os.Rename(p.Name(), p.file)
}

// Discard removes what was written.
func (p *Pending) Discard() error {
	_ = p.Close() // It may be closed already.
	return os.Remove(p.Name())
}
