//go:build unix

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	// benchFiles is the number of recordings that the benchmark checks, benchLines the number of
	// exchanges in each of them, and benchNotes that of the notes in each response. Without
	// compression, they have two gigabytes.
	benchFiles = 400
	benchLines = 2500
	benchNotes = 18
)

// BenchmarkCheck checks the same recordings by one process and by Beam, each with one and two
// processors, and prints how many megabytes of recordings were checked a second, the processor
// seconds and the peak memory.
func BenchmarkCheck(b *testing.B) {
	directory := generatedWithNotes(b, without, benchFiles, benchLines, benchNotes)
	size := int64(0)
	files, err := filepath.Glob(filepath.Join(directory, "recordings", "*"))
	require.NoError(b, err)
	for _, file := range files {
		info, err := os.Stat(file)
		require.NoError(b, err)
		size += info.Size()
	}
	for _, processors := range []int{1, 2} {
		for name, args := range map[string][]string{
			"orgcontract":      {"check", "--suggest=false", "--spec", "openapi.yaml", "recordings"},
			"orgcontract-beam": {"--spec", "openapi.yaml", "recordings/*"},
		} {
			b.Run(fmt.Sprintf("%s/%d", name, processors), func(b *testing.B) {
				b.SetBytes(size)
				var seconds, memory float64
				for b.Loop() {
					cmd := exec.CommandContext(b.Context(), filepath.Join(programs, name), args...) //nolint:gosec // The benchmark built it.
					cmd.Dir, cmd.Env = directory, append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", processors))
					_ = cmd.Run() // Some recordings are damaged.
					require.Equal(b, exitFailed, cmd.ProcessState.ExitCode())
					usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage)
					require.True(b, ok)
					seconds += (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Seconds()
					memory = max(memory, float64(usage.Maxrss)/1024)
				}
				b.ReportMetric(seconds/float64(b.N), "cpu-s/op")
				b.ReportMetric(memory, "MiB")
			})
		}
	}
}
