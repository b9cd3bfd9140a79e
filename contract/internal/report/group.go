package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
	"github.com/orgcontract/polytomic-organizations/contract/internal/suggest"
	"github.com/orgcontract/polytomic-organizations/contract/internal/verdict"
)

// group has all findings with the same cause.
type group struct {
	contract.Group

	// Fails reports whether the cause makes the verdict fail.
	Fails bool
	// Version is the version of the first finding. It is empty for the default version.
	Version string
	// Exchanges counts the exchanges that have the findings. Stated reports whether any recording
	// of the report says who answered.
	Exchanges verdict.Tally
	Stated    bool
	// Entry is the entry of the cause in the baseline, or nil. Expired reports whether the last day
	// of the entry is over.
	Entry       *baseline.Entry
	Expired     bool
	Suggestions []suggest.Suggestion
	// Reproduction has the commands that reproduce the cause. It is empty if there are none.
	Reproduction string
}

// first returns the first finding, which reports show for the whole group.
func (g *group) first() contract.Finding { return g.Examples[0] }

// fingerprint returns an identifier of the cause, in 32 hexadecimal digits. It stays the same when
// lines of the document move.
func (g *group) fingerprint() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{g.Cause.Rule.String(), g.Cause.Operation, g.Cause.Document, g.Cause.At.String()}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// level is how formats that have only errors, warnings and notes show a cause.
type level string

const (
	levelError   level = "error"
	levelWarning level = "warning"
	levelNote    level = "note"
)

// level returns an error if the cause makes the verdict fail. It returns a warning for drift, and a
// note for rejected requests and for causes in the baseline.
func (g *group) level() level {
	switch {
	case g.Fails:
		return levelError
	case g.Entry == nil && g.Severity == contract.Drift:
		return levelWarning
	default:
		return levelNote
	}
}

// sources returns the sources of the examples, each exchange once. It returns none if the exchanges
// come from no recording.
func (g *group) sources() []contract.Source {
	var sources []contract.Source
	for _, f := range g.Examples {
		if f.Source.File != "" && (len(sources) == 0 || sources[len(sources)-1] != f.Source) {
			sources = append(sources, f.Source)
		}
	}
	return sources
}

// firstIn returns the exchanges in which the cause was seen first, such as "first in a.har#1, then
// a.har#3". It returns an empty string if the exchanges come from no recording.
func (g *group) firstIn() string {
	var places []string
	for _, source := range g.sources() {
		places = append(places, source.String())
	}
	switch len(places) {
	case 0:
		return ""
	case 1:
		return "first in " + places[0]
	default:
		return "first in " + places[0] + ", then " + strings.Join(places[1:], ", ")
	}
}

// exchanges returns the number of exchanges. If recordings say who answered, it also returns who.
func (g *group) exchanges() string {
	n := output.Count(g.Exchanges.Total, "exchange")
	if !g.Stated {
		return n
	}
	return n + ": " + provenances(g.Exchanges)
}

// seen returns how many findings there are, in which exchanges, and who answered.
func (g *group) seen() string {
	seen := output.Count(g.Count, "finding") + " in " + g.exchanges()
	if first := g.firstIn(); first != "" {
		seen += "; " + first
	}
	return output.Printable(seen)
}

// answered returns the operation. If there was an answer, it adds the status. If the version is not
// the default, it adds the version.
func (g *group) answered() string {
	first := g.first()
	answered := output.Short(first.Operation)
	if first.Status != 0 {
		answered = fmt.Sprintf("%s %d", answered, first.Status)
	}
	return ofVersion(answered, output.Short(g.Version))
}

// ofVersion adds the version to the name of an operation.
func ofVersion(operation, version string) string {
	if version == "" {
		return operation
	}
	return operation + " (" + version + ")"
}

// at returns the location in the message. It returns an empty string for a finding about the
// message as a whole.
func (g *group) at() string { return output.Short(g.first().At.String()) }

// message says what was expected and what the message has.
func (g *group) message() string { return messageOf(g.first()) }

// messageOf returns the message of a finding. It shortens the two parts separately, because what
// was expected may be an enum with hundreds of values.
func messageOf(f contract.Finding) string {
	f.Expected, f.Actual = output.Short(f.Expected), output.Short(f.Actual)
	return f.Message()
}

// aside returns, in parentheses, how many findings there are and in which exchanges.
func (g *group) aside() string {
	if g.Count == 1 {
		if source := g.first().Source.String(); source != "" {
			return output.Printable("   (" + source + ")")
		}
		return ""
	}
	more := fmt.Sprintf("   (and %d more like it, in %s", g.Count-1, g.exchanges())
	if first := g.firstIn(); first != "" {
		more += "; " + first
	}
	return output.Printable(more + ")")
}

// known says until when the baseline accepts the findings, and why. The group must have an entry.
func (g *group) known() string {
	until := g.Entry.Expires.Format(time.DateOnly)
	if g.Expired {
		return output.Printable(fmt.Sprintf("was known until %s (%s): fix it, or renew the entry at %s", until, g.Entry.Reason, g.Entry.Place))
	}
	return output.Printable(fmt.Sprintf("known until %s: %s", until, g.Entry.Reason))
}

// details returns what a format with enough room shows beside the message, as a list. It has the
// places in the API, in the message and in the document, the number of exchanges and who answered,
// what the baseline says, and the suggested edits.
func (g *group) details() []string {
	details := []string{g.answered()}
	if g.at() != "" {
		details = append(details, "at "+g.at())
	}
	details = append(details, output.Printable(g.first().Document.String()), g.seen())
	if g.Entry != nil {
		details = append(details, g.known())
	}
	if g.Reproduction != "" {
		details = append(details, output.PrintableLines(g.Reproduction))
	}
	return append(details, suggested(g.Suggestions)...)
}

// suggested returns the title of each suggestion with its diff.
func suggested(suggestions []suggest.Suggestion) []string {
	var lines []string
	for _, s := range suggestions {
		lines = append(lines, output.Short("suggestion: "+s.Title), strings.TrimSuffix(output.PrintableLines(s.Diff), "\n"))
	}
	return lines
}
