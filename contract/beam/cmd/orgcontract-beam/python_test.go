//go:build python

package main

import (
	"path/filepath"
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract/beam/internal/jobservice"
	"github.com/orgcontract/polytomic-organizations/contract/beam/internal/workerpool"
)

// The runner of Beam's Python SDK, with two worker processes, runs each bundle at least twice.
func init() {
	others["Python's job service"] = func(t *testing.T, directory string) []string {
		t.Helper()
		pool := workerpool.Start(t, filepath.Join(programs, "orgcontract-beam"), directory)
		return []string{
			"--runner=universal", "--endpoint=" + jobservice.Python(t), "--environment_type=EXTERNAL", "--environment_config=" + pool,
			"--partial=" + filepath.Join(t.TempDir(), "part.json"),
		}
	}
}
