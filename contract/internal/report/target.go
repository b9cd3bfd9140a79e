package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract/internal/wholefile"
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
	return wholefile.Write(t.File, string(t.Kind)+" report", b.Bytes())
}
