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

// fence returns the contents of the README's first code block of a language.
func fence(t *testing.T, language string) string {
	t.Helper()
	readme, err := os.ReadFile("../../../README.md")
	require.NoError(t, err)
	block := regexp.MustCompile("(?s)```" + language + "\n(.*?)```\n").FindSubmatch(readme)
	require.NotNil(t, block, "the README has no %s block", language)
	return string(block[1])
}

func TestREADMEShowsWhatMakeContractPrints(t *testing.T) {
	t.Chdir("../../..")
	var stdout, stderr strings.Builder
	require.Equal(t, exitHolds, run([]string{"check", "contract/testdata/recordings"}, &stdout, &stderr), stderr.String())
	t.Chdir("contract/cmd/orgcontract")
	assert.Equal(t, stdout.String(), fence(t, "text"))
}

// TestREADMEProgramCompiles asks for the program's export data, which go list compiles for and does
// not link.
func TestREADMEProgramCompiles(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(file, []byte(fence(t, "go")), 0o600))
	out, err := exec.CommandContext(t.Context(), "go", "list", "-export", file).CombinedOutput()
	require.NoError(t, err, string(out))
}

// The Example runs what the README shows, but for the base URL.
func TestREADMEProgramIsTheExample(t *testing.T) {
	example, err := os.ReadFile("../../../gen/organizations/example_test.go")
	require.NoError(t, err)
	_, body, found := strings.Cut(fence(t, "go"), "client, err := organizations.New(organizations.PartnerKey(key))")
	require.True(t, found)
	body = strings.TrimSuffix(strings.TrimSpace(body), "\n}")
	assert.Contains(t, string(example), body)
}
