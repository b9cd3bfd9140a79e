package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const readme = "../../../README.md"

// fence returns the content of the first code block in a language on a page.
func fence(t *testing.T, page, language string) string {
	t.Helper()
	text, err := os.ReadFile(page)
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)```" + language + "\n(.*?)```\n").FindSubmatch(text)
	require.NotNil(t, block, "%s has no %s block", page, language)
	return string(block[1])
}

// The README shows the beginning of the output of make contract. The page about the document shows
// all of the output.
func TestPagesShowWhatMakeContractPrints(t *testing.T) {
	t.Chdir("../../..")
	var stdout, stderr strings.Builder
	require.Equal(t, exitHolds, run([]string{"check", "contract/testdata/recordings"}, &stdout, &stderr), stderr.String())
	t.Chdir("contract/cmd/orgcontract")
	assert.Equal(t, stdout.String(), fence(t, "../../docs/polytomic.md", "text"))
	verdict, _, found := strings.Cut(stdout.String(), "\n\n")
	require.True(t, found)
	assert.Equal(t, verdict+"\n", fence(t, readme, "text"))
}

// TestREADMEProgramCompiles lets go list compile the program for its export data. This doesn't link
// the program.
func TestREADMEProgramCompiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(file, []byte(fence(t, readme, "go")), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "list", "-export", file).CombinedOutput()
	require.NoError(t, err, string(out))
}

// The package's Example is the program in the README with another base URL.
func TestREADMEProgramIsTheExample(t *testing.T) {
	example, err := os.ReadFile("../../../gen/organizations/example_test.go")
	require.NoError(t, err)
	_, body, found := strings.Cut(fence(t, readme, "go"), "client, err := organizations.New(organizations.PartnerKey(key))")
	require.True(t, found)
	body = strings.TrimSuffix(strings.TrimSpace(body), "\n}")
	assert.Contains(t, string(example), body)
}
