package main

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// Each of these scripts has commands that a user types, too. The test runs most of them in its own
// process, because a short command spends most of its time to start. The scripts run one after
// another, because a process has one working directory. The commands that need a standard input or
// a variable of the environment have exec, and a process of their own.
func TestCalls(t *testing.T) {
	params := scripts("testdata/calls")
	params.Cmds["run"] = runCommand
	testscript.RunT(oneByOne{t}, params)
}

// runCommand implements the command "run orgcontract [ARGUMENT...]" of scripts. It does what "exec
// orgcontract" does, in the process of the test.
func runCommand(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 || args[0] != "orgcontract" {
		ts.Fatalf("usage: run orgcontract [ARGUMENT...]")
	}
	back, err := os.Getwd()
	ts.Check(err)
	ts.Check(os.Chdir(ts.MkAbs(".")))
	code := run(args[1:], ts.Stdout(), ts.Stderr())
	ts.Check(os.Chdir(back))
	if neg == (code == exitHolds) {
		ts.Fatalf("orgcontract exits with %d", code)
	}
}

// oneByOne is a test whose scripts run one after another.
type oneByOne struct{ *testing.T }

func (t oneByOne) Parallel() {}

func (t oneByOne) Verbose() bool { return testing.Verbose() }

func (t oneByOne) Run(name string, test func(testscript.T)) {
	t.T.Run(name, func(t *testing.T) { test(oneByOne{t}) })
}
