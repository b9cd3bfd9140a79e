package report

import (
	"bytes"
	"crypto/sha256"
	_ "embed" // The page, its style and its script stand in files of their own.
	"encoding/base64"
	"html/template"
	"io"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
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

	Verdict, Summary string
	Answered         []share
	Table            [][]string
	Legend           string
	Severities       []contract.Severity
	Causes           []card
	StaleMessage     string
	Style            template.CSS
	Script           template.JS
	// Policy is the content security policy: nothing may run or be loaded but what the page itself
	// holds.
	Policy string
}

// card is a cause on the page.
type card struct {
	Severity                   contract.Severity
	Rule, Operation, Answered  string
	At, Document, Message      string
	Seen, Known, Pointer       string
	Fails, IsKnown, Suppressed bool
	Examples                   []contract.Finding
	Suggestions                []suggest.Suggestion
}

// writeHTML writes a page that works from a disk: it asks for nothing, and its filters are its only
// script.
func writeHTML(w io.Writer, m *model) error {
	t, err := template.New("page").Funcs(template.FuncMap{
		"printable": output.Printable, "short": output.Short, "lines": output.PrintableLines, "cause": cause, "message": messageOf, "provenanceOf": provenanceOf,
	}).Parse(pageHTML)
	if err != nil {
		return err
	}
	shown := page{
		model: m, Verdict: m.verdict(), Summary: summary(m), Answered: m.Exchanges.shares(), Table: tableOf(m.Operations), Legend: legend,
		Severities: contract.Severities(), StaleMessage: staleMessage,
		Style: template.CSS(pageCSS), Script: template.JS(pageJS), //nolint:gosec // Both are this package's own files.
		Policy: "default-src 'none'; img-src data:; style-src '" + integrity(pageCSS) + "'; script-src '" + integrity(pageJS) +
			"'; base-uri 'none'; form-action 'none'",
	}
	for _, g := range m.all() {
		shown.Causes = append(shown.Causes, cardOf(&g))
	}
	var b bytes.Buffer
	if err := t.Execute(&b, shown); err != nil {
		return err
	}
	_, err = b.WriteTo(w)
	return err
}

func cardOf(g *group) card {
	first := g.first()
	c := card{
		Severity: g.Severity, Rule: output.Printable(first.Rule.String()), Operation: g.Cause.Operation, Answered: g.answered(), At: g.at(),
		Document: output.Printable(first.Document.String()), Pointer: g.Cause.Document, Message: g.message(), Seen: g.seen(),
		Fails: g.Fails, IsKnown: g.Entry != nil, Suppressed: g.Entry != nil && !g.Expired, Examples: g.Examples, Suggestions: g.Suggestions,
	}
	if g.Entry != nil {
		c.Known = g.known()
	}
	return c
}

// integrity returns the hash that lets a content security policy allow exactly this text.
func integrity(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "sha256-" + base64.StdEncoding.EncodeToString(sum[:])
}
