package main

import (
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The page about the migration is what make migration writes.
func TestTheMigrationPageIsUpToDate(t *testing.T) {
	t.Chdir("../../..")
	file := filepath.Join(t.TempDir(), "migration.md")
	code := run([]string{"diff", "--report", "markdown=" + file, "2024-02-08", "2025-09-18"}, io.Discard, io.Discard)
	assert.Equal(t, exitFindings, code)
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	got, err := os.ReadFile("contract/docs/migration.md")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(got), "run make migration")
}
