package report

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/renameio/v2/maybe"
)

// Target is a format and the file that a report goes to in it.
type Target struct {
	Kind Kind
	// File is a name, or - for the standard output.
	File string
}

// standardOutput is the file that is the standard output.
const standardOutput = "-"

// ParseTarget reads KIND=FILE, where KIND is one of the kinds that are named, or any where none is. An error is one line that names them.
func ParseTarget(s string, among ...Kind) (Target, error) {
	if len(among) == 0 {
		among = Kinds()
	}
	kind, file, found := strings.Cut(s, "=")
	switch {
	case !slices.Contains(among, Kind(kind)):
		return Target{}, fmt.Errorf("%q: there is no kind of report %q; give KIND=FILE, with a kind of %s", s, kind, kindNames(among))
	case !found || file == "":
		return Target{}, fmt.Errorf("%q: it names no file; give %s=FILE, or %s=- for the standard output", s, kind, kind)
	}
	return Target{Kind: Kind(kind), File: file}, nil
}

// Writer is what can be written in a format: a [Report], or [Changes].
type Writer interface {
	Write(kind Kind, w io.Writer, style Style) error
}

// Write writes a report to the target: to stdout where that is the target, else to its file, whole or not at all. A file is never painted.
// An error is one line that names the file.
func (t Target) Write(r Writer, stdout io.Writer, style Style) error {
	if t.File == standardOutput {
		return r.Write(t.Kind, stdout, style)
	}
	var b bytes.Buffer
	if err := r.Write(t.Kind, &b, Style{Strict: style.Strict}); err != nil {
		return err
	}
	err := maybe.WriteFile(t.File, b.Bytes(), 0o644)
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
	return fmt.Errorf("%s: the %s report was not written: %w; name a file in a directory that can be written", filepath.ToSlash(t.File), t.Kind, err)
}
