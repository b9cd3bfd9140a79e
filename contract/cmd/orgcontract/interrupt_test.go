package main

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// endless is a standard input that says when it is read from and never has more.
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

// A command that waits for its standard input can be stopped, and leaves nothing.
func TestCommandsAreInterrupted(t *testing.T) {
	for name, tt := range map[string]struct {
		command func() *cobra.Command
		args    string
		signal  os.Signal
	}{
		"check, Ctrl-C":        {checkCommand, "--report html=DIR/a.html --baseline DIR/a.yaml --update-baseline -", os.Interrupt},
		"check, terminated":    {checkCommand, "--report html=DIR/a.html --baseline DIR/a.yaml --update-baseline -", syscall.SIGTERM},
		"evidence, Ctrl-C":     {evidenceCommand, "--html DIR/a.html --json DIR/a.json -", os.Interrupt},
		"evidence, terminated": {evidenceCommand, "--html DIR/a.html --json DIR/a.json -", syscall.SIGTERM},
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

func TestInterruptibleYieldsWhatTheSequenceDoes(t *testing.T) {
	torn := errors.New("torn")
	numbers := func(yield func(int, error) bool) {
		for i := range 3 {
			if !yield(i, nil) {
				return
			}
		}
		yield(0, torn)
	}
	collect := func(all iter.Seq2[int, error]) (values []int, errs []error) {
		for value, err := range all {
			if err != nil {
				errs = append(errs, err)
			} else {
				values = append(values, value)
			}
		}
		return values, errs
	}
	values, errs := collect(interruptible(t.Context(), numbers))
	assert.Equal(t, []int{0, 1, 2}, values)
	assert.Equal(t, []error{torn}, errs)

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, errs = collect(interruptible(ctx, func(func(int, error) bool) { <-t.Context().Done() }))
	assert.Equal(t, []error{errInterrupted}, errs)
}
