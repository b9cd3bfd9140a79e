package part_test

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/coverage"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
	"github.com/orgcontract/polytomic-organizations/contract/internal/selection"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// wrongContract returns the built-in document with mistakes. With these mistakes, the recordings of
// this repository have violations and drift.
func wrongContract(tb rapid.TB) *contract.Contract {
	tb.Helper()
	text := string(polytomic.OpenAPI())
	head, schemas, found := strings.Cut(text, "\n  schemas:\n")
	require.True(tb, found)
	wrong := strings.NewReplacer("partner account.\n          type: string", "partner account.\n          type: integer",
		"sso_domain:", "sso_host:", "minLength: 1\n", "minLength: 5\n").Replace(schemas)
	require.NotEqual(tb, schemas, wrong)
	c, err := contract.Parse("openapi.yaml", []byte(head+"\n  schemas:\n"+wrong))
	require.NoError(tb, err)
	return c
}

// file is a recording with its name.
type file struct {
	name      string
	exchanges []contract.Exchange
	skipped   []recording.Skipped
}

// files returns the recordings of this repository. It adds recordings of other hosts, of paths that
// the document doesn't have, and with entries that are not exchanges.
func files(tb rapid.TB) []file {
	tb.Helper()
	var all []file
	names, err := filepath.Glob("../../testdata/recordings/*/*.har")
	require.NoError(tb, err)
	for _, name := range names {
		exchanges, err := recording.Load(name)
		require.NoError(tb, err)
		all = append(all, file{name: filepath.ToSlash(name), exchanges: exchanges})
	}
	for i := range 4 {
		f := file{name: fmt.Sprintf("other/%d.jsonl", 3-i)}
		var lines strings.Builder
		for j := range 3 + i {
			fmt.Fprintf(&lines, `{"request": {"method": "GET", "url": "https://host%d.example/api/organizations/%d?x=%d"}, "response": {"status": %d, "headers": {"X-A": "b"}, "body": "{}"}}`+"\n", j%2, j, i, 200+j)
		}
		for x, err := range recording.Decode(f.name, strings.NewReader(lines.String())) {
			require.NoError(tb, err)
			f.exchanges = append(f.exchanges, *x)
		}
		f.skipped = []recording.Skipped{{File: f.name, Entry: 9, Reason: recording.WebSocket}}
		all = append(all, f)
	}
	require.Greater(tb, len(all), 10)
	return all
}

// checked returns the part of a check of recordings in this order.
func checked(tb rapid.TB, c *contract.Contract, all []file) *part.Part {
	tb.Helper()
	s, err := selection.New(c, selection.Options{IgnoreRules: []string{"response.status"}})
	require.NoError(tb, err)
	var tally selection.Tally
	r := report.New(c)
	for x, err := range c.CheckAll(s.Exchanges(read(all), &tally)) {
		require.NoError(tb, err)
		r.Add(x.Exchange, s.Findings(x, &tally))
	}
	count(all, &tally)
	p := part.New(c, flags("request.security"), &tally)
	p.Check = r.Verdict()
	return p
}

// covered returns the part of the coverage of recordings in this order.
func covered(tb rapid.TB, c *contract.Contract, all []file) *part.Part {
	tb.Helper()
	s, err := selection.New(c, selection.Options{})
	require.NoError(tb, err)
	var tally selection.Tally
	m := coverage.New(c, coverage.Options{MaxAge: time.Hour, Now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)})
	for x, err := range s.Exchanges(read(all), &tally) {
		require.NoError(tb, err)
		m.Add(x)
	}
	count(all, &tally)
	p := part.New(c, part.Flags{}, &tally)
	p.Coverage = m.Tally()
	return p
}

// tried returns the part of mutants that were tried with recordings.
func tried(tb rapid.TB, c *contract.Contract, all []file, mutants []mutation.Mutant) *part.Part {
	tb.Helper()
	s, err := selection.New(c, selection.Options{})
	require.NoError(tb, err)
	var tally selection.Tally
	var exchanges []contract.Exchange
	for x, err := range s.Exchanges(read(all), &tally) {
		require.NoError(tb, err)
		exchanges = append(exchanges, *x)
	}
	runner, err := mutation.NewRunner(context.Background(), c, exchanges)
	require.NoError(tb, err)
	p := part.New(c, part.Flags{}, &tally)
	p.Mutation = runner.Run(context.Background(), mutants, nil).Tried()
	return p
}

func read(all []file) iter.Seq2[*contract.Exchange, error] {
	return func(yield func(*contract.Exchange, error) bool) {
		for _, f := range all {
			for i := range f.exchanges {
				if !yield(&f.exchanges[i], nil) {
					return
				}
			}
		}
	}
}

func count(all []file, t *selection.Tally) {
	for _, f := range all {
		for _, s := range f.skipped {
			t.Skip(s)
			t.Fail(fmt.Errorf("%s#10: it is cut off", f.name))
		}
	}
}

func flags(rules ...string) part.Flags {
	f := part.Flags{}
	f.Set("ignore-rule", rules...)
	return f
}

// write writes a part to a file and returns its name.
func write(tb rapid.TB, dir string, p *part.Part) string {
	tb.Helper()
	data, err := p.Bytes()
	require.NoError(tb, err)
	names, err := filepath.Glob(dir + "/*")
	require.NoError(tb, err)
	name := fmt.Sprintf("%s/%d.json", dir, len(names))
	require.NoError(tb, os.WriteFile(name, data, 0o600))
	return name
}

// shown returns all reports of a part as strings.
func shown(tb rapid.TB, c *contract.Contract, p *part.Part) map[string]string {
	tb.Helper()
	all := map[string]string{"lines": strings.Join(slices.Concat(p.Recordings.Lines(), p.Recordings.Unread()), "\n")}
	add := func(name string, write func(w *strings.Builder) error) {
		var b strings.Builder
		require.NoError(tb, write(&b))
		all[name] = b.String()
	}
	switch {
	case p.Check != nil:
		r := report.New(c)
		r.Merge(p.Check)
		for _, format := range report.Formats() {
			add(string(format), func(w *strings.Builder) error { return r.Write(format, w, report.Style{All: true, Strict: true}) })
		}
	case p.Coverage != nil:
		m := coverage.New(c, coverage.Options{})
		m.Merge(p.Coverage)
		add("text", func(w *strings.Builder) error { return m.WriteText(w) })
		add("json", func(w *strings.Builder) error { return m.WriteJSON(w) })
		add("html", func(w *strings.Builder) error { return m.WriteHTML(w, nil) })
	default:
		mutants, err := mutation.Mutants(context.Background(), c)
		require.NoError(tb, err)
		result := p.Mutation.Result(mutants)
		add("text", func(w *strings.Builder) error { return result.WriteText(w, mutation.TextOptions{Equivalent: true}) })
		add("json", func(w *strings.Builder) error { return result.WriteJSON(w) })
	}
	return all
}
