//go:build unix

package main

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
	"github.com/orgcontract/polytomic-organizations/contract"
	"github.com/orgcontract/polytomic-organizations/contract/internal/destination"
	"github.com/orgcontract/polytomic-organizations/contract/internal/report"
)

// longChain returns a document that takes long to parse, and long to compare with another document.
func longChain(n int, last string) string {
	var b strings.Builder
	b.WriteString("{openapi: 3.0.3, info: {title: A, version: '1'}, paths: {/a: {get: {responses: {'200': {description: A, content: " +
		"{application/json: {schema: {$ref: '#/components/schemas/S0'}}}}}}}}, components: {schemas: {\n")
	for i := range n {
		fmt.Fprintf(&b, "S%d: {type: object, properties: {next: {$ref: '#/components/schemas/S%d'}}},\n", i, i+1)
	}
	fmt.Fprintf(&b, "S%d: {type: %s}}}}", n, last)
	return b.String()
}

// interrupter sends a signal to this process and waits until the signal has arrived. The signal
// doesn't end the process, even if the command doesn't listen for it.
type interrupter struct {
	t       *testing.T
	arrived chan os.Signal
}

func newInterrupter(t *testing.T) interrupter {
	t.Helper()
	i := interrupter{t, make(chan os.Signal, 1)}
	signal.Notify(i.arrived, os.Interrupt)
	t.Cleanup(func() { signal.Stop(i.arrived) })
	return i
}

func (i interrupter) interrupt() {
	signalSelf(i.t, os.Interrupt)
	<-i.arrived
}

// atEnd is a standard input. When it has been read to its end, it interrupts the command. It does
// so once: the command's work goes on in the background, and may come to the end again after the
// test, when a signal would end the process of all tests.
type atEnd struct {
	interrupter

	text io.Reader
	once sync.Once
}

func (e *atEnd) Read(p []byte) (int, error) {
	n, err := e.text.Read(p)
	if err == io.EOF {
		e.once.Do(e.interrupt)
	}
	return n, err
}

// A command can be stopped while it works, after it has read all of its input. The work takes so
// long that it is not done when the signal arrives.
func TestCommandsAreInterruptedWhileTheyWork(t *testing.T) {
	items := `{` + strings.Repeat(`\"id\":\"1\",`, 50_000) + `\"plan\": \"pro\"}`
	long := strings.Replace(drifting, `{\"data\": {\"plan\": \"pro\"}}`, `{\"data\": `+items+`}`, 1)
	require.Greater(t, len(long), len(items))
	for name, tt := range map[string]struct {
		command func() *cobra.Command
		args    string
		// document is the content of the pipe, and stdin is the content of the standard input. The
		// test sends the signal when one of the two has been read.
		document, stdin string
	}{
		"check parses":         {checkCommand, "--spec PIPE --report html=DIR/a.html -", longChain(800, "string"), ""},
		"check checks":         {checkCommand, "--report html=DIR/a.html -", "", long},
		"coverage parses":      {coverageCommand, "--spec PIPE --html DIR/a.html -", longChain(800, "string"), ""},
		"coverage covers":      {coverageCommand, "--html DIR/a.html -", "", long},
		"mutate parses":        {mutateCommand, "--spec PIPE --json DIR/a.json -", longChain(800, "string"), ""},
		"mutate tries mutants": {mutateCommand, "--json DIR/a.json -", "", drifting},
		"diff compares":        {diffCommand, "--report markdown=DIR/a.md DIR/old.yaml PIPE", longChain(800, "integer"), ""},
	} {
		t.Run(name, func(t *testing.T) {
			signals := newInterrupter(t)
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(drifting), 0o600))
			require.NoError(t, os.WriteFile(filepath.Join(dir, "old.yaml"), []byte(longChain(800, "string")), 0o600))
			pipe, document := openPipe(t)
			var stdout strings.Builder
			cmd := tt.command()
			cmd.SetArgs(strings.Fields(strings.NewReplacer("DIR", dir, "PIPE", pipe).Replace(tt.args)))
			cmd.SetIn(&atEnd{interrupter: signals, text: strings.NewReader(tt.stdin)})
			if tt.document != "" { // The command can't be done before the signal arrives: this input doesn't end.
				endless, end := io.Pipe()
				t.Cleanup(func() { assert.NoError(t, end.Close()) })
				cmd.SetIn(endless)
			}
			cmd.SetOut(&stdout)
			cmd.SilenceErrors, cmd.SilenceUsage = true, true
			ended := make(chan error, 1)
			go func() { ended <- cmd.Execute() }()
			if tt.document != "" {
				feed(t, document, tt.document)
				require.NoError(t, document.Close())
				signals.interrupt()
			}
			err := <-ended
			require.EqualError(t, err, "interrupted; nothing was written")
			assert.False(t, isUsage(err), "the exit code is 2")
			assert.Empty(t, stdout.String())
			left, err := os.ReadDir(dir)
			require.NoError(t, err)
			assert.Len(t, left, 2)
		})
	}
}

// A command doesn't wait for work that can't be stopped. In this test, the work takes minutes, so
// waiting for it would not end in time.
func TestTheProcessEndsWhileItParses(t *testing.T) {
	t.Parallel()
	document := longChain(20_000, "string")
	for name, args := range map[string]string{
		"check":  "check --spec /dev/fd/3 --report html=DIR/a.html -",
		"diff":   "diff DIR/a.jsonl /dev/fd/3",
		"probe":  "probe --spec /dev/fd/3 --server http://127.0.0.1:1 --dry-run",
		"mutate": "mutate --spec /dev/fd/3 --json DIR/a.json -",
		"record": "record --spec /dev/fd/3 --upstream http://127.0.0.1:1 --out DIR/a.har",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "a.jsonl"), []byte(drifting), 0o600))
			read, write, err := os.Pipe()
			require.NoError(t, err)
			cmd := exec.CommandContext(t.Context(), "orgcontract", strings.Fields(strings.ReplaceAll(args, "DIR", dir))...)
			var stderr strings.Builder
			cmd.Stderr, cmd.ExtraFiles = &stderr, []*os.File{read}
			_, err = cmd.StdinPipe() // An input that doesn't end.
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			require.NoError(t, read.Close())
			feed(t, write, document)
			require.NoError(t, write.Close())
			require.NoError(t, cmd.Process.Signal(os.Interrupt))
			_ = cmd.Wait() // The exit code is checked below.
			assert.Equal(t, exitFailed, cmd.ProcessState.ExitCode())
			assert.Equal(t, "orgcontract: interrupted; nothing was written\n", stderr.String())
		})
	}
}

// A command can be stopped while it writes to a pipe that nobody reads. Its outputs are longer than
// the buffer of a pipe.
func TestCommandsAreInterruptedWhileTheyWriteToAPipe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.jsonl")
	var names strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&names, `\"n%0200d\": 1, `, i)
	}
	require.NoError(t, os.WriteFile(file, []byte(strings.Replace(drifting, `\"plan\"`, names.String()+`\"plan\"`, 1)), 0o600))
	for name, cmd := range map[string]*cobra.Command{"check": checkCommand(), "coverage": coverageCommand()} {
		t.Run(name, func(t *testing.T) {
			signals := newInterrupter(t)
			reader, writer, err := os.Pipe()
			require.NoError(t, err)
			pipe := fmt.Sprintf("/dev/fd/%d", writer.Fd())
			cmd.SetArgs(map[string][]string{
				"check": {"--suggest=false", "--report", "html=" + pipe, file}, "coverage": {"--html", pipe, file},
			}[name])
			cmd.SetOut(io.Discard)
			cmd.SilenceErrors, cmd.SilenceUsage = true, true
			ended := make(chan error, 1)
			go func() { ended <- cmd.Execute() }()
			// After a while, the buffer of the pipe is full.
			_, err = reader.Read(make([]byte, 1))
			require.NoError(t, err)
			signals.interrupt()
			err = <-ended
			require.EqualError(t, err, "interrupted; not all files are written")
			assert.False(t, isUsage(err), "the exit code is 2")
			require.NoError(t, reader.Close())
			require.NoError(t, writer.Close())
		})
	}
}

// When a command is stopped, its search for edits ends too.
func TestTheSearchForEditsIsInterrupted(t *testing.T) {
	t.Parallel()
	c, err := contract.Parse(defaultDocument, polytomic.OpenAPI())
	require.NoError(t, err)
	r := report.New(c)
	in := newRecordings(t.Context(), destination.Streams{}, []string{"-"}, nil)
	e := (&checkOptions{suggest: true}).newEdits(c, in, r)
	x := &contract.Exchange{Request: contract.Request{Method: "GET", URL: &url.URL{Path: "/api/organizations", RawQuery: "page=1"}}, Response: &contract.Response{Status: 200}}
	checked := contract.Checked{Exchange: x, Findings: c.Check(x)}
	require.NotEmpty(t, checked.Findings)
	r.Add(x, checked.Findings)
	e.add(checked)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.Equal(t, errInterrupted, e.suggest(ctx))
	require.NoError(t, e.suggest(t.Context()))
}
