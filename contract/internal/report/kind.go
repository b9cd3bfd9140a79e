package report

import (
	"fmt"
	"io"
	"strings"
)

// Kind is a format that a report can be written in.
type Kind string

// The kinds. All of them show the same: which operations and statuses were seen and by whose word, the findings by cause, what a
// baseline knows, what was not checked, and the verdict.
const (
	// Text is for people and terminals.
	Text Kind = "text"
	// JSON is for programs; report.schema.json describes it.
	JSON Kind = "json"
	// JUnit is XML that CI servers show as test results.
	JUnit Kind = "junit"
	// SARIF is SARIF 2.1.0, which code scanning shows in the document's lines.
	SARIF Kind = "sarif"
	// GitHub is annotations for the log of a GitHub workflow; it belongs on the standard output.
	GitHub Kind = "github"
	// Markdown is for the summary of a CI job.
	Markdown Kind = "markdown"
	// HTML is one page that needs nothing else, for browsers.
	HTML Kind = "html"
)

// Kinds returns all kinds.
func Kinds() []Kind {
	return []Kind{Text, JSON, JUnit, SARIF, GitHub, Markdown, HTML}
}

// Write writes the report in a format. The same exchanges in the same order give the same bytes. An error is that of w, or tells that
// there is no such kind.
func (r *Report) Write(kind Kind, w io.Writer, style Style) error {
	m := r.model(style.Strict)
	switch kind {
	case Text:
		return writeText(w, m, style)
	case JSON:
		return writeJSON(w, m)
	case JUnit:
		return writeJUnit(w, m)
	case SARIF:
		return writeSARIF(w, m)
	case GitHub:
		return writeGitHub(w, m)
	case Markdown:
		return writeMarkdown(w, m)
	case HTML:
		return writeHTML(w, m)
	default:
		return fmt.Errorf("there is no kind of report %q; the kinds are %s", string(kind), kindNames(Kinds()))
	}
}

// kindNames returns kinds in one line.
func kindNames(kinds []Kind) string {
	var names []string
	for _, kind := range kinds {
		names = append(names, string(kind))
	}
	return strings.Join(names, ", ")
}
