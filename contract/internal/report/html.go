package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // The page, its style and its script stand in files of their own.
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

// page is what page.html shows.
type page struct {
	*model

	Verdict, Summary, Tool, Coverage string
	// Date is the day of the report, or empty.
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
	// Policy is the content security policy: nothing may run or be loaded but what the page itself
	// holds.
	Policy string
}

// filter shows or hides the causes of a severity.
type filter struct {
	Severity contract.Severity
	Count    int
}

// card is a fix on the page.
type card struct {
	Severity                contract.Severity
	Rule, Where, At         string
	Document, Message, Seen string
	Known, Pointer, Page    string
	// Operations are the names that the filter of operations knows, one a line.
	Operations          string
	IsKnown, Suppressed bool
	Sites               []string
	Examples            []string
	Suggestions         []suggestion
	// Reproductions are the commands that show the findings of a probe again.
	Reproductions []string
}

// suggestion is a suggested edit, with the lines of its diff.
type suggestion struct {
	Title string
	Lines []diffLine
	// Whole says that no line is cut, so the diff can be copied and applied.
	Whole bool
}

// diffLine is a line of a diff. Kind is its class in the style of the page.
type diffLine struct{ Kind, Text string }

// writeHTML writes a page that works from a disk: it asks for nothing, and its script only filters
// and copies.
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
		Style:        template.CSS(pageCSS), Script: template.JS(pageJS), //nolint:gosec // Both are this package's own files.
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
	// The card itself shows the first finding.
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

// seenOnCard says how many findings there are, and where the first one is. The card lists the next
// ones below.
func seenOnCard(f *fix) string {
	seen := output.Count(f.Count, "finding")
	if len(f.Groups) == 1 {
		seen += " in " + f.head().exchanges()
	}
	return output.Printable(seen + f.firstIn())
}

// exampleLine says where a finding is. It leaves out a message that the card shows already.
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

// diffLines returns the lines of a diff with their classes.
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

// integrity returns the hash that lets a content security policy allow exactly this text.
func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
