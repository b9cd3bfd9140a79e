//go:build !linux

package wholefile

import (
	"io/fs"
	"os"
)

// openTemporary creates a file with the name.
func openTemporary(name string, permissions fs.FileMode) (*os.File, error) {
	return openNamed(name, permissions)
}

// giveName does nothing, because the file has its name already.
func giveName(*os.File) error { return nil }
