//go:build unix

package main

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// An upstream may send more than it was asked for, which net/http logs. The command doesn't show
// it, because it may be the key.
func TestRecordDoesNotLogWhatTheUpstreamSendsUnasked(t *testing.T) {
	t.Parallel()
	upstream, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		connection, err := upstream.Accept()
		if err != nil {
			return
		}
		defer connection.Close() //nolint:errcheck // The other side has closed it.
		requests := bufio.NewReader(connection)
		if _, err = http.ReadRequest(requests); err == nil {
			_, _ = io.WriteString(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"+recordedKey)
			_, _ = io.Copy(io.Discard, requests) // Until the proxy closes the connection.
		}
	}()
	file := filepath.Join(t.TempDir(), "a.har")
	cmd := exec.CommandContext(t.Context(), "orgcontract", "record", "--upstream", "http://"+upstream.Addr().String(), "--out", file, "--spec", "../../../openapi.yaml")
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(stderr)
	first, err := lines.ReadString('\n')
	require.NoError(t, err)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, regexp.MustCompile(`http://[0-9.:]+`).FindString(first)+"/api/organizations", http.NoBody)
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+recordedKey)
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	<-closed
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	rest, err := io.ReadAll(lines)
	require.NoError(t, err)
	_ = cmd.Wait() // The exit code is checked below.
	assert.Empty(t, string(rest))
	assert.Equal(t, exitFindings, cmd.ProcessState.ExitCode())
}
