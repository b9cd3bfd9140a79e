package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each command line on the pages of the documentation is run by a script.
func TestScriptsRunTheCommandLinesOfThePages(t *testing.T) {
	t.Parallel()
	var scripts strings.Builder
	names, err := filepath.Glob("testdata/script/*.txtar")
	require.NoError(t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		scripts.Write(text)
	}
	pages, err := filepath.Glob("../../docs/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for _, page := range pages {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		lines := bufio.NewScanner(bytes.NewReader(text))
		for lines.Scan() {
			if line := lines.Text(); strings.HasPrefix(line, "orgcontract ") {
				assert.Contains(t, scripts.String(), "exec "+line+"\n", page)
			}
		}
		require.NoError(t, lines.Err())
	}
}

// zipFiles is the command "zip OUT FILE..." of scripts.
func zipFiles(ts *testscript.TestScript, _ bool, args []string) {
	var packed bytes.Buffer
	w := zip.NewWriter(&packed)
	for _, name := range args[1:] {
		f, err := w.Create(name)
		ts.Check(err)
		_, err = f.Write([]byte(ts.ReadFile(name)))
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), packed.Bytes(), 0o600))
}

// gzipFile is the command "gzip FILE OUT" of scripts.
func gzipFile(ts *testscript.TestScript, _ bool, args []string) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), packed.Bytes(), 0o600))
}
