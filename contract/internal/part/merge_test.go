package part_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/mutation"
	"github.com/orgcontract/polytomic-organizations/contract/internal/part"
)

// One run over all recordings has the same reports, byte for byte, as the merged parts of several
// runs. The recordings may be split and read in any way, and the parts may be merged in any order
// and in several steps.
func TestAnySplitHasTheReportsOfOneRun(t *testing.T) {
	t.Parallel()
	c, all := wrongContract(t), files(t)
	for name, run := range map[string]func(rapid.TB, *contract.Contract, []file) *part.Part{"check": checked, "coverage": covered} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := run(t, c, all)
			reports, content := shown(t, c, one), contentOf(t, one)
			dir := t.TempDir()
			leaves := map[string]string{}
			for _, f := range all {
				leaves[f.name] = write(t, dir, run(t, c, []file{f}))
			}
			runs := 0
			rapid.Check(t, func(t *rapid.T) {
				groups := make([][]file, rapid.IntRange(1, 5).Draw(t, "groups"))
				for _, f := range rapid.Permutation(all).Draw(t, "order") {
					i := rapid.IntRange(0, len(groups)-1).Draw(t, "group")
					groups[i] = append(groups[i], f)
				}
				dir, err := os.MkdirTemp(dir, "") //nolint:usetesting // Each draw of rapid needs a new directory.
				require.NoError(t, err)
				var parts []string
				for _, group := range groups {
					if runs++; runs%10 == 0 { // The test does this rarely, because a check takes longer than a merge.
						parts = append(parts, write(t, dir, run(t, c, group)))
						continue
					}
					var names []string
					for _, f := range group {
						names = append(names, leaves[f.name])
					}
					if len(names) > 0 {
						merged, err := part.Merge(names)
						require.NoError(t, err)
						parts = append(parts, write(t, dir, merged))
					}
				}
				merged, err := part.Merge(parts)
				require.NoError(t, err)
				require.Equal(t, content, contentOf(t, merged))
				if runs%20 < len(parts) { // The test does this rarely, because writing all reports takes long.
					require.Equal(t, reports, shown(t, c, merged))
				}
			})
		})
	}
}

// contentOf returns the content of a part, without its runs.
func contentOf(tb rapid.TB, p *part.Part) string {
	tb.Helper()
	anonymous := *p
	anonymous.Runs = []string{"the same"}
	data, err := anonymous.Bytes()
	require.NoError(tb, err)
	return string(data)
}

// Each shard of the mutants is a part, and all shards together are one run.
func TestShardsHaveTheReportsOfOneRun(t *testing.T) {
	t.Parallel()
	c, all := wrongContract(t), files(t)[:3]
	mutants, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	mutants = mutants[:12]
	one := shown(t, c, tried(t, c, all, mutants))
	dir := t.TempDir()
	for _, order := range [][]string{{"2/3", "1/3", "3/3"}, {"2/2", "1/2"}} {
		var parts []string
		for _, text := range order {
			shard, err := mutation.ParseShard(text)
			require.NoError(t, err)
			parts = append(parts, write(t, dir, tried(t, c, all, shard.Of(mutants))))
		}
		merged, err := part.Merge(parts)
		require.NoError(t, err)
		require.Equal(t, one, shown(t, c, merged))
		merged, err = part.Merge(parts[1:])
		require.NoError(t, err)
		assert.NotEqual(t, one, shown(t, c, merged), "a shard is missing")
	}
}

// All empty runs are the same run. If such a run is given twice, nothing is counted twice.
func TestEmptyRunsMerge(t *testing.T) {
	t.Parallel()
	c, dir := wrongContract(t), t.TempDir()
	all := files(t)
	full, empty := write(t, dir, checked(t, c, all)), write(t, dir, checked(t, c, nil))
	merged, err := part.Merge([]string{empty, full, empty})
	require.NoError(t, err)
	assert.Equal(t, shown(t, c, checked(t, c, all)), shown(t, c, merged))
}

// If parts can't be merged, Merge returns an error of one line that names both files.
func TestMergeRefuses(t *testing.T) {
	t.Parallel()
	c, all := wrongContract(t), files(t)
	named := func(name string, text []byte) *contract.Contract {
		other, err := contract.Parse(name, text)
		require.NoError(t, err)
		return other
	}
	first, second := checked(t, c, all[:1]), checked(t, c, all[1:2])
	mutants, err := mutation.Mutants(t.Context(), c)
	require.NoError(t, err)
	mutants = mutants[:4]
	var both part.Part
	const sameRun = "0.json and 1.json hold the same run; give each part once, or give different recordings different names"
	for name, test := range map[string]struct {
		parts []*part.Part
		// edit changes the JSON text of the last part.
		edit func(text string) string
		want string
	}{
		"the same part":              {parts: []*part.Part{first, first}, want: sameRun},
		"the first of merged parts":  {parts: []*part.Part{&both, first}, want: sameRun},
		"the second of merged parts": {parts: []*part.Part{&both, second}, want: sameRun},
		"another document": {
			parts: []*part.Part{first, checked(t, named("openapi.yaml", polytomic.OpenAPI()), all[1:2])},
			want:  "0.json and 1.json can't be merged: they are about different documents; give all runs the same",
		},
		"another name of the document": {
			parts: []*part.Part{first, checked(t, named("api.yaml", c.Files()[0].Text), all[1:2])},
			want:  "0.json and 1.json can't be merged: the document is openapi.yaml in one and api.yaml in the other; give all runs the same name",
		},
		"another command": {
			parts: []*part.Part{first, covered(t, c, all[1:2])},
			want:  "0.json and 1.json can't be merged: one is of orgcontract check and one of orgcontract coverage; merge them apart",
		},
		"other flags": {
			parts: []*part.Part{first, second}, edit: func(text string) string {
				return strings.Replace(text, `"flags":{"ignore-rule":["request.security"]}`, `"flags":{"only":["/a"]}`, 1)
			},
			want: "0.json and 1.json can't be merged: they have different values of --ignore-rule, --only; give all runs the same",
		},
		"another version of the tool": {
			parts: []*part.Part{first, second}, edit: func(text string) string { return strings.Replace(text, `"tool":"(devel)"`, `"tool":"v9.9.9"`, 1) },
			want: "0.json was written by orgcontract (devel) and 1.json by v9.9.9; write all parts with one version",
		},
		"another version than this one": {
			parts: []*part.Part{first}, edit: func(text string) string { return strings.Replace(text, `"tool":"(devel)"`, `"tool":"v9.9.9"`, 1) },
			want: "0.json: the part was written by orgcontract v9.9.9, and this is (devel); merge it with the version that wrote it",
		},
		"another format": {
			parts: []*part.Part{first, second}, edit: func(text string) string { return strings.Replace(text, `{"part":1`, `{"part":2,"more":{}`, 1) },
			want: "0.json is of version 1 of the format of parts and 1.json of version 2; write all parts with one orgcontract",
		},
		"a later format": {
			parts: []*part.Part{first}, edit: func(text string) string { return strings.Replace(text, `{"part":1`, `{"part":2`, 1) },
			want: "0.json: the part is of version 2 of the format, and this orgcontract reads version 1; merge it with the version that wrote it",
		},
		"a report": {parts: []*part.Part{first}, edit: func(string) string { return `{"version": 1, "tool": "orgcontract"}` }, want: "0.json: this is not a part; give what --partial writes"},
		"no JSON":  {parts: []*part.Part{first}, edit: func(string) string { return "{" }, want: "0.json: this is not a part; give what --partial writes"},
		"nothing in it": {
			parts: []*part.Part{first}, edit: func(string) string { return `{"part": 1, "tool": "(devel)"}` }, want: "0.json: this is not a part; give what --partial writes",
		},
		"a wrong type": {
			parts: []*part.Part{first}, edit: func(string) string { return `{"part": 1, "tool": "(devel)", "runs": 5}` },
			want: "0.json: this is not a part at /runs; give what --partial writes",
		},
		"a cause without findings": {
			parts: []*part.Part{checked(t, c, all)}, edit: func(text string) string {
				return strings.Replace(text, `"first":[{"severity"`, `"first":[],"more":[{"severity"`, 1)
			},
			want: "0.json: this is not a part at /check/causes/0/more; give what --partial writes",
		},
		"one mutant twice": {
			parts: []*part.Part{tried(t, c, all[:1], mutants), tried(t, c, all[:1], mutants[1:])},
			want:  "0.json and 1.json can't be merged: a mutant was tried in both; give each shard once, all of the same number",
		},
		"other recordings for mutants": {
			parts: []*part.Part{tried(t, c, all[:1], mutants[:1]), tried(t, c, all[1:2], mutants[1:])},
			want:  "0.json and 1.json can't be merged: the mutants were tried with different recordings; give all shards the same",
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if test.parts[0] == &both {
				files := []string{write(t, t.TempDir(), first), write(t, t.TempDir(), checked(t, c, all[1:2]))}
				merged, err := part.Merge(files)
				require.NoError(t, err)
				test.parts[0] = merged
			}
			var names []string
			for _, p := range test.parts {
				names = append(names, write(t, dir, p))
			}
			if last := names[len(names)-1]; test.edit != nil {
				text, err := os.ReadFile(last)
				require.NoError(t, err)
				edited := test.edit(string(text))
				require.NotEqual(t, string(text), edited)
				require.NoError(t, os.WriteFile(last, []byte(edited), 0o600))
			}
			_, err := part.Merge(names)
			require.Error(t, err)
			assert.Equal(t, test.want, strings.ReplaceAll(err.Error(), filepath.ToSlash(dir)+"/", ""))
		})
	}
	_, err = part.Merge([]string{"nowhere.json"})
	require.EqualError(t, err, "nowhere.json: file does not exist; check the name")
}

// A part can only be used with the document that it is about.
func TestPartIsOfItsDocument(t *testing.T) {
	t.Parallel()
	c := wrongContract(t)
	p := checked(t, c, nil)
	require.NoError(t, p.IsOf("a.json", c))
	other, err := contract.Parse("openapi.yaml", polytomic.OpenAPI())
	require.NoError(t, err)
	require.EqualError(t, p.IsOf("a.json", other), "a.json is about another document than openapi.yaml; name its document with --spec")
	renamed, err := contract.Parse("b.yaml", c.Files()[0].Text)
	require.NoError(t, err)
	require.EqualError(t, p.IsOf("a.json", renamed), "a.json is about a document named openapi.yaml; name it so with --spec")
}
