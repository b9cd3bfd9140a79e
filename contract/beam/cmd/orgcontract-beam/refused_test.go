package main

import (
	"bytes"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What can't be done is an error whose last line says why. Nothing is printed beside it.
func TestWhatIsRefused(t *testing.T) {
	t.Parallel()
	directory := generated(t, without, 3, 3)
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no recordings":               {nil, "name at least one recording"},
		"no such recordings":          {[]string{"none/*"}, `no files matching pattern "none/*"`},
		"an empty name":               {[]string{""}, "the name of a recording is empty"},
		"an unknown file system":      {[]string{"ftp://a.example/*"}, "ftp://a.example/*: recordings can't be read from ftp://; name local files, gs:// or s3://"},
		"not a glob":                  {[]string{"recordings/["}, "recordings/[: this is not a glob"},
		"no such document":            {[]string{"--spec", "no.yaml", "recordings/*"}, "no.yaml: no such file or directory; name an OpenAPI document"},
		"not a document":              {[]string{"--spec", "recordings/0000.har", "recordings/*"}, "recordings/0000.har"},
		"an unknown rule":             {[]string{"--ignore-rule", "no", "recordings/*"}, `--ignore-rule: "no" is not a rule`},
		"an unknown report":           {[]string{"--report", "no=a", "recordings/*"}, "--report"},
		"a report on the document":    {[]string{"--report", "json=openapi.yaml", "recordings/*"}, "openapi.yaml"},
		"a report on a recording":     {[]string{"--report", "json=recordings/0000.har", "recordings/*"}, "recordings/0000.har: --report json would be written over a recording"},
		"a part on a recording":       {[]string{"--partial", "recordings/0000.har", "recordings/*"}, "recordings/0000.har: --partial would be written over a recording"},
		"a report on the baseline":    {[]string{"--report", "json=openapi.yaml", "--baseline", "openapi.yaml", "--spec", "recordings/0000.har", "recordings/*"}, "openapi.yaml: --report json would be written over the baseline"},
		"unknown formats":             {[]string{"--formats", "no", "recordings/*"}, "write assert or annotate"},
		"no place for other machines": {[]string{"--runner", "flink", "--endpoint", "localhost:1", "recordings/*"}, "with --partial"},
		"fewer exchanges than asked":  {[]string{"--min-exchanges", "99", "recordings/*"}, "--min-exchanges asks for 99"},
		"nothing checked":             {[]string{"--only", "/none", "recordings/*"}, "no exchange was checked: requests that --only leaves out"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cmd := exec.CommandContext(t.Context(), filepath.Join(programs, "orgcontract-beam"), tt.args...) //nolint:gosec // The tests built it.
			var stderr bytes.Buffer
			cmd.Dir, cmd.Stderr = directory, &stderr
			require.Error(t, cmd.Run())
			assert.Equal(t, exitFailed, cmd.ProcessState.ExitCode())
			lines := bytes.Split(bytes.TrimSpace(stderr.Bytes()), []byte("\n"))
			last := string(lines[len(lines)-1])
			assert.Contains(t, last, tt.want)
			assert.Contains(t, last, "orgcontract-beam: ")
			assert.NotContains(t, stderr.String(), secretKey)
		})
	}
}
