package output_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/output"
)

func TestPrintable(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ given, want string }{
		"nothing":                      {"", ""},
		"words of any language":        {"Zoë’s naïve Ωμέγα ✓", "Zoë’s naïve Ωμέγα ✓"},
		"line breaks":                  {"a\r\nb\vc\fd\u0085e\u2028f\u2029g", `a\r\nb\vc\fd\u0085e\u2028f\u2029g`},
		"a tab":                        {"a\tb", `a\tb`},
		"an escape sequence":           {"\x1b[2J\x1b]0;title\a", `\x1b[2J\x1b]0;title\a`},
		"an 8-bit escape sequence":     {"\u009b2J", `\u009b2J`},
		"a byte that is not UTF-8":     {"\x9b2J and \xff", `\x9b2J and \xff`},
		"half a character":             {"caf\xc3", `caf\xc3`},
		"the direction of text":        {"\u202egnp.exe\u2066\u200f", `\u202egnp.exe\u2066\u200f`},
		"characters without a width":   {"a\u200bb\ufeffc\u00add", `a\u200bb\ufeffc\u00add`},
		"invisible letters":            {"a\u115f\u1160\u3164\uffa0\u17b4\u17b5b", `a\u115f\u1160\u3164\uffa0\u17b4\u17b5b`},
		"invisible marks":              {"a\u034f\u180b\u180e\u180f\ufe0f\U000e0100b", `a\u034f\u180b\u180e\u180f\ufe0f\U000e0100b`},
		"an empty symbol":              {"a\u2800b", `a\u2800b`},
		"unassigned, to be ignored":    {"a\u2065\U000e0fffb", `a\u2065\U000e0fffb`},
		"accents and joined letters":   {"e\u0301 \u0915\u094d\u0937", "e\u0301 \u0915\u094d\u0937"},
		"a tag character":              {"a\U000e0041", `a\U000e0041`},
		"a command of GitHub":          {"::error::x", `\x3a:error::x`},
		"a command behind spaces":      {" \u00a0::stop-commands::x", " \u00a0" + `\x3a:stop-commands::x`},
		"a command within a line":      {"got ::error::x", "got ::error::x"},
		"an IPv6 address":              {"http://[fe80::1]:80", "http://[fe80::1]:80"},
		"an old command of GitHub":     {"a ##[stop-commands]b", `a #\x23[stop-commands]b`},
		"with one character more":      {"###[group]##[x]", `##\x23[group]#\x23[x]`},
		"a command of Azure":           {"##vso[task.setvariable]x", `#\x23vso[task.setvariable]x`},
		"a command of TeamCity":        {"##teamcity[buildStop]", `#\x23teamcity[buildStop]`},
		"a command under a zero width": {"\u200b::error::x", `\u200b::error::x`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			assert.Equal(t, tt.want, output.Printable(tt.given))
		})
	}
}

func TestPrintableLines(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a\n  \\x3a:error::x\n\\rb\n", output.PrintableLines("a\n  ::error::x\n\rb\n"))
	assert.Equal(t, "\ta:\t\\x1b", output.Source("\ta:\t\x1b"))
}

func TestShortCutsBehindAnItem(t *testing.T) {
	t.Parallel()
	items := make([]string, 400)
	for i := range items {
		items[i] = "\"an item\""
	}
	shown := output.Short("expected one of " + strings.Join(items, ", "))
	assert.Less(t, len(shown), 450)
	assert.Regexp(t, `^expected one of "an item", .*"an item", \.\.\. \(and \d+ more characters\)$`, shown)
	assert.Equal(t, strings.Repeat("é", 400), output.Short(strings.Repeat("é", 400)))
	assert.Equal(t, strings.Repeat("é", 400)+" ... (and 1 more character)", output.Short(strings.Repeat("é", 401)))
	assert.Equal(t, "a; b; and 1 more", output.List([]string{"a", "b", "c"}, 2))
}

func TestTableKeepsALineForEachRow(t *testing.T) {
	t.Parallel()
	rows := [][]string{{"kind", "count"}, {"a\nb", "1"}, {"::error::x", "1000"}}
	assert.Equal(t, "kind           count\na\\nb           1\n\\x3a:error::x  1000\n", output.Table(rows, output.Left))
	assert.Equal(t, "kind           count\na\\nb               1\n\\x3a:error::x   1000\n", output.Table(rows, output.Right))
}

func TestMarkdown(t *testing.T) {
	t.Parallel()
	assert.Equal(t, `\[a\](b) \| \<i\> \\n\`+"`", output.EscapeMarkdown("[a](b) | <i> \n`"))
	assert.Equal(t, `\@<!-- -->a`, output.EscapeMarkdown("@a"), "nobody is notified")
	assert.Equal(t, "| a | b |\n|---|---|\n| 1 \\| | 2 |\n", output.MarkdownTable([][]string{{"a", "b"}, {"1 |", "2"}}))
	for _, text := range []string{"a", "```\n## b", "````\n```", "\r```\n", "~~~"} {
		block := output.MarkdownFence("diff", text)
		fence, _, _ := strings.Cut(block, "diff\n")
		assert.NotContains(t, text, fence)
		assert.True(t, strings.HasSuffix(block, "\n"+fence+"\n"), block)
		assert.NotContains(t, block, "\r")
	}
}

// GitHub shows nothing of a summary that is longer than 1 MiB.
func TestAMarkdownReportFitsASummary(t *testing.T) {
	t.Parallel()
	row := output.MarkdownTable([][]string{{strings.Repeat("é", 500)}})
	block := output.MarkdownFence("sh", strings.Repeat("```` a line\n", 10))
	for name, tt := range map[string]struct{ head, part string }{
		"rows":   {"", row},
		"blocks": {"", block},
		"other":  {"x\n", block},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, times := range []int{1, 100_000} {
				report := tt.head + strings.Repeat(tt.part, times)
				var b strings.Builder
				require.NoError(t, output.WriteMarkdown(&b, report))
				if times == 1 {
					assert.Equal(t, report, b.String())
					continue
				}
				assert.Less(t, b.Len(), 1<<20-100<<10)
				assert.Greater(t, b.Len(), 850<<10)
				text, rest, _ := strings.Cut(b.String(), "\nThe rest is left out")
				assert.NotEmpty(t, rest)
				assert.Zero(t, strings.Count("\n"+text, "\n`````")%2, "no block is open")
				assert.True(t, utf8.ValidString(text))
			}
		})
	}
}

func TestOnlyTerminalsArePainted(t *testing.T) {
	t.Parallel()
	assert.Equal(t, "a", output.Style{}.Bad("a"))
	assert.Equal(t, "\x1b[31;1ma\x1b[0m", output.Style{Color: true}.Bad("a"))
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	require.EqualError(t, output.WriteJSON(fullDisk{}, 5), "no space left")
	const hostile = "##[stop-commands] \\##vso[a] \u202e\u0085\u2028\U000e0041 \x1b[2J ✓ \"\n"
	var b strings.Builder
	require.NoError(t, output.WriteJSON(&b, map[string]string{hostile: hostile}))
	for _, text := range []string{"##[", "##vso[", "\u202e", "\u0085", "\u2028", "\U000e0041", "\x1b"} {
		assert.NotContains(t, b.String(), text)
	}
	var back map[string]string
	require.NoError(t, json.Unmarshal([]byte(b.String()), &back))
	assert.Equal(t, map[string]string{hostile: hostile}, back)
}

func TestParseTarget(t *testing.T) {
	t.Parallel()
	formats := []output.Format{output.Text, output.SARIF}
	target, err := output.ParseTarget("sarif=out/a=b.sarif", formats)
	require.NoError(t, err)
	assert.Equal(t, output.Target{Format: output.SARIF, File: "out/a=b.sarif"}, target)
	for given, want := range map[string]string{
		"":       `"": there is no kind of report ""; give KIND=FILE, with a kind of text, sarif`,
		"json=a": `"json=a": there is no kind of report "json"; give KIND=FILE, with a kind of text, sarif`,
		"a.text": `"a.text": there is no kind of report "a.text"; give KIND=FILE, with a kind of text, sarif`,
		"text":   `"text": it names no file; give text=FILE, or text=- for the standard output`,
		"text=":  `"text=": it names no file; give text=FILE, or text=- for the standard output`,
	} {
		_, err := output.ParseTarget(given, formats)
		require.EqualError(t, err, want)
	}
}

// FuzzPrintable checks that Printable returns one line of visible characters without terminal
// commands. If the string already is such a line, Printable returns it unchanged.
func FuzzPrintable(f *testing.F) {
	f.Add("::error::x\r\n##[group]\x1b[2J")
	f.Add(" \xff\u202e\u0085")
	f.Add("a\u2028b\u2029\u009b2J")
	f.Add("\u00a0::warning::x")
	f.Add("a ##vso[task.complete]")
	f.Fuzz(func(t *testing.T, s string) {
		shown := output.Printable(s)
		assert.True(t, utf8.ValidString(shown))
		assert.NotContains(t, shown, "##[")
		assert.NotContains(t, shown, "##vso[")
		assert.False(t, strings.HasPrefix(strings.TrimSpace(shown), "::"), shown)
		assert.False(t, strings.ContainsAny(shown, "\r\n\x1b\u0085\u009b\u2028\u2029\u202e"), shown)
		assert.Equal(t, shown, output.Printable(shown))
	})
}

func FuzzParseTarget(f *testing.F) {
	f.Add("json=report.json")
	f.Add("sarif=-")
	f.Add("=\n")
	f.Add("json= a\n")
	f.Add("x\ny=a")
	f.Fuzz(func(t *testing.T, given string) {
		target, err := output.ParseTarget(given, []output.Format{output.JSON, output.SARIF})
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		assert.Equal(t, given, string(target.Format)+"="+target.File)
	})
}
