package main

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// drifting is a line of JSON. It is an exchange whose answer has an undeclared property.
const drifting = `{"request": {"method": "GET", "url": "https://a.example/api/organization", "headers": {"Authorization": "Bearer k"}},` +
	` "response": {"status": 200, "headers": {"X-Polytomic-Version": "2025-09-18", "Content-Type": "application/json"}, "body": "{\"data\": {\"plan\": \"pro\"}}"}, "provenance": "sandbox"}`

// endless is a standard input that never returns data. It says when the command reads from it.
type endless struct {
	text io.Reader
	once sync.Once
	read chan struct{}
	end  chan struct{}
}

func (e *endless) Read(p []byte) (int, error) {
	if n, err := e.text.Read(p); err == nil {
		return n, nil
	}
	e.once.Do(func() { close(e.read) })
	<-e.end
	return 0, io.EOF
}

// A command can be stopped while it waits for its standard input. It then leaves no file behind.
func TestCommandsAreInterrupted(t *testing.T) {
	for name, tt := range map[string]struct {
		command func() *cobra.Command
		args    string
		signal  os.Signal
	}{
		"check, Ctrl-C":        {checkCommand, "--report html=DIR/a.html --baseline DIR/a.yaml --update-baseline -", os.Interrupt},
		"check, terminated":    {checkCommand, "--report html=DIR/a.html --baseline DIR/a.yaml --update-baseline -", syscall.SIGTERM},
		"coverage, Ctrl-C":     {coverageCommand, "--html DIR/a.html --json DIR/a.json -", os.Interrupt},
		"coverage, terminated": {coverageCommand, "--html DIR/a.html --json DIR/a.json -", syscall.SIGTERM},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			stdin := &endless{text: strings.NewReader(drifting), read: make(chan struct{}), end: make(chan struct{})}
			defer close(stdin.end)
			var stdout strings.Builder
			cmd := tt.command()
			cmd.SetArgs(strings.Fields(strings.ReplaceAll(tt.args, "DIR", dir)))
			cmd.SetIn(stdin)
			cmd.SetOut(&stdout)
			cmd.SilenceErrors, cmd.SilenceUsage = true, true
			ended := make(chan error, 1)
			go func() { ended <- cmd.Execute() }()
			<-stdin.read
			self, err := os.FindProcess(os.Getpid())
			require.NoError(t, err)
			require.NoError(t, self.Signal(tt.signal))
			err = <-ended
			require.EqualError(t, err, "interrupted; nothing was written")
			assert.False(t, isUsage(err))
			assert.Empty(t, stdout.String())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Empty(t, left)
		})
	}
}

// blocked is a standard output that accepts no data. It says when the command writes to it.
type blocked struct{ written, end chan struct{} }

func (b blocked) Write(p []byte) (int, error) {
	close(b.written)
	<-b.end
	return len(p), nil
}

// The program that reads the standard output, such as a pager, may have stopped reading. The
// command has already written its files by then.
func TestCommandsAreInterruptedWhileTheyWrite(t *testing.T) {
	needSignals(t)
	dir := t.TempDir()
	file, page := filepath.Join(dir, "a.jsonl"), filepath.Join(dir, "a.html")
	require.NoError(t, os.WriteFile(file, []byte(drifting), 0o600))
	for name, cmd := range map[string]*cobra.Command{"check": checkCommand(), "coverage": coverageCommand()} {
		args := []string{"--report", "html=" + page, file}
		if name == "coverage" {
			args = []string{"--html", page, file}
		}
		stdout := blocked{make(chan struct{}), make(chan struct{})}
		cmd.SetArgs(args)
		cmd.SetOut(stdout)
		cmd.SilenceErrors, cmd.SilenceUsage = true, true
		ended := make(chan error, 1)
		go func() { ended <- cmd.Execute() }()
		<-stdout.written
		signalSelf(t, os.Interrupt)
		err := <-ended
		require.EqualError(t, err, "interrupted; the files are written, the standard output is not", name)
		assert.False(t, isUsage(err))
		assert.FileExists(t, page)
		require.NoError(t, os.Remove(page))
		close(stdout.end)
	}
}

func TestInterruptible(t *testing.T) {
	t.Parallel()
	torn := errors.New("torn")
	require.Equal(t, torn, interruptible(t.Context(), errInterrupted, func() error { return torn }))
	require.NoError(t, interruptible(t.Context(), errInterrupted, func() error { return nil }))

	ctx, cancel := context.WithCancel(t.Context())
	end := make(chan struct{})
	defer close(end)
	// The work ignores the context, as libraries may do.
	err := interruptible(ctx, errInterrupted, func() error {
		cancel()
		<-end
		return nil
	})
	require.Equal(t, errInterrupted, err)
	require.Equal(t, errInterrupted, interruptible(ctx, errInterrupted, func() error { panic("it must not begin") }))
}

func TestUntilDoneEndsAtTheNextItem(t *testing.T) {
	t.Parallel()
	torn := errors.New("torn")
	numbers := func(yield func(int, error) bool) {
		for i := range 3 {
			if !yield(i, nil) {
				return
			}
		}
		yield(0, torn)
	}
	var values []int
	var errs []error
	ctx, cancel := context.WithCancel(t.Context())
	collect := func() {
		for value, err := range untilDone(ctx, numbers) {
			values, errs = append(values, value), append(errs, err)
		}
	}
	collect()
	assert.Equal(t, []int{0, 1, 2, 0}, values)
	assert.Equal(t, []error{nil, nil, nil, torn}, errs)
	values, errs = nil, nil
	cancel()
	collect()
	assert.Equal(t, []error{errInterrupted}, errs)
}
