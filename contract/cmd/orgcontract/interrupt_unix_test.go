//go:build unix

package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/orgcontract/polytomic-organizations/contract/internal/bookshop"
	"github.com/orgcontract/polytomic-organizations/contract/internal/settings"
	"github.com/orgcontract/polytomic-organizations/contract/recording"
)

// openPipe returns the name of a pipe that is already open, as a shell passes one to a command, and
// its end for writing.
func openPipe(t *testing.T) (name string, writer *os.File) {
	t.Helper()
	reader, writer, err := os.Pipe()
	require.NoError(t, err)
	t.Cleanup(func() { _ = errors.Join(reader.Close(), writer.Close()) }) // The test may have closed them.
	return fmt.Sprintf("/dev/fd/%d", reader.Fd()), writer
}

// feed writes the text to a pipe, and so many empty lines that it returns only after the other end
// was read.
func feed(t *testing.T, pipe io.StringWriter, text string) {
	t.Helper()
	_, err := pipe.WriteString(text + strings.Repeat("\n", 128<<10)) // The buffer of a pipe has 64 KiB.
	require.NoError(t, err)
}

// A command can also be stopped before it has read its document or another of its files. Here, the
// file is a pipe into which nobody writes.
func TestCommandsAreInterruptedWhileTheyReadTheDocument(t *testing.T) {
	for name, tt := range map[string]struct {
		command func() *cobra.Command
		args    string
	}{
		"check":    {checkCommand, "--spec PIPE --report html=DIR/a.html DIR/a.jsonl"},
		"coverage": {coverageCommand, "--spec PIPE --html DIR/a.html DIR/a.jsonl"},
		"mutate":   {mutateCommand, "--spec PIPE --json DIR/a.json DIR/a.jsonl"},
		"serve":    {serveCommand, "--addr 127.0.0.1:0 --seed PIPE"},
		"key":      {serveCommand, "--addr 127.0.0.1:0 --tls-cert PIPE --tls-key PIPE"},
		"probe":    {probeCommand, "--server http://127.0.0.1:1 --fixtures PIPE"},
		"diff":     {diffCommand, "--report markdown=DIR/a.md PIPE PIPE"}, //nolint:dupword // It compares two documents.
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(drifting), 0o600))
			pipe, writer := openPipe(t)
			var stdout strings.Builder
			cmd := tt.command()
			cmd.SetArgs(strings.Fields(strings.NewReplacer("DIR", dir, "PIPE", pipe).Replace(tt.args)))
			cmd.SetOut(&stdout)
			cmd.SilenceErrors, cmd.SilenceUsage = true, true
			ended := make(chan error, 1)
			go func() { ended <- cmd.Execute() }()
			feed(t, writer, "")
			signalSelf(t, os.Interrupt)
			err := <-ended
			require.EqualError(t, err, "interrupted; nothing was written")
			assert.False(t, isUsage(err))
			assert.Empty(t, stdout.String())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, left, 1)
		})
	}
}

// The recording of an interrupted probe has every answered request.
func TestInterruptedProbeHasItsRecording(t *testing.T) {
	dir := t.TempDir()
	document, file := filepath.Join(dir, "bookshop.yaml"), filepath.Join(dir, "run.har")
	require.NoError(t, os.WriteFile(document, bookshop.Document(), 0o600))
	shop := bookshop.New()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) != 150 {
			shop.ServeHTTP(w, r)
			return
		}
		_, _ = io.Copy(io.Discard, r.Body) // Only then does the server notice that the client is gone.
		signalSelf(t, os.Interrupt)
		<-r.Context().Done()
	}))
	t.Cleanup(server.Close)
	cmd := probeCommand()
	cmd.SetArgs([]string{"--spec", document, "--server", server.URL, "--header", "Authorization: Bearer " + bookshop.Token, "--out", file})
	cmd.SetOut(io.Discard)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	require.EqualError(t, cmd.Execute(), "interrupted; the report is about what was sent until then")
	read, err := recording.Load(file)
	require.NoError(t, err)
	assert.EqualValues(t, len(read), asked.Load()-1, "the probe also deletes what it created")
	assert.Greater(t, asked.Load(), int64(150))
}

// While init waits for an answer, it can be stopped.
func TestInitIsInterrupted(t *testing.T) {
	program, screen := terminal(t)
	t.Chdir(t.TempDir())
	require.NoError(t, os.WriteFile("a.yaml", []byte("openapi: 3.1.0\n"), 0o600))
	signals := newInterrupter(t)
	cmd := initCommand()
	cmd.SetArgs(nil)
	cmd.SetIn(program)
	cmd.SetOut(program)
	cmd.SilenceErrors, cmd.SilenceUsage = true, true
	ended := make(chan error, 1)
	go func() { ended <- cmd.Execute() }()
	readUntil(t, screen, "OpenAPI document [a.yaml]: ")
	signals.interrupt()
	err := <-ended
	require.EqualError(t, err, "interrupted; nothing was written")
	assert.False(t, isUsage(err), "the exit code is 2")
	assert.NoFileExists(t, settings.File)
}
