package wholefile

import (
	"fmt"
	"io"
	"io/fs"
	"os"
)

// MaxRead is how many bytes a file may have that a command reads whole.
const MaxRead = 64 << 20

// Read returns the bytes of a file. The error for a file with more bytes than the limit is an
// [fs.PathError], as are those of [os.ReadFile]. Read needs no more memory than the limit: a
// repository of somebody else may hold a link to a device that has no end.
func Read(file string, limit int64) ([]byte, error) {
	f, err := os.Open(file) //nolint:gosec // To read the file that the user names is what it is for.
	if err != nil {
		return nil, err
	}
	defer f.Close() //nolint:errcheck // It was only read.
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err != nil {
		return nil, err
	}
	if int64(len(data)) > limit {
		return nil, &fs.PathError{Op: "read", Path: file, Err: fmt.Errorf("it is larger than %d KiB", limit>>10)}
	}
	return data, nil
}
