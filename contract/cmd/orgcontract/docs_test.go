package main

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A script runs each command line of the README and of the pages. TestRecordPage and
// TestTheSandboxPage run the command lines of servers, which end at Ctrl-C.
func TestScriptsRunTheCommandLinesOfThePages(t *testing.T) {
	t.Parallel()
	var scripts strings.Builder
	names, err := filepath.Glob("testdata/*/*.txtar")
	require.NoError(t, err)
	for _, name := range names {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		scripts.WriteString(strings.ReplaceAll(string(text), "run orgcontract ", "exec orgcontract "))
	}
	pages, err := filepath.Glob("../../docs/*.md")
	require.NoError(t, err)
	require.NotEmpty(t, pages)
	for _, page := range append(pages, "../../../README.md") {
		text, err := os.ReadFile(page)
		require.NoError(t, err)
		lines := bufio.NewScanner(bytes.NewReader(text))
		for lines.Scan() {
			line, _, _ := strings.Cut(lines.Text(), "  #") // A comment of the README follows.
			if strings.HasPrefix(line, "orgcontract ") && !strings.HasPrefix(line, "orgcontract record ") {
				assert.Contains(t, scripts.String(), "exec "+strings.TrimSpace(line)+"\n", page)
			}
		}
		require.NoError(t, lines.Err())
	}
}

// The output on the pages is the output of checking the bookshop.
func TestPagesShowWhatTheBookshopPrints(t *testing.T) {
	t.Chdir("../../docs/bookshop")
	var stdout, stderr strings.Builder
	require.Equal(t, exitFindings, run([]string{"check", "--spec", "bookshop.yaml", "browser.har"}, &stdout, &stderr), stderr.String())
	for _, page := range []string{"check.md", "findings.md"} {
		text, err := os.ReadFile("../" + page)
		require.NoError(t, err)
		block := regexp.MustCompile("(?s)```text\n(.*?)```\n").FindSubmatch(text)
		require.NotNil(t, block, page)
		for part := range strings.SplitSeq(string(block[1]), "...\n") {
			assert.Contains(t, stdout.String(), part, page)
		}
	}
}

// The command on the page about recording traffic records traffic. In this test, the upstream is a
// test server.
func TestRecordPage(t *testing.T) {
	text, err := os.ReadFile("../../docs/record.md")
	require.NoError(t, err)
	line := regexp.MustCompile(`(?m)^orgcontract record --upstream \S+ (.*) --out \S+$`).FindSubmatch(text)
	require.NotNil(t, line)
	file := filepath.ToSlash(filepath.Join(t.TempDir(), "session.har"))
	code, stdout, stderr := recordPath(t, "/api/organizations", file, os.Interrupt, []string{`{"data": []}`}, strings.Fields(string(line[1]))...)
	assert.Equal(t, exitHolds, code, stderr)
	assert.Equal(t, "holds: 1 exchange in "+file+", 0 violations, 0 rejected, 0 drift\n", stdout)
}

// zipFiles implements the command "zip OUT FILE..." of scripts.
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

// gzipFile implements the command "gzip FILE OUT" of scripts.
func gzipFile(ts *testscript.TestScript, _ bool, args []string) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, err := w.Write([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), packed.Bytes(), 0o600))
}
