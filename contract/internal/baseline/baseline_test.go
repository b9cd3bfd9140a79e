package baseline_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/baseline"
)

const file = `# Mine.
- rule: response.type
  operation: GET /a
  document: /components/schemas/A/properties/name
  at: /data/*/name
  reason: >
    The server sends numbers
    until its next release, which is to come when the vendor has told all who read the list and has heard from each of them.
  expires: 2026-12-24
- {operation: GET /a, rule: response.status, document: /paths/~1a/get/responses, at: status, reason: Known to the vendor., expires: "2026-11-30"}
- rule: request.json
  operation: POST /a
  reason: A test sends it.
  expires: 2027-01-01
`

// rules reports whether a rule is one that the tests use.
func rules(rule contract.Rule) bool {
	return slices.Contains([]string{"response.type", "response.status", "request.json"}, rule.String())
}

func load(t *testing.T) *baseline.Baseline {
	t.Helper()
	b, err := baseline.Load("known.yaml", []byte(file), rules)
	require.NoError(t, err)
	return b
}

var (
	typeCause   = contract.Cause{Rule: contract.ParseRule("response.type"), Operation: "GET /a", Document: "/components/schemas/A/properties/name", At: contract.ParseLocation("/data/*/name")}
	statusCause = contract.Cause{Rule: contract.ParseRule("response.status"), Operation: "GET /a", Document: "/paths/~1a/get/responses", At: contract.ParseLocation("status")}
	jsonCause   = contract.Cause{Rule: contract.ParseRule("request.json"), Operation: "POST /a"}
)

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

func TestLoadSortsByCause(t *testing.T) {
	place := func(line, column int) contract.Place {
		return contract.Place{File: "known.yaml", Line: line, Column: column}
	}
	assert.Equal(t, []baseline.Entry{
		{Cause: statusCause, Reason: "Known to the vendor.", Expires: date(2026, 11, 30), Place: place(10, 3)},
		{Cause: typeCause, Reason: "The server sends numbers until its next release, which is to come when the vendor has told all who read the list and has heard from each of them.", Expires: date(2026, 12, 24), Place: place(2, 3)},
		{Cause: jsonCause, Reason: "A test sends it.", Expires: date(2027, 1, 1), Place: place(11, 3)},
	}, load(t).Entries())
}

func TestLoadRefuses(t *testing.T) {
	const good = "- {rule: response.type, operation: GET /a, reason: R, expires: 2026-12-24}\n"
	for name, tt := range map[string]struct{ data, want string }{
		"nothing":             {" \n", "known.yaml: the file is empty; it should hold a list of known findings, or [] for none"},
		"comments alone":      {"# Nothing.\n", "known.yaml: the file is empty; it should hold a list of known findings, or [] for none"},
		"not YAML":            {"- rule: [a\n", "known.yaml:2:1: did not find expected ',' or ']'; fix the YAML there"},
		"a mapping":           {"known: []\n", "known.yaml: this is not a list; it should be a list of known findings, or [] for none"},
		"two documents":       {good + "---\n" + good, "known.yaml:2:1: a second YAML document begins here; keep everything in one"},
		"a scalar":            {good + "- response.type\n", "known.yaml:2:3: the entry is not a mapping; give it rule, operation, document, at, reason and expires"},
		"an unknown key":      {"- rule: response.type\n  path: /a\n", `known.yaml:2:3: the key "path" is not known; an entry has rule, operation, document, at, reason and expires`},
		"a key twice":         {"- rule: response.type\n  rule: response.type\n", `known.yaml:2:3: the mapping already has the key "rule", at line 1; remove one of them`},
		"a list for a string": {"- rule: response.type\n  reason: [a]\n", "known.yaml:2:11: reason is not a string; write it in one line"},
		"no rule":             {"- operation: GET /a\n", "known.yaml:1:3: the entry has no rule; take it from the report of the finding"},
		"an unknown rule":     {"- operation: GET /a\n  rule: response.typ\n", `known.yaml:2:9: there is no rule "response.typ"; take it from the report of the finding`},
		"no operation":        {"- rule: response.type\n", "known.yaml:1:3: the entry has no operation; take it from the report of the finding"},
		"no reason":           {strings.Replace(good, "reason: R, ", "", 1), "known.yaml:1:3: the entry has no reason; say why the finding is accepted"},
		"a blank reason":      {strings.Replace(good, "reason: R", `reason: " "`, 1), "known.yaml:1:3: the entry has no reason; say why the finding is accepted"},
		"no date":             {strings.Replace(good, ", expires: 2026-12-24", "", 1), "known.yaml:1:3: the entry has no expires; give the last day on which the finding is accepted, as 2006-01-02"},
		"a date of words":     {"- rule: response.type\n  operation: GET /a\n  reason: R\n  expires: soon\n", `known.yaml:4:12: "soon" is not a date; write the day as 2006-01-02`},
		"a day of no month":   {strings.Replace(good, "12-24", "02-30", 1), `known.yaml:1:64: "2026-02-30" is not a date; write the day as 2006-01-02`},
		"an entry twice":      {good + good, "known.yaml:2:3: the same finding is at line 1 already; remove one of the two"},
	} {
		t.Run(name, func(t *testing.T) {
			b, err := baseline.Load("known.yaml", []byte(tt.data), rules)
			require.EqualError(t, err, tt.want)
			assert.Nil(t, b)
		})
	}
}

func group(cause contract.Cause, severity contract.Severity) contract.Group {
	return contract.Group{
		Cause: cause, Severity: severity, Count: 1, Exchanges: 1,
		// The line differs in each check, as if somebody edited the document in between.
		Examples: []contract.Finding{{Rule: cause.Rule, Document: contract.Place{File: "a.yaml", Pointer: cause.Document, Line: int(time.Now().Unix())}}},
	}
}

func TestApply(t *testing.T) {
	known, expired := group(typeCause, contract.Violation), group(statusCause, contract.Violation)
	unknown := group(contract.Cause{Rule: contract.ParseRule("response.type"), Operation: "GET /a", Document: "/other"}, contract.Drift)
	b := load(t)
	entries := b.Entries()

	result := b.Apply([]contract.Group{unknown, known, expired}, time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC))
	assert.Equal(t, baseline.Result{
		New:     []contract.Group{unknown},
		Known:   []baseline.Match{{Group: known, Entry: entries[1]}},
		Expired: []baseline.Match{{Group: expired, Entry: entries[0]}},
		Stale:   []baseline.Entry{entries[2]},
	}, result)
	for range 20 { // A map has no order, so repeat the test.
		assert.Equal(t, baseline.Result{Stale: entries}, b.Apply(nil, date(2028, 1, 1)), "what is gone is gone, expired or not")
	}
}

func TestAnEntryHoldsToTheEndOfItsDay(t *testing.T) {
	entry := baseline.Entry{Expires: date(2026, 12, 24)}
	assert.False(t, entry.Expired(time.Date(2026, 12, 24, 23, 59, 59, 0, time.UTC)))
	assert.True(t, entry.Expired(date(2026, 12, 25)))
	east := time.FixedZone("east", 9*60*60)
	assert.False(t, entry.Expired(time.Date(2026, 12, 25, 8, 59, 0, 0, east)), "days are those of UTC")
	assert.True(t, entry.Expired(time.Date(2026, 12, 25, 9, 0, 0, 0, east)))
}

func TestNilKnowsNothing(t *testing.T) {
	var b *baseline.Baseline
	groups := []contract.Group{group(typeCause, contract.Violation)}
	assert.Equal(t, baseline.Result{New: groups}, b.Apply(groups, date(2026, 12, 1)))
	assert.Empty(t, b.Entries())
	assert.Empty(t, b.File())
}

func violations(g contract.Group) bool { return g.Severity == contract.Violation }

func TestUpdate(t *testing.T) {
	b := load(t)
	now := time.Date(2026, 12, 30, 20, 0, 0, 0, time.FixedZone("west", -8*60*60)) // In UTC, this is the next day.
	added := contract.Cause{Rule: contract.ParseRule("response.status"), Operation: "DELETE /a", Document: "/x", At: contract.ParseLocation("status")}
	updated := b.Update([]contract.Group{
		group(typeCause, contract.Drift), group(statusCause, contract.Violation), group(added, contract.Violation),
		group(contract.Cause{Rule: contract.ParseRule("response.type"), Operation: "GET /b"}, contract.Drift),
	}, violations, now)
	data, err := updated.Bytes()
	require.NoError(t, err)
	assert.Equal(t, `# Findings that are known and accepted for a time. A check writes this file on request; it keeps reason and expires.
- rule: response.status
  operation: DELETE /a
  document: /x
  at: status
  reason: not yet explained
  expires: 2027-01-30
- rule: response.status
  operation: GET /a
  document: /paths/~1a/get/responses
  at: status
  reason: Known to the vendor.
  expires: 2026-11-30
- rule: response.type
  operation: GET /a
  document: /components/schemas/A/properties/name
  at: /data/*/name
  reason: The server sends numbers until its next release, which is to come when the vendor has told all who read the list and has heard from each of them.
  expires: 2026-12-24
`, string(data))
	assert.Len(t, b.Entries(), 3, "the one it came from stays")
	assert.Equal(t, "known.yaml", updated.File())
}

func TestWriteThenRead(t *testing.T) {
	name := filepath.Join(t.TempDir(), "known.yaml")
	write := func(b *baseline.Baseline) {
		data, err := b.Bytes()
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(name, data, 0o600))
	}
	write(load(t))
	b, err := baseline.Read(name, rules)
	require.NoError(t, err)
	assert.Equal(t, filepath.ToSlash(name), b.File())
	assert.Equal(t, withoutPlaces(load(t)), withoutPlaces(b))

	var none *baseline.Baseline
	write(none)
	b, err = baseline.Read(name, rules)
	require.NoError(t, err)
	assert.Empty(t, b.Entries())
}

func withoutPlaces(b *baseline.Baseline) []baseline.Entry {
	entries := b.Entries()
	for i := range entries {
		entries[i].Place = contract.Place{}
	}
	return entries
}

func TestReadSaysWhichFile(t *testing.T) {
	t.Chdir(t.TempDir())
	_, err := baseline.Read("known.yaml", rules)
	require.EqualError(t, err, "known.yaml: file does not exist; check the name, or write a baseline first")
	require.ErrorIs(t, err, fs.ErrNotExist)
	_, err = baseline.Read(".", rules)
	require.ErrorContains(t, err, ".: ")
	require.ErrorContains(t, err, "; name a file that can be read")
}

// If a baseline is hostile, the error is one short line.
func TestErrorsOfHostileFilesAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 1<<20)
	for name, data := range map[string]string{
		"a long rule":    "- rule: " + long,
		"a long key":     "- " + long + ": 1",
		"a long date":    "- {rule: response.type, operation: a, reason: a, expires: " + long + "}",
		"deep lists":     strings.Repeat("[", 100_000) + strings.Repeat("]", 100_000),
		"deep mappings":  "- rule: " + strings.Repeat("{a: ", 50_000) + "1" + strings.Repeat("}", 50_000),
		"nested aliases": "- &a [1, 1, 1, 1, 1, 1, 1, 1]\n" + nestedAliases(9),
		"itself":         "- &a {rule: *a}",
		"a line break":   "- rule: \"\\e[2J\\n::error::x\"",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := baseline.Load("known.yaml", []byte(data), rules)
			require.Error(t, err)
			assert.Less(t, len(err.Error()), 200)
			assert.NotContains(t, err.Error(), "\n")
		})
	}
}

// nestedAliases returns n lists in YAML. Each list contains the list before it eight times.
func nestedAliases(n int) string {
	var b strings.Builder
	for i := range n {
		before := "*" + string(rune('a'+i))
		fmt.Fprintf(&b, "- &%c [%s]\n", 'b'+i, strings.Join(slices.Repeat([]string{before}, 8), ", "))
	}
	return b.String()
}

// FuzzLoad checks that a baseline that can be loaded stays the same if it is written and loaded
// again.
func FuzzLoad(f *testing.F) {
	f.Add(file)
	f.Add("[]")
	f.Add("- {rule: response.type, reasons: x}")
	f.Add("- {rule: 'no: #', operation: \"\\x00\\n*\", document: ~, at: 2026-01-01, reason: '- x', expires: 2026-12-24}")
	f.Fuzz(func(t *testing.T, data string) {
		anyRule := func(contract.Rule) bool { return true }
		b, err := baseline.Load("known.yaml", []byte(data), anyRule)
		if err != nil {
			assert.NotContains(t, err.Error(), "\n")
			return
		}
		written, err := b.Bytes()
		require.NoError(t, err)
		again, err := baseline.Load("known.yaml", written, anyRule)
		require.NoError(t, err, string(written))
		assert.Equal(t, withoutPlaces(b), withoutPlaces(again))
	})
}
