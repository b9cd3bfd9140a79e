package report

import (
	"bytes"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/version"
)

const (
	// informationURI is the address of the page about the tool.
	informationURI = "https://github.com/orgcontract/polytomic-organizations"
	// fingerprintKey is the name of the way in which fingerprints are made. Another way needs
	// another name.
	fingerprintKey = "cause/v1"
	// staleRule is the rule of a result that is about an entry of the baseline.
	staleRule = "baseline.stale"
)

// writeSARIF writes a result for each cause, at the line of the document that the cause is about.
// The result has the fingerprint of the cause, so it stays the same when lines move. Accepted
// causes are suppressed, with their reason.
func writeSARIF(w io.Writer, m *model) error {
	run := sarif.NewRunWithInformationURI("orgcontract", informationURI)
	run.WithColumnKind("unicodeCodePoints")
	run.Tool.Driver.WithVersion(version.String())
	properties := sarif.NewPropertyBag()
	properties.Add("document", m.Document).Add("verdict", m.verdict()).Add("strict", m.Strict).Add("exchanges", m.Exchanges).Add("findings", m.Findings).Add("known", m.Known)
	run.WithProperties(properties)
	for _, g := range m.all() {
		run.AddRule(g.Cause.Rule.String()).WithDescription(ruleDescription(g.Cause.Rule))
		result := run.CreateResultForRule(g.Cause.Rule.String())
		describe(result, &g)
	}
	for _, entry := range m.Stale {
		run.AddRule(staleRule).WithDescription("An entry of the baseline whose finding is gone.")
		run.CreateResultForRule(staleRule).
			WithLevel(sarif.LevelError).
			WithMessage(sarif.NewTextMessage(output.Short(cause(entry.Cause)) + ": " + staleMessage)).
			AddLocation(placeLocation(entry.Place))
	}
	invocation := sarif.NewInvocation().WithExecutionSuccessful(!m.Incomplete)
	for _, note := range append(slices.Clip(m.Flaws), m.Notes...) {
		invocation.AddToolExecutionNotification(sarif.NewNotification().
			WithLevel(sarif.LevelNote).
			WithMessage(sarif.NewTextMessage(string(note.Kind) + ": " + output.Short(note.Text))).
			AddLocation(placeLocation(note.Place)))
	}
	run.AddInvocation(invocation)
	var b bytes.Buffer
	if err := sarif.NewReport().AddRun(run).PrettyWrite(&b); err != nil {
		return err
	}
	_, err := w.Write(append(output.EscapeJSON(b.Bytes()), '\n'))
	return err
}

// describe fills a result with the cause.
func describe(result *sarif.Result, g *group) {
	first := g.first()
	where := g.answered()
	if g.at() != "" {
		where += " at " + g.at()
	}
	message := fmt.Sprintf("%s: %s (%s)", where, g.message(), g.seen())
	if g.Entry != nil {
		message += "; " + g.known()
	}
	if g.Reproduction != "" {
		message += "\n" + output.PrintableLines(g.Reproduction)
	}
	properties := sarif.NewPropertyBag()
	properties.Add("severity", g.Severity).Add("operation", g.Cause.Operation).Add("at", g.Cause.At.String()).Add("exchanges", g.Exchanges)
	for _, s := range g.Suggestions {
		properties.Add("suggestion: "+s.Title, s.Diff)
	}
	location := placeLocation(first.Document).AddLogicalLocation(sarif.NewLogicalLocation().WithFullyQualifiedName(g.Cause.Document))
	result.
		WithLevel(string(g.level())).
		WithMessage(sarif.NewTextMessage(withoutLinks(message))).
		WithOccurrenceCount(g.Count).
		WithPartialFingerprints(map[string]string{fingerprintKey: g.fingerprint()}).
		WithProperties(properties).
		AddLocation(location)
	for _, source := range g.sources() {
		file := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(fileURI(source.File)))
		seen := fmt.Sprintf("seen in %s, %s", source, provenanceOf(source.Provenance))
		result.AddRelatedLocation(sarif.NewLocationWithPhysicalLocation(file).WithMessage(sarif.NewTextMessage(output.Printable(seen))))
	}
	if g.Entry != nil && !g.Expired {
		result.AddSuppression(suppression(g.Entry))
	}
}

// withoutLinks escapes brackets in a message, because SARIF reads [text](target) as a link.
func withoutLinks(message string) string { return strings.ReplaceAll(message, "](", "] (") }

func suppression(entry *baseline.Entry) *sarif.Suppression {
	return sarif.NewSuppression().WithKind("external").WithStatus("accepted").WithJustification(output.Printable(entry.Reason))
}

// ruleDescription says what a rule is about. It uses the parts of the rule's name.
func ruleDescription(rule contract.Rule) string {
	if rule.IsInvariant() {
		return "The exchange breaks an invariant of the document: " + rule.Keyword + "."
	}
	return "The " + string(rule.Side) + " disagrees with the document: " + rule.Keyword + "."
}

// placeLocation returns a place as a SARIF location. A place without a line is the whole file.
func placeLocation(place contract.Place) *sarif.Location {
	physical := sarif.NewPhysicalLocation().WithArtifactLocation(sarif.NewSimpleArtifactLocation(fileURI(place.File)))
	if place.Line > 0 {
		physical.WithRegion(sarif.NewRegion().WithStartLine(place.Line).WithStartColumn(max(place.Column, 1)))
	}
	return sarif.NewLocationWithPhysicalLocation(physical)
}

// fileURI returns a file name as a URI reference. A relative name stays relative.
func fileURI(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	if strings.HasPrefix(file, "/") {
		return (&url.URL{Scheme: "file", Path: file}).String()
	}
	return (&url.URL{Path: file}).String()
}
