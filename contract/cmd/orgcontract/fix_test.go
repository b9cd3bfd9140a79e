package main

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const cats = `{"openapi": "3.0.3", "info": {"title": "Cats", "version": "1"}, "paths": {"/cat": {"get": {"responses": {"200": {"description": "A", "content": {"application/json": {"schema": {"properties": {
  "a": {"enum": ["cat"]},
  "b": {"maxLength": 1},
  "c": {"maximum": 1}
}}}}}}}}}}
`

const catRecording = `{"request": {"method": "GET", "url": "https://a.example/cat"}, "response": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": "{\"a\": \"cow\", \"b\": \"bb\", \"c\": 2}"}}` + "\n"

// On a terminal, --fix=ask shows each edit in colours. It applies the edits that the user wants.
func TestFixAsks(t *testing.T) {
	t.Setenv("NO_COLOR", "")
	program, screen := terminal(t)
	for name, tt := range map[string]struct {
		answers []string
		want    string
	}{
		"yes, no and what is no answer": {[]string{"y", "what", "n", "yes"}, strings.NewReplacer(`["cat"]`, `["cat", "cow"]`, `"maximum": 1`, `"maximum": 2`).Replace(cats)},
		"all the rest":                  {[]string{"no", "a"}, strings.NewReplacer(`"maxLength": 1`, `"maxLength": 2`, `"maximum": 1`, `"maximum": 2`).Replace(cats)},
		"quit":                          {[]string{"y", "q"}, strings.Replace(cats, `["cat"]`, `["cat", "cow"]`, 1)},
		"none":                          {[]string{"q"}, cats},
	} {
		t.Run(name, func(t *testing.T) {
			document, done := askAboutCats(t.Context(), t, program)
			for i, answer := range tt.answers {
				shown := readUntil(t, screen, "q(uit): ")
				if i == 0 {
					assert.Contains(t, shown, "\x1b[31m-  \"a\": {\"enum\": [\"cat\"]},\x1b[0m\r\n\x1b[32m+  \"a\": {\"enum\": [\"cat\", \"cow\"]},\x1b[0m\r\n")
					assert.Contains(t, shown, "Apply this edit, 1 of 3?")
				}
				_, err := io.WriteString(screen, answer+"\n")
				require.NoError(t, err)
			}
			require.ErrorIs(t, <-done, errFindings)
			written, err := os.ReadFile(document)
			require.NoError(t, err)
			assert.Equal(t, tt.want, string(written))
			_, err = io.WriteString(program, "end of the screen")
			require.NoError(t, err)
			readUntil(t, screen, "end of the screen")
		})
	}
}

// If somebody edits the document while it is being checked, the command doesn't change it.
func TestFixLeavesADocumentThatChanged(t *testing.T) {
	program, screen := terminal(t)
	document, done := askAboutCats(t.Context(), t, program)
	readUntil(t, screen, "q(uit): ")
	require.NoError(t, os.WriteFile(document, []byte(cats+"\n"), 0o600))
	_, err := io.WriteString(screen, "a\n")
	require.NoError(t, err)
	require.EqualError(t, <-done, "no edit was applied: "+document+": the file changed while it was checked; run the check again")
	written, err := os.ReadFile(document)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(written, []byte(cats+"\n")), "%s", written)
}

// Ctrl-C while the command asks doesn't change the document.
func TestFixIsInterruptedWhileItAsks(t *testing.T) {
	program, screen := terminal(t)
	ctx, cancel := context.WithCancel(t.Context())
	document, done := askAboutCats(ctx, t, program)
	readUntil(t, screen, "q(uit): ")
	cancel()
	require.EqualError(t, <-done, "interrupted; the document was not changed")
	written, err := os.ReadFile(document)
	require.NoError(t, err)
	assert.True(t, bytes.Equal(written, []byte(cats)), "%s", written)
}

// askAboutCats starts a check of the cats with --fix=ask on a terminal. It returns the name of the
// document, and a channel that gets the outcome of the check.
func askAboutCats(ctx context.Context, t *testing.T, program *os.File) (string, <-chan error) {
	t.Helper()
	document, recording := filepath.ToSlash(filepath.Join(t.TempDir(), "cats.json")), filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, os.WriteFile(document, []byte(cats), 0o600))
	require.NoError(t, os.WriteFile(recording, []byte(catRecording), 0o600))
	cmd := checkCommand()
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	cmd.SetArgs([]string{"--fix=ask", "--spec", document, recording})
	cmd.SetIn(program)
	cmd.SetOut(io.Discard)
	cmd.SetErr(program)
	done := make(chan error, 1)
	go func() { done <- cmd.ExecuteContext(ctx) }()
	return document, done
}
