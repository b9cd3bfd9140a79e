package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// writeGitHub writes workflow commands of GitHub Actions, which annotate lines of the document. It
// writes one for each fix, for each stale entry of the baseline and for each note, and one with the
// verdict.
func writeGitHub(w io.Writer, m *model) error {
	var b strings.Builder
	for _, f := range m.fixes() {
		head := f.head()
		title := fmt.Sprintf("%s: %s, %s", f.Severity, head.Cause.Rule, f.where())
		text := append([]string{head.message()}, f.details()...)
		annotate(&b, head.level(), head.first().Document, title, strings.Join(text, "\n"))
	}
	for _, entry := range shownStale(m.Stale) {
		annotate(&b, levelError, entry.Place, "stale: "+cause(entry.Cause), staleMessage)
	}
	if more := moreStale(len(m.Stale)); more != "" {
		annotate(&b, levelError, contract.Place{}, "stale", more)
	}
	for _, note := range append(slices.Clip(m.ShownFlaws), m.Notes...) {
		annotate(&b, levelNote, note.Place, string(note.Kind), output.Short(note.Text))
	}
	verdict := levelNote
	if !m.Holds || m.Incomplete {
		verdict = levelError
	}
	annotate(&b, verdict, contract.Place{}, "contract "+m.verdict(), output.Printable(summary(m))+"\n"+heldAgainst(m))
	_, err := io.WriteString(w, b.String())
	return err
}

// annotate writes one workflow command. The place may be empty. The lines must be printable.
func annotate(b *strings.Builder, l level, place contract.Place, title, text string) {
	command := string(l)
	if l == levelNote {
		command = "notice"
	}
	b.WriteString("::" + command + " ")
	if place.File != "" {
		fmt.Fprintf(b, "file=%s,", escapeProperty(output.Printable(place.File)))
	}
	if place.Line > 0 {
		fmt.Fprintf(b, "line=%d,col=%d,", place.Line, place.Column)
	}
	fmt.Fprintf(b, "title=%s::%s\n", escapeProperty(output.Printable(title)), escapeData(text))
}

// escapeData escapes the text of a workflow command.
func escapeData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// escapeProperty escapes a property of a workflow command.
func escapeProperty(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(s)
}
