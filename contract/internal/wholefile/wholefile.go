// Package wholefile writes a file either completely or not at all. Nobody can read half a report,
// and a failure leaves the old file unchanged. The package doesn't follow links.
//
//	err := wholefile.Write("report.html", "report", page)
package wholefile

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// The constants are the permissions of new files. The umask may narrow them.
const (
	everyone = 0o644
	owner    = 0o600
)

// Write writes a file that everybody may read. An existing file keeps its permissions. Write writes
// to a device or a pipe, such as /dev/stdout, instead of replacing it. It refuses a link to a file,
// and a named pipe; see [isNamedPipe]. Its error is one line that names the file. The parameter what
// says what the file contains.
func Write(file, what string, data []byte) error {
	if err := write(file, data); err != nil {
		return fmt.Errorf("%s: the %s was not written: %w; name a file in a directory that can be written", filepath.ToSlash(file), what, Cause(err))
	}
	return nil
}

func write(file string, data []byte) error {
	info, err := os.Stat(file)
	switch {
	case err == nil && isNamedPipe(file, info):
		return errNamedPipe
	case err == nil && !info.Mode().IsRegular() && !info.IsDir():
		return os.WriteFile(file, data, everyone)
	}
	pending, err := create(file, everyone)
	if err != nil {
		return err
	}
	if _, err := pending.Write(data); err != nil {
		return errors.Join(err, pending.Discard())
	}
	if err := pending.Replace(); err != nil {
		return errors.Join(Cause(err), pending.Discard())
	}
	return nil
}

// Cause returns the cause that the system gives for an error, without the name of the temporary
// file.
func Cause(err error) error {
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		return pathError.Err
	}
	if linkError, ok := errors.AsType[*os.LinkError](err); ok {
		return linkError.Err
	}
	return err
}

// Pending is a file that is written piece by piece under a temporary name, and then renamed to its
// final name. On Linux, the file doesn't have the temporary name until then. The library renameio
// does the same, but not on Windows, and not with narrower permissions.
type Pending struct {
	*os.File

	file string
}

// The variables are reasons why a file can't be replaced.
var (
	errLink       = errors.New("it is a link; name the file itself")
	errNotRegular = errors.New("it is not a regular file")
	errReplaced   = errors.New("another program replaced the temporary file")
)

// Create creates a file that only its owner may read and write. The directory must exist. The
// caller must call [Pending.Replace] or [Pending.Discard]. Create refuses links, devices and pipes.
func Create(file string) (*Pending, error) { return create(file, owner) }

func create(file string, permissions fs.FileMode) (*Pending, error) {
	info, err := os.Lstat(file)
	switch {
	case err == nil && info.Mode()&fs.ModeSymlink != 0:
		return nil, errLink
	case err == nil && info.IsDir():
		return nil, syscall.EISDIR
	case err == nil && !info.Mode().IsRegular():
		return nil, errNotRegular
	}
	keeps := err == nil && permissions != owner
	if keeps {
		permissions = info.Mode().Perm()
	}
	directory, base := filepath.Split(file) // The name is not cleaned, because .. after a link to a directory leads out of the link's target.
	name := directory + "." + base + "-" + strings.ToLower(rand.Text())
	pending, err := openTemporary(name, permissions)
	if err != nil {
		return nil, err
	}
	if keeps {
		if err := pending.Chmod(permissions); err != nil { // The umask has narrowed the permissions.
			return nil, errors.Join(err, (&Pending{File: pending}).Discard())
		}
	}
	return &Pending{File: pending, file: file}, nil
}

// openNamed creates a file that doesn't exist yet.
func openNamed(name string, permissions fs.FileMode) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, permissions) //nolint:gosec // The user names the file.
}

// Replace renames the file to its final name. If another program put something else under the
// temporary name, such as a link, Replace returns an error. If it returns an error, the caller must
// still discard the file.
func (p *Pending) Replace() error {
	if err := giveName(p.File); err != nil {
		return err
	}
	written, err := p.Stat()
	if err != nil {
		return err
	}
	named, err := os.Lstat(p.Name())
	switch {
	case err != nil:
		return err
	case !os.SameFile(written, named):
		return errReplaced
	}
	if err := errors.Join(p.Sync(), p.Close()); err != nil {
		return err
	}
	return os.Rename(p.Name(), p.file)
}

// Discard removes the temporary file.
func (p *Pending) Discard() error {
	_ = p.Close() // The file may already be closed.
	if err := os.Remove(p.Name()); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
