package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/google/renameio/v2/maybe"
)

// writeFile writes a file, whole or not at all. An error is one line that names it, and what it was to hold.
func writeFile(file, what string, data []byte) error {
	err := maybe.WriteFile(file, data, 0o644)
	if err == nil {
		return nil
	}
	// The name that these errors tell is that of a temporary file.
	if pathError, ok := errors.AsType[*fs.PathError](err); ok {
		err = pathError.Err
	}
	if linkError, ok := errors.AsType[*os.LinkError](err); ok {
		err = linkError.Err
	}
	return fmt.Errorf("%s: the %s was not written: %w; name a file in a directory that can be written", filepath.ToSlash(file), what, err)
}
