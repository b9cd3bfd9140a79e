package coverage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// row counts the claims of one kind.
type row struct {
	Kind   contract.ClaimKind
	Claims int
	// By counts, for each provenance, the claims that its exchanges cover. A claim may be counted
	// for several provenances, so the numbers must not be added up.
	By counts
	// Stale counts the claims that only stale exchanges would cover. Uncovered counts the claims
	// that no exchange covers. Unreachable counts those of them that no operation uses.
	Stale, Uncovered, Unreachable int
}

// all is the kind of the row that counts all claims.
const all contract.ClaimKind = "all"

// rows returns a row for each kind of claim in the document, and a row for all claims.
func (m *Map) rows() []row {
	byKind := map[contract.ClaimKind]*row{}
	for _, kind := range append(contract.ClaimKinds(), all) {
		byKind[kind] = &row{Kind: kind, By: counts{}}
	}
	claims := m.covered()
	for i := range claims {
		byKind[claims[i].Kind].add(&claims[i])
		byKind[all].add(&claims[i])
	}
	var rows []row
	for _, kind := range append(contract.ClaimKinds(), all) {
		if byKind[kind].Claims > 0 || kind == all {
			rows = append(rows, *byKind[kind])
		}
	}
	return rows
}

func (r *row) add(c *Claim) {
	r.Claims++
	for _, provenance := range Provenances() {
		if count, _ := c.Count(provenance); count > 0 {
			r.By[provenance]++
		}
	}
	switch c.State() {
	case Stale:
		r.Stale++
	case Unreachable:
		r.Unreachable++
		r.Uncovered++
	case Uncovered:
		r.Uncovered++
	}
}

// provenances returns the columns of the table. They are the provenances, and unstated if there is
// such an exchange.
func (m *Map) provenances() []contract.Provenance {
	columns := contract.Provenances()
	if m.tally.Exchanges[Unstated] > 0 {
		columns = append(columns, Unstated)
	}
	return columns
}

// table returns the rows as strings, beginning with the headings.
func (m *Map) table() [][]string {
	head := []string{"kind", "claims"}
	for _, provenance := range m.provenances() {
		head = append(head, string(provenance))
	}
	lines := [][]string{append(head, "stale", "uncovered")}
	for _, r := range m.rows() {
		line := []string{string(r.Kind), cell(r.Claims)}
		for _, provenance := range m.provenances() {
			line = append(line, cell(r.By[provenance]))
		}
		lines = append(lines, append(line, cell(r.Stale), cell(r.Uncovered)))
	}
	return lines
}

func cell(count int) string {
	if count == 0 {
		return "-"
	}
	return strconv.Itoa(count)
}

// notes returns what a reader must know about the exchanges, one note per line.
func (m *Map) notes() []string {
	notes := []string{m.summary()}
	notes = append(notes, m.versionNotes()...)
	if m.tally.Exchanges[contract.Live] == 0 {
		notes = append(notes, "No exchange is live, so nothing here shows what the API's own server does; orgcontract record --provenance live records some.")
	}
	if count := m.tally.Contradicting.total(); count > 0 {
		note := either(count, "1 exchange contradicts", "%d exchanges contradict") + " the document" + m.byProvenance(m.tally.Contradicting) +
			", and covers nothing where it does; orgcontract check says where."
		if count > 1 {
			note = strings.Replace(note, "and covers nothing where it does", "and cover nothing where they do", 1)
		}
		if m.tally.Contradicting[contract.Test] > 0 {
			note += " A test may do so on purpose."
		}
		notes = append(notes, note)
	}
	if m.tally.WithoutDigest > 0 {
		notes = append(notes, either(m.tally.WithoutDigest,
			"1 exchange doesn't say under which version of its operation it was recorded, so it may be stale.",
			"%d exchanges don't say under which version of their operation they were recorded, so they may be stale."))
	}
	if m.tally.WithoutDate > 0 {
		notes = append(notes, either(m.tally.WithoutDate,
			"1 exchange doesn't say when it was recorded, so it may be too old.",
			"%d exchanges don't say when they were recorded, so they may be too old."))
	}
	if m.tally.Unchecked > 0 {
		notes = append(notes, either(m.tally.Unchecked,
			"1 exchange has invariants that take too long to check, so it may cover more; orgcontract check says which.",
			"%d exchanges have invariants that take too long to check, so they may cover more; orgcontract check says which."))
	}
	return notes
}

func (m *Map) summary() string {
	total := m.rows()
	r := total[len(total)-1]
	return fmt.Sprintf("%s, %s%s: %d uncovered, %d stale", output.Count(r.Claims, "claim"),
		output.Count(m.tally.Exchanges.total(), "exchange"), m.byProvenance(m.tally.Exchanges), r.Uncovered, r.Stale)
}

// byProvenance returns the counts in parentheses, and leaves out zeros. It returns an empty string
// if all counts are zero.
func (m *Map) byProvenance(c counts) string {
	var parts []string
	for _, provenance := range m.provenances() {
		if count := c[provenance]; count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count, provenance))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return " (" + strings.Join(parts, ", ") + ")"
}

// either returns one of two sentences. It returns one if the count is 1, and otherwise many with
// the count.
func either(count int, one, many string) string {
	if count == 1 {
		return one
	}
	return fmt.Sprintf(many, count)
}

// in returns the claims that are in one of the states.
func (m *Map) in(states ...State) []*Claim {
	var found []*Claim
	claims := m.covered()
	for i := range claims {
		if slices.Contains(states, claims[i].State()) {
			found = append(found, &claims[i])
		}
	}
	return found
}
