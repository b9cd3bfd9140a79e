package report

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
)

// group is all findings of one cause.
type group struct {
	contract.Group

	// Fails says that it makes the verdict fail.
	Fails     bool
	Exchanges tally
	// Entry is that of the baseline; nil where there is none. Expired says that its last day is over.
	Entry       *baseline.Entry
	Expired     bool
	Suggestions []Suggestion
}

// first returns the first of the findings, which stands for all.
func (g *group) first() contract.Finding { return g.Examples[0] }

// fingerprint returns what tells the cause from others, in 32 hexadecimal digits. It stays the same when lines of the document move.
func (g *group) fingerprint() string {
	sum := sha256.Sum256([]byte(strings.Join([]string{g.Cause.Rule.String(), g.Cause.Operation, g.Cause.Document, g.Cause.At.String()}, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// level is how loudly a format that knows only errors, warnings and notes shows it.
type level string

const (
	levelError   level = "error"
	levelWarning level = "warning"
	levelNote    level = "note"
)

// level returns an error for what makes the verdict fail, a warning for drift, and a note for what was rejected or is known.
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

// sources returns where the examples come from, each exchange once; none where the exchanges are in no recording.
func (g *group) sources() []contract.Source {
	var sources []contract.Source
	for _, f := range g.Examples {
		if f.Source.File != "" && (len(sources) == 0 || sources[len(sources)-1] != f.Source) {
			sources = append(sources, f.Source)
		}
	}
	return sources
}

// firstIn says in which exchanges it was seen first: "first in a.har#1, then a.har#3"; it is empty where the exchanges are in no recording.
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

// seen says how many findings there are, in which exchanges and by whose word.
func (g *group) seen() string {
	seen := count(g.Count, "finding") + " in " + exchanges(g.Exchanges)
	if first := g.firstIn(); first != "" {
		seen += "; " + first
	}
	return printable(seen)
}

// headline says what rule was broken where: in the API, in the message and in the document.
func (g *group) headline() string {
	first := g.first()
	at := ""
	if first.At != (contract.Location{}) {
		at = "  at " + first.At.String()
	}
	return printable(fmt.Sprintf("%s  %s%s  %s", first.Rule, g.answered(), at, first.Document))
}

// answered returns the operation and, where there was an answer, its status.
func (g *group) answered() string {
	first := g.first()
	if first.Status == 0 {
		return first.Operation
	}
	return fmt.Sprintf("%s %d", first.Operation, first.Status)
}

// aside says in parentheses how many findings there are and in which exchanges.
func (g *group) aside() string {
	if g.Count == 1 {
		if source := g.first().Source.String(); source != "" {
			return printable("   (" + source + ")")
		}
		return ""
	}
	more := fmt.Sprintf("   (and %d more like it, in %s", g.Count-1, exchanges(g.Exchanges))
	if first := g.firstIn(); first != "" {
		more += "; " + first
	}
	return printable(more + ")")
}

// known says until when the findings are accepted, and why. The group has an entry.
func (g *group) known() string {
	until := g.Entry.Expires.Format(time.DateOnly)
	if g.Expired {
		return fmt.Sprintf("was known until %s (%s): mend it, or renew the entry at %s", until, g.Entry.Reason, g.Entry.Place)
	}
	return fmt.Sprintf("known until %s: %s", until, g.Entry.Reason)
}

// details returns, one by one, what a format that has room says beside the message: where in the API, in the message and in the document,
// in how many exchanges and by whose word, what is known, and which edit is suggested.
func (g *group) details() []string {
	first := g.first()
	details := []string{printable(g.answered())}
	if first.At != (contract.Location{}) {
		details = append(details, printable("at "+first.At.String()))
	}
	details = append(details, printable(first.Document.String()), g.seen())
	if g.Entry != nil {
		details = append(details, printable(g.known()))
	}
	for _, s := range g.Suggestions {
		details = append(details, printable("suggestion: "+s.Title), strings.TrimSuffix(s.Diff, "\n"))
	}
	return details
}
