package contractbeam_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/fileio"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	contractbeam "github.com/orgcontract/polytomic-organizations/contract/beam"
)

func init() { beam.RegisterDoFn(&flakyFn{}) }

const document = `openapi: 3.0.3
info: {title: Books, version: "1"}
servers: [{url: "https://api.example"}]
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /books/{id}:
    get:
      operationId: getBook
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses: {"200": {description: A book.}}
`

const grows = document + `
x-invariants:
  - {id: grows, when: has(last.getBook), rule: last.getBook.request.path.id < request.path.id, message: the ids of a session grow}
`

// line returns an exchange of a session at a second.
func line(host, id, session string, second int) string {
	return fmt.Sprintf(`{"request": {"method": "GET", "url": "https://%s/books/%s"}, "response": {"status": 200}, "recorded": "2026-11-20T10:00:%02dZ", "session": %q}`+"\n",
		host, id, second, session)
}

// files writes recordings, and returns their directory.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	directory := t.TempDir()
	for name, text := range texts {
		require.NoError(t, os.WriteFile(filepath.Join(directory, name), []byte(text), 0o600))
	}
	return directory
}

// pipeline checks the recordings in a directory, each after it went through before, and returns the
// part. Two globs match each recording, which counts once.
func pipeline(t *testing.T, d contractbeam.Document, directory string, before any) (string, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "part")
	p, s := beam.NewPipelineWithRoot()
	matched := contractbeam.Match(s, filepath.Join(directory, "*.*"), filepath.Join(directory, "*.*"))
	if before != nil {
		matched = beam.ParDo(s, before, matched)
	}
	contractbeam.Write(s, file, contractbeam.Merge(s, d, contractbeam.Check(s, d, matched)))
	if err := ptest.Run(p); err != nil {
		assert.NoFileExists(t, file)
		return "", err
	}
	data, err := os.ReadFile(file)
	require.NoError(t, err)
	return string(data), nil
}

func check(t *testing.T, d contractbeam.Document, directory string) string {
	t.Helper()
	part, err := pipeline(t, d, directory, nil)
	require.NoError(t, err)
	return part
}

// flakyFn fails the first time that it sees a file whose name it picks.
type flakyFn struct{ Directory, Suffix string }

// ProcessElement fails, or returns its input.
func (f *flakyFn) ProcessElement(file fileio.FileMetadata) (fileio.FileMetadata, error) {
	marker := filepath.Join(f.Directory, filepath.Base(file.Path))
	if _, err := os.Stat(marker); err == nil || !strings.HasSuffix(file.Path, f.Suffix) {
		return file, nil
	}
	return file, errors.Join(os.WriteFile(marker, nil, 0o600), errors.New("the worker failed"))
}

// Prism ends a pipeline whose step fails. So nothing was written, and the next run writes the same.
func TestAFailedWorkerChangesNothing(t *testing.T) {
	texts := map[string]string{}
	for n := range 9 {
		texts[fmt.Sprintf("%d.jsonl", n)] = line("api.example", "x", "a", n) + line("api.example", fmt.Sprint(n), "b", n)
	}
	d := contractbeam.Document{Name: "a.yaml", Text: []byte(grows)}
	directory := files(t, texts)
	want := check(t, d, directory)
	require.Contains(t, want, "grows")
	flaky := &flakyFn{Directory: t.TempDir(), Suffix: fmt.Sprintf("%d.jsonl", rand.IntN(len(texts)))} //nolint:gosec // It picks a file.
	_, err := pipeline(t, d, directory, flaky)
	require.ErrorContains(t, err, "the worker failed")
	got, err := pipeline(t, d, directory, flaky)
	require.NoError(t, err)
	assert.Equal(t, want, got)
}

func TestSessionsAreInOrderOfTime(t *testing.T) {
	later, earlier := line("api.example", "2", "a", 9)+line("api.example", "7", "", 1), line("api.example", "1", "a", 5)+line("api.example", "8", "", 0)
	d := contractbeam.Document{Name: "a.yaml", Text: []byte(grows)}
	assert.NotContains(t, check(t, d, files(t, map[string]string{"1.jsonl": later, "2.jsonl": earlier})), "invariant")
	back := check(t, d, files(t, map[string]string{"1.jsonl": line("api.example", "2", "a", 1), "2.jsonl": line("api.example", "1", "a", 5)}))
	assert.Contains(t, back, "invariant.grows")
	assert.Contains(t, back, "2.jsonl")
}

// The part of a file that is split is that of the whole file, also if its ranges depend on each
// other.
func TestRangesAreThoseOfOneFile(t *testing.T) {
	good := strings.Repeat(line("api.example", "x", "", 1), 9)
	for name, text := range map[string]string{
		"lines": good, "empty lines": "\n\n" + good + " \n" + good, "no line break at the end": strings.TrimSpace(good),
		"truncated": good + good[:len(good)/2-9], "two exchanges in a line": good + strings.ReplaceAll(good, "\n", " "), "an exchange in two lines": strings.ReplaceAll(good, `"response"`, "\n"+`"response"`),
		"other hosts":                   strings.Repeat(line("other.example", "x", "", 1), 9),
		"other hosts before the server": strings.Repeat(line("other.example", "x", "", 1), 9) + good,
		"other hosts after the server":  good + strings.Repeat(line("other.example", "x", "", 1), 9),
		"a log without credentials": `{"request": {"method": "GET", "url": "https://api.example/books/1", "headers": {"Authorization": "Bearer a"}}, "response": {"status": 200}}` + "\n" +
			good + `{"request_method": "GET", "request_uri": "/books/1", "status": 200, "time_iso8601": "2026-11-20T10:00:00+00:00", "host": "api.example"}` + "\n",
		"a byte order mark": "\xef\xbb\xbf" + good,
		"a list":            "[" + strings.ReplaceAll(strings.TrimSpace(good), "\n", ",\n") + "]\n",
	} {
		t.Run(name, func(t *testing.T) {
			directory := files(t, map[string]string{"a.jsonl": text})
			d := contractbeam.Document{Name: "a.yaml", Text: []byte(document)}
			whole := check(t, d, directory)
			for _, size := range []int64{1, 300, 1000} {
				d.RangeBytes = size
				assert.Equal(t, whole, check(t, d, directory), size)
			}
		})
	}
}

func TestAPipelineRefusesWhatItCantCheck(t *testing.T) {
	for name, d := range map[string]contractbeam.Document{
		"it is no document":        {Text: []byte("5")},
		"--ignore-rule":            {Text: []byte(document), IgnoreRules: []string{"unknown"}},
		"not a regular expression": {Text: []byte(document), Placeholders: new("(")},
	} {
		d.Name = "a.yaml"
		_, err := d.Load(t.Context())
		require.Error(t, err, name)
	}
}

// Values that nobody has filled give errors.
func TestNilValuesGiveErrors(t *testing.T) {
	t.Parallel()
	var nobody *contractbeam.Document
	_, err := nobody.Load(t.Context())
	require.EqualError(t, err, "contractbeam: the Document or the context is nil")
	_, err = contractbeam.Part{}.Bytes()
	require.EqualError(t, err, "contractbeam: the Part is empty; it comes from Check")
}
