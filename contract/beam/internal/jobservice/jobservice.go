// Package jobservice starts runners of Beam for tests, each as a process of its own.
//
//	endpoint := jobservice.Python(t)
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

// Prism starts Prism and returns its address. The program is the file of Prism. The process ends
// with the test.
func Prism(t testing.TB, program string) string {
	t.Helper()
	return start(t, "", func(port string) []string { return []string{program, "--job_port=" + port, "--serve_http=false"} })
}

// Python starts the runner of Beam's Python SDK and returns its address. The process ends with the
// test. The variable BEAM_PYTHON of the environment names a Python that has the package
// apache-beam. Unlike Prism, this runner gives the bundles to two workers, and repeats a bundle
// that fails. It runs each bundle at least twice, to show that a repeated bundle changes nothing.
func Python(t testing.TB) string {
	t.Helper()
	python := os.Getenv("BEAM_PYTHON")
	require.NotEmpty(t, python, "name a Python that has the package apache-beam with BEAM_PYTHON; make beam-python does")
	file := filepath.Join(t.TempDir(), "service.py")
	require.NoError(t, os.WriteFile(file, program, 0o600))
	return start(t, "Listening for beam jobs", func(port string) []string { return []string{python, file, port} })
}

// start starts a command that listens on a free port. It returns the address when the command has
// logged a line with the text ready.
func start(t testing.TB, ready string, command func(port string) []string) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	require.NoError(t, err)
	_, port, err := net.SplitHostPort(l.Addr().String())
	require.NoError(t, err)
	require.NoError(t, l.Close())
	args := command(port)
	cmd := exec.CommandContext(t.Context(), args[0], args[1:]...) //nolint:gosec // Whoever runs the test names the program.
	logged, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		_ = cmd.Process.Kill() // The process runs forever.
		_ = cmd.Wait()
	})
	lines := bufio.NewScanner(logged)
	for lines.Scan() && !strings.Contains(lines.Text(), ready) {
	}
	require.NoError(t, lines.Err())
	go io.Copy(io.Discard, logged) //nolint:errcheck // The copy ends with the process.
	return "localhost:" + port
}
