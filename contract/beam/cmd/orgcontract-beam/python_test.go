//go:build python

package main

import (
	"testing"

	"github.com/orgcontract/polytomic-organizations/contract/beam/internal/jobservice"
	"github.com/orgcontract/polytomic-organizations/contract/beam/internal/workerpool"
)

// The runner of Beam's Python SDK, with two worker processes, runs each bundle at least twice.
func init() {
	others["Python's job service"] = func(t *testing.T) []string {
		t.Helper()
		pool := workerpool.Start(t, programs+"/orgcontract-beam")
		return []string{"--runner=universal", "--endpoint=" + jobservice.Start(t), "--environment_type=EXTERNAL", "--environment_config=" + pool}
	}
}
