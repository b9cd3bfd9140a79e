package destination_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
)

// workplace creates a directory with a document, recordings and links to them, and makes it the
// working directory.
func workplace(t *testing.T) {
	t.Helper()
	t.Chdir(t.TempDir())
	require.NoError(t, os.MkdirAll("recordings/below", 0o700))
	for _, file := range []string{"api.yaml", "recordings/a.har", "recordings/below/b.har", "recordings/notes.txt", "elsewhere.har"} {
		require.NoError(t, os.WriteFile(file, []byte("old"), 0o600))
	}
	for link, target := range map[string]string{"link.yaml": "api.yaml", "linked": "recordings", "inner": "recordings/below", "recordings/other.har": "../elsewhere.har", "recordings/again": ".", "dangling": "nowhere"} {
		if err := os.Symlink(target, link); err != nil {
			t.Skip("there are no links: ", err)
		}
	}
	require.NoError(t, os.Link("api.yaml", "hard.yaml"))
}

func inputs() []destination.Input {
	return []destination.Input{
		{What: "the document", Path: "api.yaml"},
		{What: "a recording", Path: "recordings", Reads: func(file string) bool { return strings.HasSuffix(file, ".har") }},
		{What: "a recording", Path: "missing.har"},
		{What: "a recording", Path: os.DevNull},
		{What: "a recording", Path: "-"},
	}
}

func TestConflict(t *testing.T) {
	workplace(t)
	here, err := os.Getwd()
	require.NoError(t, err)
	const twice = "--a and --b name the same file; name one for each"
	over := func(what string) string { return "--a would be written over " + what + "; name another file" }
	for name, tt := range map[string]struct {
		a, b string
		want string
	}{
		"two files":                          {"a", "b", ""},
		"a file that is there":               {"recordings/notes.txt", "b", ""},
		"two links that lead nowhere":        {"dangling", "nowhere", ""},
		"one file":                           {"a", "a", twice},
		"one file where case doesn't count":  {"a.json", "A.json", twice},
		"one file, an accent written apart":  {"caf\u00e9", "cafe\u0301", twice},
		"one file, relative":                 {"a", "./recordings/../a", twice},
		"one file, absolute":                 {"a", filepath.Join(here, "a"), twice},
		"one file, through a linked place":   {"recordings/new", "linked/new", twice},
		"one file, above a linked place":     {"inner/../new", "recordings/new", twice},
		"a recording that is a link":         {"elsewhere.har", "b", over("a recording")},
		"the null device, an input too":      {os.DevNull, "b", ""},
		"one file that is there":             {"recordings/notes.txt", "linked/notes.txt", twice},
		"the standard output twice":          {"-", "-", "--a and --b can't both go to the standard output; name a file for one"},
		"the null device twice":              {os.DevNull, os.DevNull, ""},
		"the document":                       {"api.yaml", "b", over("the document")},
		"the document, through a link":       {"link.yaml", "b", over("the document")},
		"the document under another name":    {"hard.yaml", "b", over("the document")},
		"the document, relative":             {"recordings/../api.yaml", "b", over("the document")},
		"a recording in the directory":       {"recordings/a.har", "b", over("a recording")},
		"a recording below it":               {"linked/below/b.har", "b", over("a recording")},
		"a new file among the recordings":    {"recordings/c.har", "b", ""},
		"a recording that is not there":      {"missing.har", "b", ""},
		"the second output over an input":    {"b", "api.yaml", "--b would be written over the document; name another file"},
		"a device named twice, and an input": {os.DevNull, "recordings/a.har", "--b would be written over a recording; name another file"},
	} {
		t.Run(name, func(t *testing.T) {
			outputs := []destination.Output{{Flag: "--a", File: tt.a, What: "A"}, {Flag: "--b", File: tt.b, What: "B"}}
			err := destination.Conflict(outputs, inputs(), destination.Streams{})
			if tt.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, tt.want)
			}
		})
	}
}

// If a stream is redirected to a file, the file is checked like any other file.
func TestConflictWithRedirectedStreams(t *testing.T) {
	workplace(t)
	in, err := os.Open("recordings/a.har")
	require.NoError(t, err)
	defer func() { _ = in.Close() }()
	out, err := os.Create("out")
	require.NoError(t, err)
	defer func() { _ = out.Close() }()
	streams := destination.Streams{In: in, Out: out}
	stdin := []destination.Input{{What: "a recording", Path: "-"}}
	err = destination.Conflict([]destination.Output{{Flag: "--a", File: "linked/a.har"}}, stdin, streams)
	require.EqualError(t, err, "stdin: --a would be written over a recording; name another file")
	err = destination.Conflict([]destination.Output{{Flag: "--a", File: "out"}, {Flag: "the text report", File: "-"}}, nil, streams)
	require.EqualError(t, err, "--a and the text report name the same file; name one for each")
	require.NoError(t, destination.Conflict([]destination.Output{{Flag: "--a", File: "b"}, {Flag: "--b", File: "-"}}, stdin, streams))
}

func TestAnInputMayBeUpdated(t *testing.T) {
	workplace(t)
	update := []destination.Output{{Flag: "--update", File: "link.yaml", Updates: "the document"}}
	require.NoError(t, destination.Conflict(update, inputs(), destination.Streams{}))
}

func TestWrite(t *testing.T) {
	workplace(t)
	outputs := []destination.Output{
		{Flag: "--a", File: "a.txt", What: "A", Data: []byte("one")}, {Flag: "--b", File: "-", What: "B", Data: []byte("two")}, {Flag: "--c", File: "c.txt", What: "C"},
	}
	require.NoError(t, destination.Writable(outputs))
	assert.NoFileExists(t, "a.txt")
	var stdout strings.Builder
	require.NoError(t, destination.WriteFiles(outputs))
	require.NoError(t, destination.WriteStdout(outputs, &stdout))
	written, err := os.ReadFile("a.txt")
	require.NoError(t, err)
	assert.Equal(t, "one", string(written))
	assert.Equal(t, "two", stdout.String())
	assert.NoFileExists(t, "c.txt")

	require.EqualError(t, destination.WriteStdout(outputs, fullDisk{}), "no space left")
	outputs[0].File = "none/a.txt"
	require.ErrorContains(t, destination.Writable(outputs), "none/a.txt: the A was not written: ")
	require.ErrorContains(t, destination.WriteFiles(outputs), "none/a.txt: the A was not written: ")
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left") }
