package wholefile

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Check returns the error that [Write] would return if the file, or a file in its directory, can't
// be written. It leaves no file behind. It doesn't try a device or a pipe, because whoever reads the
// pipe would see its end.
func Check(file, what string) error {
	err := try(file)
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: the %s was not written: %w; name a file in a directory that can be written", filepath.ToSlash(file), what, Cause(err))
}

func try(file string) error {
	info, err := os.Stat(file)
	switch {
	case err == nil && info.IsDir():
		return syscall.EISDIR
	case err == nil && isNamedPipe(file, info):
		return errNamedPipe
	case err == nil && !info.Mode().IsRegular():
		return nil
	}
	pending, err := create(file, everyone)
	if err != nil {
		return err
	}
	return pending.Discard()
}
