package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // The page, its style and its script are in separate files.
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

var (
	//go:embed page.html
	pageHTML string
	//go:embed page.css
	pageCSS string
	//go:embed page.js
	pageJS string
)

// page has the values that page.html shows.
type page struct {
	*model

	Verdict, Summary, Tool, Coverage string
	// Date is the day of the report. It may be empty.
	Date            string
	Answered        []verdict.Share
	Table, Uncalled [][]string
	Legend          string
	Filters         []filter
	HasKnown        bool
	Cards           []card
	StaleMessage    string
	Style           template.CSS
	Script          template.JS
	// Policy is the content security policy. It allows only the style and script of the page
	// itself, and nothing else may be loaded or run.
	Policy string
}

// filter is a control that shows or hides the causes of a severity.
type filter struct {
	Severity contract.Severity
	Count    int
}

// card shows a fix on the page.
type card struct {
	Severity                contract.Severity
	Rule, Where, At         string
	Document, Message, Seen string
	Known, Pointer, Page    string
	// Operations has the names of the fix's operations, one per line, for the filter by operation.
	Operations          string
	IsKnown, Suppressed bool
	Sites               []string
	Examples            []string
	Suggestions         []suggestion
	// Reproductions has the commands that reproduce the findings of a probe.
	Reproductions []string
}

// suggestion is a suggested edit, with the lines of its diff.
type suggestion struct {
	Title string
	Lines []diffLine
	// Whole reports whether no line of the diff was shortened, so that a reader can copy and apply
	// it.
	Whole bool
}

// diffLine is a line of a diff. Kind is the CSS class of the line.
type diffLine struct{ Kind, Text string }

// writeHTML writes an HTML page that a browser can open from a disk. The page loads nothing, and
// its script only filters and copies.
func writeHTML(w io.Writer, m *model, date time.Time) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"printable": output.Printable, "short": output.Short, "cause": cause,
	}).Parse(pageHTML)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, pageOf(m, date)); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

func pageOf(m *model, date time.Time) page {
	shown := page{
		model: m, Verdict: m.verdict(), Summary: summary(m), Tool: "orgcontract " + version.String(), Coverage: calledOf(m),
		Table: tableOf(called(m.Operations), m.Stated), Uncalled: tableOf(uncalled(m.Operations), m.Stated), Legend: legend(m),
		StaleMessage: staleMessage,
		Style:        template.CSS(pageCSS), Script: template.JS(pageJS), //nolint:gosec // Both come from files of this package.
		Policy: "default-src 'none'; img-src data:; style-src '" + integrity(pageCSS) + "'; script-src '" + integrity(pageJS) +
			"'; base-uri 'none'; form-action 'none'",
	}
	if !date.IsZero() {
		shown.Date = date.UTC().Format(time.DateOnly)
	}
	if m.Stated {
		shown.Answered = m.Exchanges.Shares()
	}
	count := map[contract.Severity]int{}
	for _, f := range m.fixes() {
		shown.Cards = append(shown.Cards, cardOf(&f))
		shown.HasKnown = shown.HasKnown || f.IsKnown
		count[f.Severity]++
	}
	for _, severity := range contract.Severities() {
		shown.Filters = append(shown.Filters, filter{severity, count[severity]})
	}
	return shown
}

func cardOf(f *fix) card {
	head := f.head()
	first := head.first()
	c := card{
		Severity: f.Severity, Rule: output.Printable(first.Rule.String()), Where: f.where(), At: f.at(),
		Document: output.Printable(f.place()), Pointer: head.Cause.Document, Message: head.message(), Seen: seenOnCard(f),
		IsKnown: head.Entry != nil, Suppressed: f.IsKnown, Sites: f.sitesShown(0),
		Reproductions: f.reproductions(),
	}
	if head.Entry != nil {
		c.Known = head.known()
	}
	// The top of the card shows the first finding.
	c.Page = first.Source.Page
	for _, example := range f.examples()[1:] {
		c.Examples = append(c.Examples, exampleLine(&example, c.Message, head.Stated))
	}
	var names []string
	for i := range f.Groups {
		name := f.Groups[i].operation()
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	c.Operations = strings.Join(names, "\n")
	for _, s := range f.suggestions() {
		short := output.ShortDiff(s.Diff)
		c.Suggestions = append(c.Suggestions, suggestion{output.Printable(s.Title), diffLines(short), short == s.Diff})
	}
	return c
}

// seenOnCard returns how many findings there are, and where the first finding is. The card lists
// the next findings below.
func seenOnCard(f *fix) string {
	seen := output.Count(f.Count, "finding")
	if len(f.Groups) == 1 {
		seen += " in " + f.head().exchanges()
	}
	return output.Printable(seen + f.firstIn())
}

// exampleLine returns where a finding is, and its message. It leaves out a message that the card
// already shows.
func exampleLine(f *contract.Finding, shown string, stated bool) string {
	line := f.Source.String()
	if stated {
		line += fmt.Sprintf(" (%s)", provenanceOf(f.Source.Provenance))
	}
	if at := f.At.String(); at != "" {
		line += " at " + output.Short(at)
	}
	if message := messageOf(*f); message != shown {
		line += ": " + message
	}
	if f.Source.Page != "" {
		line += ", from " + f.Source.Page
	}
	return output.Printable(strings.TrimSpace(line))
}

// diffLines returns the lines of a diff, each with its CSS class.
func diffLines(diff string) []diffLine {
	var lines []diffLine
	for line := range strings.Lines(diff) {
		line = strings.TrimSuffix(line, "\n")
		kind := "same"
		switch {
		case strings.HasPrefix(line, "---"), strings.HasPrefix(line, "+++"), strings.HasPrefix(line, "@@"):
			kind = "head"
		case strings.HasPrefix(line, "+"):
			kind = "added"
		case strings.HasPrefix(line, "-"):
			kind = "removed"
		}
		lines = append(lines, diffLine{kind, output.Printable(line)})
	}
	return lines
}

// integrity returns the hash of a text. With this hash, a content security policy allows exactly
// this text.
func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
