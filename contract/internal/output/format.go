package output

import (
	"fmt"
	"slices"
	"strings"
)

// Format is a format of reports.
type Format string

// The constants are the formats. Each kind of report can be written in some of them.
const (
	// Text is for people and terminals.
	Text Format = "text"
	// JSON is for programs.
	JSON Format = "json"
	// JUnit is XML that CI servers show as test results.
	JUnit Format = "junit"
	// SARIF is the format SARIF 2.1.0. Code scanning shows it at the lines of the document.
	SARIF Format = "sarif"
	// GitHub writes annotations for the log of a GitHub workflow. They must go to the standard
	// output.
	GitHub Format = "github"
	// Markdown is for the summary of a CI job.
	Markdown Format = "markdown"
	// HTML is a single page for browsers, which loads nothing else.
	HTML Format = "html"
)

// Target is a format of a report, with the file to write it to.
type Target struct {
	Format Format
	// File is the name of a file, or - for the standard output.
	File string
}

// ParseTarget reads KIND=FILE, where KIND is one of the formats. Its error is one line that names
// the formats.
func ParseTarget(s string, formats []Format) (Target, error) {
	kind, file, found := strings.Cut(s, "=")
	switch {
	case !slices.Contains(formats, Format(kind)):
		return Target{}, fmt.Errorf("%q: there is no kind of report %q; give KIND=FILE, with a kind of %s", s, kind, Names(formats))
	case !found || file == "":
		return Target{}, fmt.Errorf("%q: it names no file; give %s=FILE, or %s=- for the standard output", s, kind, kind)
	}
	return Target{Format: Format(kind), File: file}, nil
}

// Names returns the names of formats as one line.
func Names(formats []Format) string {
	names := make([]string, 0, len(formats))
	for _, format := range formats {
		names = append(names, string(format))
	}
	return strings.Join(names, ", ")
}
