// Package jobservice starts a runner of Beam for tests: the one of its Python SDK, as a process of
// its own.
//
//	endpoint := jobservice.Start(t)
//
// Unlike Prism, it gives the bundles to two workers, and tries a bundle again that fails. To show
// that this changes nothing, it runs each bundle at least twice.
package jobservice

import (
	"bufio"
	_ "embed" // For the program.
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

//go:embed service.py
var program []byte

// Start starts the service and returns its address. The service ends with the test. The variable
// BEAM_PYTHON of the environment names a Python that has the package apache-beam.
func Start(t testing.TB) string {
	t.Helper()
	python := os.Getenv("BEAM_PYTHON")
	require.NotEmpty(t, python, "name a Python that has the package apache-beam with BEAM_PYTHON; make beam-python does")
	l, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	require.NoError(t, l.Close())
	file := filepath.Join(t.TempDir(), "service.py")
	require.NoError(t, os.WriteFile(file, program, 0o600))
	cmd := exec.CommandContext(t.Context(), python, file, port) //nolint:gosec // Whoever runs the test names it.
	logged, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // It runs forever.
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(logged)
	for lines.Scan() && !strings.Contains(lines.Text(), "Listening for beam jobs") {
	}
	require.NoError(t, lines.Err())
	go io.Copy(io.Discard, logged) //nolint:errcheck // It ends with the process.
	return "localhost:" + port
}
