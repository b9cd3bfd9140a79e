package wholefile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// openTemporary creates a file in the directory of the name, without the name; see [giveName]. So
// nothing is left of the file if the process is killed. If the file system can't do that, the file
// has the name at once.
func openTemporary(name string, permissions fs.FileMode) (*os.File, error) {
	if _, err := os.Stat(descriptors); err != nil {
		return openNamed(name, permissions)
	}
	directory, _ := filepath.Split(name) // It is not cleaned, as in create.
	if directory == "" {
		directory = "."
	}
	descriptor, err := unix.Open(directory, unix.O_TMPFILE|unix.O_RDWR|unix.O_CLOEXEC, uint32(permissions))
	if err != nil {
		return openNamed(name, permissions)
	}
	return os.NewFile(uintptr(descriptor), name), nil
}

// descriptors has a link to each open file of this process.
const descriptors = "/proc/self/fd"

// giveName gives a file that [openTemporary] created its name. It does nothing if there is a file
// with the name, which may be the same file or another one.
func giveName(file *os.File) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Control(func(descriptor uintptr) {
		failed = unix.Linkat(unix.AT_FDCWD, fmt.Sprintf("%s/%d", descriptors, descriptor), unix.AT_FDCWD, file.Name(), unix.AT_SYMLINK_FOLLOW)
	})
	if err == nil && !errors.Is(failed, fs.ErrExist) {
		err = failed
	}
	return err
}
