package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// terminal returns the two ends of a pseudo terminal. Programs write to the first end, and the test
// reads what they wrote from the second.
func terminal(t *testing.T) (program, screen *os.File) {
	t.Helper()
	screen, program, err := pty.Open()
	if err != nil {
		t.Skipf("there are no pseudo terminals here: %v", err)
	}
	t.Cleanup(func() { _, _ = program.Close(), screen.Close() })
	return program, screen
}

// readUntil reads from the screen until the screen has shown the text.
func readUntil(t *testing.T, screen io.Reader, text string) string {
	t.Helper()
	var shown []byte
	for buffer := make([]byte, 1); !bytes.HasSuffix(shown, []byte(text)); {
		_, err := screen.Read(buffer)
		require.NoError(t, err)
		shown = append(shown, buffer...)
	}
	return string(shown)
}

func TestProgressIsShownAndTakenAway(t *testing.T) {
	program, screen := terminal(t)
	p := newProgress(program, "checking")
	p.set(0, 2000)
	assert.Contains(t, readUntil(t, screen, "\x1b[0K"), "checking   0% |")
	p.end()
	assert.Equal(t, "\x1b[2K\r", readUntil(t, screen, "\r"))
	p.set(1000, 2000)
	_, err := io.WriteString(program, "verdict")
	require.NoError(t, err)
	assert.Equal(t, "verdict", readUntil(t, screen, "verdict"), "nothing comes after the end")
}

func TestCheckShowsProgressOnATerminalAlone(t *testing.T) {
	program, screen := terminal(t)
	file := filepath.Join(t.TempDir(), "a.jsonl")
	require.NoError(t, os.WriteFile(file, []byte(drifting), 0o600))
	for name, tt := range map[string]struct {
		stdin io.Reader
		path  string
		want  string
	}{
		"a file":             {nil, file, "checking 100% |"},
		"the standard input": {strings.NewReader(drifting), "-", "| checking "},
	} {
		t.Run(name, func(t *testing.T) {
			var report, log strings.Builder
			for _, stderr := range []io.Writer{program, &log} {
				cmd := checkCommand()
				cmd.SetArgs([]string{"--spec", "../../../openapi.yaml", tt.path})
				cmd.SetIn(tt.stdin)
				cmd.SetOut(&report)
				cmd.SetErr(stderr)
				if seeker, ok := tt.stdin.(io.Seeker); ok {
					_, err := seeker.Seek(0, io.SeekStart)
					require.NoError(t, err)
				}
				require.NoError(t, cmd.Execute())
			}
			_, err := io.WriteString(program, "end of the screen")
			require.NoError(t, err)
			shown := readUntil(t, screen, "end of the screen")
			assert.Contains(t, strings.ReplaceAll(shown, "  ", " "), tt.want)
			assert.Equal(t, tt.path == file, strings.Contains(shown, "trying edits 100% |"), "a second reading is shown too")
			assert.True(t, strings.HasSuffix(shown, "\x1b[2K\rend of the screen"), "%q", shown)
			assert.Empty(t, log.String(), "only a terminal gets progress")
			assert.NotContains(t, report.String(), "checking")
		})
	}
}
