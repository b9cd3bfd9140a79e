package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"
)

// pageScript makes a test script of the console blocks on a page. It has each command, followed by
// the command's output.
func pageScript(t *testing.T, page, url string) string {
	t.Helper()
	data, err := os.ReadFile(page)
	require.NoError(t, err)
	var script, files strings.Builder
	for _, block := range regexp.MustCompile("(?s)```console\n(.*?)```\n").FindAllStringSubmatch(string(data), -1) {
		for i, part := range strings.Split("\n"+block[1], "\n$ ") {
			if i == 0 {
				continue
			}
			command, printed, _ := strings.Cut(part, "\n")
			n := strings.Count(script.String(), "\n")
			command = strings.ReplaceAll(command, "http://127.0.0.1:8080", url)
			_, _ = fmt.Fprintf(&script, "exec sh -c '%s'\ncmp stdout want-%d\n", strings.ReplaceAll(command, "'", "''"), n)
			_, _ = fmt.Fprintf(&files, "-- want-%d --\n%s", n, printed)
			if printed != "" && !strings.HasSuffix(printed, "\n") {
				files.WriteByte('\n')
			}
		}
	}
	require.NotEmpty(t, script.String())
	return script.String() + files.String()
}

// The commands in the README and on the page about the sandbox print the output that is shown
// there.
func TestTheSandboxPage(t *testing.T) {
	for _, page := range []string{readme, "../../docs/sandbox.md"} {
		serveSession(t, func(url string) {
			file := filepath.Join(t.TempDir(), "sandbox.txtar")
			require.NoError(t, os.WriteFile(file, []byte(pageScript(t, page, url)), 0o600))
			t.Run("page", func(t *testing.T) { // Run returns when the scripts have ended.
				testscript.Run(t, testscript.Params{Files: []string{file}, RequireExplicitExec: true})
			})
		})
	}
}
