package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	polytomic "github.com/orgcontract/polytomic-organizations"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"orgcontract": main})
}

// Each script has the commands that a user types, and their output. Each command has a process of
// its own.
func TestScripts(t *testing.T) {
	testscript.Run(t, scripts("testdata/script"))
}

// scripts returns the parameters to run the scripts of a directory.
func scripts(dir string) testscript.Params {
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"gzip": gzipFile, "zip": zipFiles, "bookshop": serveBookshop},
		Setup: func(env *testscript.Env) error {
			env.Setenv("GOGC", os.Getenv("GOGC")) // As make test sets it, since there are hundreds of commands.
			return errors.Join(
				os.CopyFS(env.WorkDir+"/recordings", os.DirFS("../../testdata/recordings")),
				os.CopyFS(env.WorkDir+"/library", os.DirFS("../../testdata/library")),
				os.CopyFS(env.WorkDir+"/bookshop", os.DirFS("../../docs/bookshop")),
				os.CopyFS(env.WorkDir+"/vendor", os.DirFS("../../internal/watch/testdata")),
				os.CopyFS(env.WorkDir+"/.ci", os.DirFS("../../../.ci")),
				addDocument(env.WorkDir),
			)
		},
	}
}

// addDocument writes the built-in document and its overlays to a directory, so that commands find
// them there. It does nothing if the script has a document there.
func addDocument(dir string) error {
	name := dir + "/openapi.yaml"
	if _, err := os.Stat(name); err == nil {
		return nil
	}
	return os.CopyFS(dir, polytomic.FS())
}

// If the standard output can't be written, the user didn't call the command wrongly.
func TestTheStandardOutputCantBeWritten(t *testing.T) {
	t.Parallel()
	closed, err := os.Create(filepath.Join(t.TempDir(), "out"))
	require.NoError(t, err)
	require.NoError(t, closed.Close())
	for _, args := range [][]string{{"--version"}, {"completion", "bash"}} {
		var stderr strings.Builder
		assert.Equal(t, exitFailed, run(args, closed, &stderr))
		assert.NotContains(t, stderr.String(), "--help")
		assert.Contains(t, stderr.String(), "orgcontract: write ")
	}
}
