package migration

import (
	"fmt"
	"io"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

// Write writes the report in a format. It returns an error if writing to w fails, or if there is no
// such format.
func (r *Report) Write(format output.Format, w io.Writer, style output.Style) error {
	switch format {
	case output.Text:
		return r.writeText(w, style)
	case output.JSON:
		return r.writeJSON(w)
	case output.Markdown:
		return r.writeMarkdown(w)
	default:
		return fmt.Errorf("there is no report of a migration as %s; the kinds are %s", string(format), output.Names(Formats()))
	}
}

// headings has the title above the steps of each severity.
var headings = map[change.Severity]string{change.Breaking: "What breaks", change.Unclear: "What may break", change.Compatible: "What else is different"}

const recordingsHeading = "Your recordings"

// most is how many operations a line names.
const most = 6

func (r *Report) title() string {
	return fmt.Sprintf("From version %s to %s of %s", r.old.version, r.revised.version, r.contract.Name())
}

func places(all []contract.Place) string {
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.String()
	}
	return output.List(names, most)
}

func (r *Report) writeText(w io.Writer, style output.Style) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", output.Printable(r.title()))
	for _, severity := range change.Severities() {
		if len(r.of(severity)) == 0 {
			continue
		}
		fmt.Fprintf(&b, "\n%s:\n", headings[severity])
		for _, s := range r.of(severity) {
			fmt.Fprintf(&b, "  %-9s  %s\n", s.Part, output.Short(s.Text))
			if len(s.Operations) > 0 {
				fmt.Fprintf(&b, "  %9s  in %s\n", "", output.Printable(output.List(s.Operations, most)))
			}
			fmt.Fprintf(&b, "  %9s  %s\n", "", output.Printable(places(s.Places)))
		}
	}
	if r.recorded != nil {
		fmt.Fprintf(&b, "\n%s:\n", recordingsHeading)
		for _, g := range r.recorded.list() {
			fmt.Fprintf(&b, "  %s\n  (%s)\n", output.Printable(g.sentence(r.recorded.total)), output.Printable(strings.Join(g.Examples, ", ")))
		}
		fmt.Fprintf(&b, "  %s\n", output.Printable(r.unconcerned()))
	}
	paint := style.Good
	if !r.Holds() {
		paint = style.Bad
	}
	fmt.Fprintf(&b, "\n%s\n", paint(r.summary()))
	_, err := io.WriteString(w, b.String())
	return err
}

// unconcerned returns what recordings show apart from the groups.
func (r *Report) unconcerned() string {
	if r.recorded.total == 0 {
		return "No recorded exchange is of version " + r.old.version + "."
	}
	if len(r.recorded.groups) == 0 {
		return fmt.Sprintf("None of your %d recorded requests is concerned.", r.recorded.total)
	}
	return fmt.Sprintf("The others of your %d recorded requests are right in %s, too.", r.recorded.total, r.revised.version)
}

func (r *Report) summary() string {
	var parts []string
	for _, severity := range change.Severities() {
		parts = append(parts, fmt.Sprintf("%d %s", len(r.of(severity)), severity))
	}
	return strings.Join(parts, ", ")
}

// contents returns links to the sections of the Markdown.
func (r *Report) contents() string {
	var links []string
	add := func(heading string) {
		links = append(links, fmt.Sprintf("- [%s](#%s)\n", heading, strings.ReplaceAll(strings.ToLower(heading), " ", "-")))
	}
	for _, severity := range change.Severities() {
		if len(r.of(severity)) > 0 {
			add(headings[severity])
		}
	}
	if r.recorded != nil {
		add(recordingsHeading)
	}
	return strings.TrimSuffix(strings.Join(links, ""), "\n")
}

func (r *Report) writeMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n%s\n", output.EscapeMarkdown(r.title()), r.contents())
	for _, severity := range change.Severities() {
		if len(r.of(severity)) == 0 {
			continue
		}
		rows := [][]string{{"about", "what to do or to expect", "operations", "where it is described"}}
		for _, s := range r.of(severity) {
			rows = append(rows, []string{string(s.Part), s.Text, strings.Join(s.Operations, "; "), places(s.Places)})
		}
		fmt.Fprintf(&b, "\n## %s\n\n%s", headings[severity], output.MarkdownTable(rows))
	}
	if r.recorded != nil {
		fmt.Fprintf(&b, "\n## %s\n\n", recordingsHeading)
		for _, g := range r.recorded.list() {
			fmt.Fprintf(&b, "- %s (%s)\n", output.EscapeMarkdown(g.sentence(r.recorded.total)), output.EscapeMarkdown(strings.Join(g.Examples, ", ")))
		}
		fmt.Fprintf(&b, "\n%s\n", output.EscapeMarkdown(r.unconcerned()))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// The types describe the JSON of a report.
type (
	jsonMigration struct {
		Tool     string          `json:"tool"`
		Version  int             `json:"version"`
		From     string          `json:"from"`
		To       string          `json:"to"`
		Steps    []jsonStep      `json:"steps"`
		Recorded *jsonRecordings `json:"recorded,omitzero"`
	}
	jsonStep struct {
		Severity   change.Severity `json:"severity"`
		Part       Part            `json:"part"`
		Text       string          `json:"text"`
		Operations []string        `json:"operations"`
		Places     []string        `json:"places"`
	}
	jsonRecordings struct {
		Exchanges int         `json:"exchanges"`
		Groups    []jsonGroup `json:"groups"`
	}
	jsonGroup struct {
		Part      Part     `json:"part"`
		Text      string   `json:"text"`
		Exchanges int      `json:"exchanges"`
		Examples  []string `json:"examples"`
	}
)

// jsonVersion is the version of the JSON format. It changes when readers of the JSON would have to
// change.
const jsonVersion = 1

func (r *Report) writeJSON(w io.Writer) error {
	out := jsonMigration{Tool: "orgcontract " + version.String(), Version: jsonVersion, From: r.old.version, To: r.revised.version, Steps: []jsonStep{}}
	for _, s := range r.steps {
		step := jsonStep{Severity: s.Severity, Part: s.Part, Text: s.Text, Operations: append([]string{}, s.Operations...), Places: []string{}}
		for _, p := range s.Places {
			step.Places = append(step.Places, p.String())
		}
		out.Steps = append(out.Steps, step)
	}
	if r.recorded != nil {
		out.Recorded = &jsonRecordings{Exchanges: r.recorded.total, Groups: []jsonGroup{}}
		for _, g := range r.recorded.list() {
			out.Recorded.Groups = append(out.Recorded.Groups, jsonGroup{g.Part, g.sentence(r.recorded.total), g.Exchanges, g.Examples})
		}
	}
	return output.WriteJSON(w, out)
}
