package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v4"
)

// booksDocument describes an API with an operation that lists books. Each line of its recordings is
// made by bookExchange.
const booksDocument = `openapi: 3.0.3
info: {title: Books, version: "1"}
paths:
  /books:
    get:
      responses:
        "200":
          description: The books.
          content:
            application/json:
              schema:
                type: object
                properties: {total: {type: integer}}
`

// bookExchange returns an exchange with this response body as a line of JSON.
func bookExchange(body string) string {
	return fmt.Sprintf(`{"request": {"method": "GET", "url": "https://books.example/books"},`+
		` "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": %q}}`+"\n", body)
}

// goStandIn is a script that replaces the go command and builds nothing. It accepts only the
// command line that the action may use. It then links this test's own orgcontract to the place
// where the action expects the command.
const goStandIn = `#!/bin/sh
[ "$1 $3 $4 $5 $6 $8" = "-C build -trimpath -ldflags=-s -w -o ./contract/cmd/orgcontract" ] && [ -f "$2/$8/main.go" ] &&
	[ "$GOTOOLCHAIN$GOFLAGS${GOOS-}" = auto ] || { echo "unexpected: go $*" >&2; exit 1; }
ln -s "$(command -v orgcontract)" "$7"
`

// newBooksJob returns a job whose directory has the document and some files, which are given by
// their names.
func newBooksJob(t *testing.T, files, inputs map[string]string) actionRunner {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{"openapi.yaml": booksDocument}
	maps.Copy(all, files)
	for name, text := range all {
		name = filepath.Join(dir, filepath.FromSlash(name))
		require.NoError(t, os.MkdirAll(filepath.Dir(name), 0o700))
		require.NoError(t, os.WriteFile(name, []byte(text), 0o600))
	}
	return actionRunner{
		dir: dir, inputs: inputs, tools: map[string]string{"go": goStandIn},
		env: map[string]string{"GOOS": "plan9", "GOFLAGS": "-mod=vendor"}, // The job sets these variables for its own builds.
	}
}

func TestActionChecks(t *testing.T) {
	t.Parallel()
	const holding, drifting, wrong = `{"total": 1}`, `{"next": 1}`, `{"total": "x"}`
	files := map[string]string{
		"a.jsonl": bookExchange(holding), "more/b c.jsonl": bookExchange(drifting), "more/deep/d.jsonl": bookExchange(wrong), "bad.jsonl": "{", "none.jsonl": "",
	}
	for name, tt := range map[string]struct {
		recordings, strict string
		code               int
		want               string // The verdict, and the numbers of exchanges, violations and drift.
	}{
		"holds":                 {"a.jsonl", "", 0, "holds 1 0 0"},
		"drift":                 {"a.jsonl more", "false", 1, "fails 3 1 1"},
		"a pattern":             {"more/*.jsonl", "False", 0, "holds 1 0 1"},
		"strict":                {"more/*.jsonl", "true", 1, "fails 1 0 1"},
		"strict as YAML has it": {"\n  a.jsonl\n  more/b*.jsonl\n", "True", 1, "fails 2 0 1"},
		"strict, misspelled":    {"a.jsonl", "yes", 2, "not-checked   "},
		"all levels":            {"**/*.jsonl", "", 2, "not-checked 3 1 1"},
		"a pattern in vain":     {"a.jsonl b*.har", "", 2, "not-checked   "},
		"a bad recording":       {"a.jsonl bad.jsonl", "", 2, "not-checked 1 0 0"},
		"nothing to check":      {"none.jsonl", "", 2, "not-checked   "},
		"a command":             {"$(touch$IFS./stolen) `touch$IFS./stolen` a.jsonl", "", 2, "not-checked 1 0 0"},
		"a flag":                {"--allow-empty none.jsonl", "", 2, "not-checked   "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			job := newBooksJob(t, files, map[string]string{"recordings": tt.recordings, "strict": tt.strict})
			done := job.run(t)
			assert.Equal(t, tt.code, done.code, done.log)
			got := done.outputs
			assert.Equal(t, tt.want, got["verdict"]+" "+got["exchanges"]+" "+got["violations"]+" "+got["drift"], done.log)
			title := map[int]string{0: "## Contract holds\n", 1: "## Contract fails\n", 2: "hecked\n"}[tt.code]
			first, _, _ := strings.Cut(strings.TrimPrefix(done.summary, "\n"), "\n")
			assert.Contains(t, first+"\n", title)
			assert.Contains(t, done.log, "::")
			assert.NoFileExists(t, filepath.Join(job.dir, "stolen"))
			assert.Nil(t, done.uploaded)
		})
	}
}

// The runner shows at most ten annotations of a step. The first one must have the verdict.
func TestActionAnnotatesAtMostTen(t *testing.T) {
	t.Parallel()
	var exchanges strings.Builder
	for path := range strings.FieldsSeq("ant bee cat cow dog elk fox hen owl pig ram yak") {
		exchanges.WriteString(strings.Replace(bookExchange("{}"), "example/books", "example/"+path, 1))
	}
	done := newBooksJob(t, map[string]string{"a.jsonl": exchanges.String()},
		map[string]string{"recordings": "a.jsonl", "strict": "true"}).run(t)
	annotations := regexp.MustCompile(`(?m)^::(?:error|warning|notice) .*`).FindAllString(done.log, -1)
	require.Len(t, annotations, 10, done.log)
	assert.Contains(t, annotations[0], "title=contract fails::12 exchanges")
	assert.Contains(t, done.log, "\nThe summary of this job has all findings; 3 are not annotated.\n")
	assert.Contains(t, done.summary, "yak")
}

// Text from a recording must be neither a command of the runner nor markup.
func TestActionShowsWhatIsRecordedAsText(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no files with such names")
	}
	const hostile = "\n::error::injected\n```\n</pre><img src=x>"
	done := newBooksJob(t, map[string]string{
		"a.jsonl":              bookExchange(`{"` + strings.ReplaceAll(hostile, "\n", `\n`) + `": 1}`),
		"<img src=x>.jsonl":    "{",
		"::error::named.jsonl": "{",
	}, map[string]string{"recordings": "a.jsonl ::error::named.jsonl <*>.jsonl"}).run(t)
	require.Equal(t, 2, done.code, done.log)
	stopped := regexp.MustCompile(`(?s)::stop-commands::(\S+)\n.*\n::(\S+)::\n`).FindStringSubmatch(done.log)
	require.NotNil(t, stopped, done.log)
	require.Equal(t, stopped[1], stopped[2])
	_, commands, _ := strings.Cut(done.log, "\n::"+stopped[1]+"::\n")
	for line := range strings.Lines(commands) {
		assert.Regexp(t, `^::(error|warning|notice) (file=\S+?,)?(line=\d+,col=\d+,)?title=`, line)
	}
	assert.NotRegexp(t, `(^|[^\\])<img`, done.summary)
	assert.Equal(t, 1, strings.Count(done.summary, "</pre>"))
}

func TestActionKeepsReports(t *testing.T) {
	t.Parallel()
	files := map[string]string{"a.jsonl": bookExchange(`{"total": "x"}`)}
	inputs := map[string]string{"recordings": "a.jsonl", "spec": "openapi.yaml", "html": "out.html", "sarif": "out.sarif", "artifact": "contract"}
	job := newBooksJob(t, files, inputs)
	done := job.run(t)
	require.Equal(t, 1, done.code, done.log)
	assert.FileExists(t, filepath.Join(job.dir, "out.html"))
	assert.FileExists(t, filepath.Join(job.dir, "out.sarif"))
	assert.Equal(t, "out.html out.sarif", done.outputs["html"]+" "+done.outputs["sarif"])
	assert.Equal(t, map[string]string{"name": "contract", "path": done.outputs["json"] + "\nout.html\nout.sarif\n"}, done.uploaded)

	done = newBooksJob(t, files, map[string]string{"recordings": "a.jsonl", "artifact": "contract"}).run(t)
	assert.FileExists(t, done.outputs["html"], "the artifact has the page, wherever it is")
	assert.Empty(t, done.outputs["sarif"])
}

// If a step with the action could not check anything, it must not show the reports of an earlier
// step in the same job.
func TestActionShowsNoStaleReport(t *testing.T) {
	t.Parallel()
	job := newBooksJob(t, map[string]string{"a.jsonl": bookExchange("{}")}, map[string]string{"recordings": "a.jsonl"})
	job.env["RUNNER_TEMP"] = t.TempDir()
	require.Equal(t, 0, job.run(t).code)
	job.inputs["recordings"] = "missing.jsonl"
	done := job.run(t)
	assert.Equal(t, 2, done.code)
	assert.Contains(t, done.summary, "## Contract not checked\n\n<pre>\norgcontract: ")
	assert.Empty(t, done.outputs["json"])
}

func TestActionRefusesLineBreaks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"spec", "baseline", "html", "sarif", "artifact"} {
		for _, lineBreak := range []string{"\n", "\r"} {
			inputs := map[string]string{"recordings": "a.jsonl", name: "x" + lineBreak + "verdict=holds"}
			done := newBooksJob(t, map[string]string{"a.jsonl": bookExchange(`{"total": "x"}`)}, inputs).run(t)
			assert.Equal(t, 2, done.code, name)
			assert.Equal(t, "not-checked", done.outputs["verdict"], name)
			assert.Contains(t, done.log, "an input other than recordings has a line break")
		}
	}
}

// GitHub shows nothing of a summary that is longer than 1 MiB.
func TestActionWritesNoSummaryThatIsTooLong(t *testing.T) {
	t.Parallel()
	files := map[string]string{"bad/a.jsonl": bookExchange("{}")}
	for i := range 500 {
		files[fmt.Sprintf("bad/%03d%s.jsonl", i, strings.Repeat("&", 200))] = "{"
	}
	var required strings.Builder
	for i := range 3000 {
		fmt.Fprintf(&required, "%d%s, ", i, strings.Repeat("x", 300))
	}
	files["openapi.yaml"] = strings.Replace(booksDocument, "type: object\n", "type: object\n                required: ["+required.String()+"]\n", 1)
	done := newBooksJob(t, files, map[string]string{"recordings": "bad"}).run(t)
	assert.Equal(t, 2, done.code)
	assert.Less(t, len(done.summary), 1<<20)
	assert.Contains(t, done.summary, "The rest is left out")
}

// Actions are pinned by commit, so that moving a tag can't change what runs here or in jobs that
// copy the examples.
func TestActionsArePinnedByCommit(t *testing.T) {
	t.Parallel()
	uses := regexp.MustCompile(`(?m)^\s*(?:- )?(?:uses|rev): *(\S+)`)
	pinned := regexp.MustCompile(`^(\./\S+|(\S+@)?([0-9a-f]{40}|COMMIT))$`)
	files := []string{"contract/docs/ci.md", ".github/actions/check/action.yml"}
	workflows, err := filepath.Glob("../../../.github/workflows/*")
	require.NoError(t, err)
	for _, workflow := range workflows {
		files = append(files, ".github/workflows/"+filepath.Base(workflow))
	}
	for _, file := range files {
		text, err := os.ReadFile(filepath.Join("../../..", file))
		require.NoError(t, err)
		if filepath.Ext(file) != ".md" {
			assert.NotContains(t, string(text), "```", "a fence of a fixed length: what is recorded can end it")
		}
		found := uses.FindAllStringSubmatch(string(text), -1)
		assert.NotEmpty(t, found, file)
		for _, use := range found {
			assert.Regexp(t, pinned, use[1], file)
		}
	}
}

// A workflow may only read the repository. The jobs that release and that open an issue list the
// additional permissions that they need.
func TestWorkflowsMayOnlyRead(t *testing.T) {
	t.Parallel()
	workflows, err := filepath.Glob("../../../.github/workflows/*.yml")
	require.NoError(t, err)
	require.NotEmpty(t, workflows)
	for _, name := range workflows {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		var workflow struct {
			Permissions map[string]string
			Jobs        map[string]struct{ Permissions map[string]string }
		}
		require.NoError(t, yaml.Unmarshal(text, &workflow))
		assert.Equal(t, map[string]string{"contents": "read"}, workflow.Permissions, name)
		for job, settings := range workflow.Jobs {
			switch job {
			case "release":
			case "tell":
				assert.Equal(t, map[string]string{"contents": "read", "issues": "write"}, settings.Permissions)
			default:
				assert.Empty(t, settings.Permissions, "%s: %s", name, job)
			}
		}
	}
}
