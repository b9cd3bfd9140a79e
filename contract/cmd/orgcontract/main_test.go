package main

import (
	"errors"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"orgcontract": main})
}

// Each script is what a user types and what comes back.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			return errors.Join(
				os.CopyFS(env.WorkDir+"/recordings", os.DirFS("../../testdata/recordings")),
				os.CopyFS(env.WorkDir+"/library", os.DirFS("../../testdata/library")),
				os.CopyFS(env.WorkDir+"/.ci", os.DirFS("../../../.ci")),
			)
		},
	})
}
