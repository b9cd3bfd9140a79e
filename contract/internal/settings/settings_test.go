package settings_test

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	s, err := settings.Load("a.yaml", []byte("strict: true\nrecordings: [a.har, b]\nonly: /v1\nmin-exchanges: 3\n"))
	require.NoError(t, err)
	got := maps.Collect(s.All())
	assert.Equal(t, map[string][]string{"strict": {"true"}, "recordings": {"a.har", "b"}, "only": {"/v1"}, "min-exchanges": {"3"}}, got)
	assert.Equal(t, []string{"/v1"}, s.Get("only"))
	assert.Nil(t, s.Get("ignore"))
	assert.Equal(t, "a.yaml:3:1", s.Place("only"))
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ data, want string }{
		"a list":           {"- a\n", "a.yaml: this is not a mapping; it should hold settings, such as spec: openapi.yaml"},
		"nothing":          {"# None.\n", "a.yaml: the file is empty; it should hold settings, such as spec: openapi.yaml"},
		"broken":           {"spec: [\n", "a.yaml:2:1: did not find expected node content; fix the YAML there"},
		"a near key":       {"spec: a\nbasepath: /v1\n", `a.yaml:2:1: the key "basepath" is not known; did you mean base-path?`},
		"another key":      {"frobnicate: true\n", `a.yaml:1:1: the key "frobnicate" is not known; the keys are base-path, baseline, formats, ignore, ignore-header, ignore-rule, min-exchanges, only, overlay, placeholders, recordings, server, spec, strict, strict-document`},
		"a key twice":      {"spec: a\nspec: b\n", `a.yaml:2:1: the mapping already has the key "spec", at line 1; remove one of them`},
		"a list for one":   {"spec: [a]\n", "a.yaml:1:1: spec should be a string"},
		"a list of lists":  {"only: [[a]]\n", "a.yaml:1:1: only should be a string or a list of strings"},
		"nothing for one":  {"baseline:\n", "a.yaml:1:1: baseline should be a string"},
		"a word for truth": {"strict: sure\n", "a.yaml:1:1: strict should be true or false"},
		"a word as number": {"min-exchanges: few\n", "a.yaml:1:1: min-exchanges should be a number"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := settings.Load("a.yaml", []byte(tt.data))
			require.EqualError(t, err, tt.want)
		})
	}
}

func TestReadAFileThatIsNotThere(t *testing.T) {
	t.Parallel()
	s, err := settings.Read(filepath.Join(t.TempDir(), settings.File))
	require.NoError(t, err)
	for key := range s.All() {
		assert.Fail(t, key)
	}
	_, err = settings.Read(t.TempDir())
	require.ErrorContains(t, err, "; make it a file that can be read and is short, or remove it")
}

// TestReadALongFile checks that Read stops reading an endless file. In a stranger's repository, the
// configuration file may be a link to such a device.
func TestReadALongFile(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), settings.File)
	require.NoError(t, os.WriteFile(file, []byte(strings.Repeat("#\n", 200<<10)), 0o600))
	_, err := settings.Read(file)
	require.ErrorContains(t, err, "it is larger than 256 KiB; make it a file that can be read and is short, or remove it")
	if runtime.GOOS != "windows" {
		_, err = settings.Read("/dev/null")
		require.ErrorContains(t, err, "/dev/null: it is a pipe or a device; make it a file that can be read")
	}
}

func TestWhatIsWrittenCanBeRead(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), settings.File)
	require.NoError(t, settings.New{Spec: "a: #b.yaml", Recordings: []string{"- c", "true"}, Strict: true}.Write(file))
	s, err := settings.Read(file)
	require.NoError(t, err)
	assert.Equal(t, []string{"a: #b.yaml"}, s.Get(settings.Spec))
	assert.Equal(t, []string{"- c", "true"}, s.Get(settings.Recordings))
	assert.Equal(t, []string{"true"}, s.Get("strict"))

	before, err := os.ReadFile(file)
	require.NoError(t, err)
	require.ErrorIs(t, settings.New{Spec: "other"}.Write(file), fs.ErrExist)
	after, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, before, after)
	elsewhere := filepath.Join(t.TempDir(), settings.File)
	require.ErrorContains(t, settings.New{Spec: "../a.yaml"}.Write(elsewhere), `spec: "../a.yaml" is not in the directory`)
	require.EqualError(t, settings.New{Recordings: []string{"a\xff.har"}}.Write(elsewhere),
		filepath.ToSlash(elsewhere)+`: the file was not written: recordings: "a\xff.har" is not UTF-8, and YAML has no other strings; give it as an argument instead`)
	assert.NoFileExists(t, elsewhere)
	require.ErrorContains(t, settings.New{}.Write(filepath.Join(t.TempDir(), "none", settings.File)), "the file was not written: no such file or directory")
}

// The names of files come from whoever wrote the repository. A configuration file with any of them
// can be read again as it was, and shows nothing that an editor or a terminal would hide.
func TestHostileNamesAreQuoted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"yes", "on", "=", "null", "0o7", "1_000", "1:30", "2001-01-01", "0x1F", ".inf", "<<", "y", "NO", "1e3",
		"a: b", "a #b", "#a", "*a", "&a", "!tag", "|", ">", "- a", "?", "%a", "@a", "`a", `"a"`, "'a'", "{{", "[a", "a\nspec: b", "a\tb",
		"\x1b[2J", "\u202e", "\u200b", "\u2028", "\u0085", "\ufeff", "\u009b2J", "::error::x", "##[group]x", "---", "...", " a ", "\U0001F600",
	} {
		file := filepath.Join(t.TempDir(), settings.File)
		require.NoError(t, settings.New{Spec: name, Recordings: []string{name, name}}.Write(file), "%q", name)
		written, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, -1, bytes.IndexFunc(written, func(c rune) bool { return c != '\n' && !unicode.IsPrint(c) }), "%q in %q", name, written)
		s, err := settings.Read(file)
		require.NoError(t, err, "%q in %q", name, written)
		assert.Equal(t, []string{name}, s.Get(settings.Spec))
		assert.Equal(t, []string{name, name}, s.Get(settings.Recordings))
	}
}

func TestFindADirectoryThatIsNotThere(t *testing.T) {
	t.Parallel()
	_, err := settings.Find(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, fs.ErrNotExist)
}

func ExampleLoad() {
	s, err := settings.Load(".orgcontract.yaml", []byte("spec: api.yaml\nignore: [/assets, /health]\n"))
	if err != nil {
		panic(err)
	}
	for key, values := range s.All() {
		fmt.Println(key, values)
	}
	// Output:
	// spec [api.yaml]
	// ignore [/assets /health]
}
