package change_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/change"
	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

// changesOf returns a report about replacing a string in the project's document.
func changesOf(t *testing.T, text, replacement string) *change.Report {
	t.Helper()
	document, err := os.ReadFile("../../../openapi.yaml")
	require.NoError(t, err)
	require.Contains(t, string(document), text)
	old, err := change.Parse("old.yaml", document)
	require.NoError(t, err)
	revised, err := change.Parse("new.yaml", []byte(strings.Replace(string(document), text, replacement, 1)))
	require.NoError(t, err)
	changes, err := change.Compare(old, revised)
	require.NoError(t, err)
	return &change.Report{Old: old, New: revised, Changes: changes}
}

func written(t *testing.T, changes *change.Report, kind output.Format, style output.Style) string {
	t.Helper()
	var b strings.Builder
	require.NoError(t, changes.Write(kind, &b, style))
	return b.String()
}

// The text report shortens long lists. JSON has the whole lists.
func TestChangesListWhatIsTouched(t *testing.T) {
	changes := changesOf(t, "x-decision: The vendor's pages don't list 400. Clients get it anyway, so every operation has it.", `x-decision: "A [link](a) | and \x1b[31mred."`)
	require.Len(t, changes.Changes, 1)
	changes.Changes[0].Recordings = []string{"a.har", "b.har", "c.har", "d.har", "e.har"}
	text := written(t, changes, output.Text, output.Style{})
	assert.Contains(t, text, "in all 8 operations\n")
	assert.Contains(t, text, "recorded in a.har; b.har; c.har; and 2 more\n")
	assert.Contains(t, text, "holds: 0 breaking, 0 unclear, 1 compatible\n")
	markdown := written(t, changes, output.Markdown, output.Style{})
	assert.Contains(t, markdown, "; recorded in a.har; b.har; c.har; d.har; e.har |")
	assert.Contains(t, markdown, `\[link\](a) \| and`)
	assert.Contains(t, markdown, "PUT /api/organizations/{id} 400")
	assert.Contains(t, written(t, changes, output.JSON, output.Style{}), `"operation": "PUT /api/organizations/{id}"`)
}

// Text from a document can't move the cursor. Only a terminal gets colours.
func TestChangesAreSafeToPrint(t *testing.T) {
	changes := changesOf(t, "pattern: ^[A-Za-z0-9_-]+$", `pattern: "^[A-Za-z0-9_-]+$|\x1b"`)
	assert.NotContains(t, written(t, changes, output.Text, output.Style{}), "\x1b")
	assert.NotContains(t, written(t, changes, output.Markdown, output.Style{Color: true}), "\x1b")
	assert.NotContains(t, written(t, changes, output.JSON, output.Style{Color: true}), "\x1b")
	assert.Contains(t, written(t, changes, output.Text, output.Style{Color: true}), "\x1b[33munclear")
}

func TestChangesHold(t *testing.T) {
	changes := changesOf(t, "minLength: 8", "minLength: 9")
	assert.False(t, changes.Holds())
	assert.Contains(t, written(t, changes, output.Markdown, output.Style{}), "## Change fails\n")
	changes.Changelog = "CHANGELOG.md"
	assert.Contains(t, written(t, changes, output.Markdown, output.Style{}), "\n- request-parameter-min-length-increased /components/parameters/IdempotencyKey/schema/minLength\n")
	again := *changes
	again.Changes = append(again.Changes, again.Changes[0])
	assert.Equal(t, 1, strings.Count(written(t, &again, output.Text, output.Style{}), "  `request-parameter-min-length-increased "))
	changes.Changes[0].Announced = true
	assert.True(t, changes.Holds())
	assert.Contains(t, written(t, changes, output.Text, output.Style{}), "announced by CHANGELOG.md as request-parameter")
	assert.True(t, changesOf(t, "minLength: 8", "minLength: 7").Holds())
}

func TestChangesHaveThreeKinds(t *testing.T) {
	var b strings.Builder
	assert.EqualError(t, changesOf(t, "minLength: 8", "minLength: 9").Write(output.SARIF, &b, output.Style{}),
		"there is no report of changes as sarif; the kinds are text, json, markdown")
}

// A change can be announced whatever the names in the document are.
func TestChangesWithStrangeNamesCanBeAnnounced(t *testing.T) {
	text := func(kind string) string {
		return `{openapi: 3.0.3, info: {title: A, version: "1"}, paths: {"/\x60a\x60\n# \x1b \u202e *b* ": {get: {responses: {"200": {description: A,
  headers: {X-A: {schema: {type: ` + kind + `}}}}}}}}}`
	}
	old, revised := parse(t, "old", text("string")), parse(t, "new", text("integer"))
	changes, err := change.Compare(old, revised)
	require.NoError(t, err)
	require.NotEmpty(t, changes)
	log := filepath.Join(t.TempDir(), "changelog.md")
	var announced strings.Builder
	announced.WriteString("## Unreleased\n\n")
	for _, c := range changes {
		announced.WriteString("- `" + c.ID() + "`\n")
	}
	require.NoError(t, os.WriteFile(log, []byte(announced.String()+"## 1\n"), 0o600))
	changelog, err := change.ReadChangelog(log)
	require.NoError(t, err)
	report := &change.Report{Old: old, New: revised, Changes: changes, Changelog: log}
	for _, format := range []output.Format{output.Text, output.Markdown} {
		assert.Contains(t, strings.ReplaceAll(written(t, report, format, output.Style{}), `\`, ""), strings.ReplaceAll(changes[0].ID(), `\`, ""), "the report shows the ID to copy")
	}
	changelog.Announce(old, revised, changes)
	for _, c := range changes {
		assert.True(t, c.Announced, "%q", c.ID())
	}
}
