package report

import (
	"fmt"
	"io"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// Formats returns the formats that a report can be written in. All of them show the same: which
// operations and statuses were seen and who answered, the findings by cause, which of them a
// baseline accepts, what was not checked, and the verdict.
func Formats() []output.Format {
	return []output.Format{
		output.Text, output.JSON, output.JUnit, output.SARIF, output.GitHub, output.Markdown, output.HTML,
	}
}

// Style says how a report is written.
type Style struct {
	output.Style

	// Strict makes drift part of the verdict.
	Strict bool
	// All makes the text report show all causes. The other formats always do.
	All bool
	// Date is shown in the HTML report, unless it is zero.
	Date time.Time
}

// Write writes the report in a format. The same exchanges give the same bytes, in whatever order
// they were added. Write returns an error if w does, or if there is no such format.
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
