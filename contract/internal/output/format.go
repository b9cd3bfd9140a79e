package output

import (
	"fmt"
	"slices"
	"strings"
)

// Format is how a report is written.
type Format string

// The formats. Each kind of report has some of them.
const (
	// Text is for people and terminals.
	Text Format = "text"
	// JSON is for programs.
	JSON Format = "json"
	// JUnit is XML that CI servers show as test results.
	JUnit Format = "junit"
	// SARIF is SARIF 2.1.0, which code scanning shows in the document's lines.
	SARIF Format = "sarif"
	// GitHub is annotations for the log of a GitHub workflow. It belongs on the standard output.
	GitHub Format = "github"
	// Markdown is for the summary of a CI job.
	Markdown Format = "markdown"
	// HTML is one page that needs nothing else, for browsers.
	HTML Format = "html"
)

// Target is a format and the file that a report is written to.
type Target struct {
	Format Format
	// File is a name, or - for the standard output.
	File string
}

// ParseTarget reads KIND=FILE, where KIND is one of the formats. An error is one line that names
// them.
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

// Names returns formats in one line.
func Names(formats []Format) string {
	names := make([]string, 0, len(formats))
	for _, format := range formats {
		names = append(names, string(format))
	}
	return strings.Join(names, ", ")
}
