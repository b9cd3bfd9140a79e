package coverage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
)

// row counts the claims of a kind.
type row struct {
	Kind   contract.ClaimKind
	Claims int
	// By counts those that are borne out by a word. One may be by several, so that they add up to nothing.
	By counts
	// Stale counts those that stale exchanges alone bear out, Unbacked those that none does; Unreachable are a part of them.
	Stale, Unbacked, Unreachable int
}

// all is the kind of the row that counts all claims.
const all contract.ClaimKind = "all"

// rows returns a row for each kind that the document has, and one for all.
func (e *Evidence) rows() []row {
	byKind := map[contract.ClaimKind]*row{}
	for _, kind := range append(contract.ClaimKinds(), all) {
		byKind[kind] = &row{Kind: kind, By: counts{}}
	}
	for i := range e.backings {
		byKind[e.backings[i].Claim.Kind].add(&e.backings[i])
		byKind[all].add(&e.backings[i])
	}
	var rows []row
	for _, kind := range append(contract.ClaimKinds(), all) {
		if byKind[kind].Claims > 0 || kind == all {
			rows = append(rows, *byKind[kind])
		}
	}
	return rows
}

func (r *row) add(b *Backing) {
	r.Claims++
	for _, word := range Words() {
		if count, _ := b.Count(word); count > 0 {
			r.By[word]++
		}
	}
	switch b.State() {
	case Stale:
		r.Stale++
	case Unreachable:
		r.Unreachable++
		r.Unbacked++
	case Unbacked:
		r.Unbacked++
	}
}

// words returns the provenances in the order of reports, and unstated where there is such an exchange.
func (e *Evidence) words() []contract.Provenance {
	words := contract.Provenances()
	if e.exchanges[Unstated] > 0 {
		words = append(words, Unstated)
	}
	return words
}

// table returns the rows as texts, the head first.
func (e *Evidence) table() [][]string {
	head := []string{"kind", "claims"}
	for _, word := range e.words() {
		head = append(head, string(word))
	}
	lines := [][]string{append(head, "stale", "unbacked")}
	for _, r := range e.rows() {
		line := []string{string(r.Kind), cell(r.Claims)}
		for _, word := range e.words() {
			line = append(line, cell(r.By[word]))
		}
		lines = append(lines, append(line, cell(r.Stale), cell(r.Unbacked)))
	}
	return lines
}

func cell(count int) string {
	if count == 0 {
		return "-"
	}
	return strconv.Itoa(count)
}

// notes returns what there is to know of the exchanges, each a sentence or two of one line.
func (e *Evidence) notes() []string {
	notes := []string{e.summary()}
	if e.exchanges[contract.Live] == 0 {
		notes = append(notes, "No exchange is live, so nothing here says what the vendor's server does; orgcontract record --provenance live records some.")
	}
	if count := e.contradicting.total(); count > 0 {
		note := said(count, "exchange contradicts", "exchanges contradict") + " the document" + e.byWord(e.contradicting) +
			"; nothing counts there, and orgcontract check tells where it is."
		if e.contradicting[contract.Test] > 0 {
			note += " A test may do so on purpose."
		}
		notes = append(notes, note)
	}
	for _, note := range []struct {
		count     int
		one, many string
	}{
		{
			e.undigested, "1 exchange doesn't say under which version of its operation it was recorded, so whether it is stale can't be told.",
			"%d exchanges don't say under which version of their operation they were recorded, so whether they are stale can't be told.",
		},
		{
			e.undated, "1 exchange doesn't say when it was recorded, so how old it is can't be told.",
			"%d exchanges don't say when they were recorded, so how old they are can't be told.",
		},
	} {
		switch note.count {
		case 0:
		case 1:
			notes = append(notes, note.one)
		default:
			notes = append(notes, fmt.Sprintf(note.many, note.count))
		}
	}
	return notes
}

func (e *Evidence) summary() string {
	total := e.rows()
	r := total[len(total)-1]
	return fmt.Sprintf("%s, %s%s: %d unbacked, %d stale",
		said(r.Claims, "claim", "claims"), said(e.exchanges.total(), "exchange", "exchanges"), e.byWord(e.exchanges), r.Unbacked, r.Stale)
}

// byWord returns the counts in brackets, those that are 0 left out; empty where all are.
func (e *Evidence) byWord(c counts) string {
	var words []string
	for _, word := range e.words() {
		if count := c[word]; count > 0 {
			words = append(words, fmt.Sprintf("%d %s", count, word))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

func said(count int, one, many string) string {
	if count == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", count, many)
}

// in returns the claims of a state.
func (e *Evidence) in(states ...State) []*Backing {
	var found []*Backing
	for i := range e.backings {
		if slices.Contains(states, e.backings[i].State()) {
			found = append(found, &e.backings[i])
		}
	}
	return found
}
