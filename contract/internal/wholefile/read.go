package wholefile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxRead is the largest size in bytes of a file that a command reads as a whole.
const MaxRead = 64 << 20

// Read returns the bytes of a file. If the file has more bytes than the limit, the error is an
// [fs.PathError], as the errors of [os.ReadFile] are. Read needs no more memory than the limit. A
// repository of somebody else may have a link to a device without end.
func Read(file string, limit int64) ([]byte, error) {
	f, err := Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // The file was only read.
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, &fs.PathError{Op: "read", Path: file, Err: fmt.Errorf("it is larger than %d KiB", limit>>10)}
	}
	return data, nil
}

// Open opens a file for reading. It refuses a named pipe; see [isNamedPipe].
func Open(file string) (*os.File, error) {
	if info, err := os.Stat(file); err == nil && isNamedPipe(file, info) {
		return nil, &fs.PathError{Op: "open", Path: file, Err: errNamedPipe}
	}
	return os.Open(file) //nolint:gosec // The user names the file to read.
}
