package wholefile

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Check returns the error that [Write] would return if the file, or a file in its directory, can't
// be written. It leaves no trace. A device or a pipe is not tried: to open it may wait for a
// reader.
func Check(file, what string) error {
	err := try(file)
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: the %s was not written: %w; name a file in a directory that can be written", filepath.ToSlash(file), what, Cause(err))
}

func try(file string) error {
	place, regular := placeOf(file)
	if !regular {
		return nil
	}
	if info, err := os.Stat(place); err == nil && info.IsDir() {
		return syscall.EISDIR
	}
	pending, err := os.CreateTemp(filepath.Dir(place), "."+filepath.Base(place)+"-*")
	if err != nil {
		return err
	}
	name := pending.Name()
	_ = pending.Close() // Nothing was written.
	return os.Remove(name)
}
