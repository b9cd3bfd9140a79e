package wholefile

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
)

var errNamedPipe = errors.New("it is a named pipe, which may wait without end")

// isNamedPipe reports whether a name leads to a pipe that has a name in a directory. Opening such a
// pipe waits until another program opens its other end, which may be never. The pipes that a shell
// passes to a command, such as /dev/stdin, are already open. On most systems, they are links to
// what has no name.
func isNamedPipe(name string, info fs.FileInfo) bool {
	if info.Mode()&fs.ModeNamedPipe == 0 {
		return false
	}
	actual, err := filepath.EvalSymlinks(name)
	return err == nil && !strings.HasPrefix(filepath.ToSlash(actual), "/dev/")
}
