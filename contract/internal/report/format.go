package report

import (
	"fmt"
	"io"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// Formats returns the formats in which a report can be written. All formats show the same: the
// operations and statuses that were seen and who answered, the findings by cause, the findings that
// a baseline accepts, what was not checked, and the verdict.
func Formats() []output.Format {
	return []output.Format{
		output.Text, output.JSON, output.JUnit, output.SARIF, output.GitHub, output.Markdown, output.HTML,
	}
}

// Style says how a report is written.
type Style struct {
	output.Style

	// Strict makes the verdict fail on drift too.
	Strict bool
	// All makes the text report show all causes. Other formats always show all causes.
	All bool
	// Date is the date that the HTML report shows. If it is zero, the report shows none.
	Date time.Time
}

// Write writes the report in a format. The same exchanges give the same bytes, whatever the order
// in which they were added. Write returns an error if writing to w fails, or if there is no such
// format.
func (r *Report) Write(format output.Format, w io.Writer, style Style) error {
	m := r.model(style.Strict)
	switch format {
	case output.Text:
		return writeText(w, m, style)
	case output.JSON:
		return writeJSON(w, m)
	case output.JUnit:
		return writeJUnit(w, m)
	case output.SARIF:
		return writeSARIF(w, m)
	case output.GitHub:
		return writeGitHub(w, m)
	case output.Markdown:
		return writeMarkdown(w, m)
	case output.HTML:
		return writeHTML(w, m, style.Date)
	default:
		return fmt.Errorf("there is no kind of report %q; the kinds are %s", string(format), output.Names(Formats()))
	}
}
