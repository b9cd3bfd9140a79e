package report

import (
	"fmt"
	"strings"
	"time"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/baseline"
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

// places returns the exchanges of the examples, each once; none where the exchanges are in no recording.
func (g *group) places() []string {
	var places []string
	for _, f := range g.Examples {
		place := f.Source.String()
		if place != "" && (len(places) == 0 || places[len(places)-1] != place) {
			places = append(places, place)
		}
	}
	return places
}

// headline says what rule was broken where: in the API, in the message and in the document.
func (g *group) headline() string {
	first := g.first()
	at := ""
	if first.At != "" {
		at = "  at " + first.At
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
	places := g.places()
	if g.Count == 1 {
		if len(places) == 0 {
			return ""
		}
		return printable(fmt.Sprintf("   (%s)", places[0]))
	}
	more := fmt.Sprintf("   (and %d more like it, in %s", g.Count-1, exchanges(g.Exchanges))
	if len(places) > 0 {
		more += "; first in " + places[0]
	}
	if len(places) > 1 {
		more += ", then " + strings.Join(places[1:], ", ")
	}
	return printable(more + ")")
}

// known says until when the findings are accepted, and why. The group has an entry.
func (g *group) known() string {
	until := g.Entry.Expires.Format(time.DateOnly)
	if g.Expired {
		return fmt.Sprintf("known until %s, which is over: %s; mend it, or renew the entry at %s", until, g.Entry.Reason, g.Entry.Place)
	}
	return fmt.Sprintf("known until %s: %s", until, g.Entry.Reason)
}
